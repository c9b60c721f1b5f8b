"""Pages of talks."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from candidates.models import Talk, TalkClass
from candidates.talks import queries, services
from candidates.talks.forms import TalkForm
from candidates.talks.tables import due_table, next_kind, talk_table
from electionadmin.web.forms import submit
from electionadmin.web.lists import Action, list_response
from elections.queries import current_cycle
from people.models import Person
from people.queries import persons


@page(Act.VIEW_INSPECTIONS)
def talk_due(request: OfficeRequest) -> HttpResponse:
    """Who must be talked to, worked out from the data."""
    cycle = current_cycle(request)
    people = queries.due(request.scope, cycle) if cycle else Person.objects.none()
    may_change = request.scope.allows(Act.CHANGE_INSPECTIONS)

    def link(person: Person) -> str:
        if may_change:
            return reverse("candidates:talk_add", args=[person.pk, next_kind(person).value])
        return reverse("people:person", args=[person.pk])

    missing = queries.outstanding(people).count() if cycle else 0
    return list_response(
        request,
        table=due_table(request.scope, link),
        queryset=people,
        title=_("Who is to be talked to"),
        subtitle=_("Not yet talked to: %(count)d") % {"count": missing},
        actions=[Action(_("Talks held"), reverse("candidates:talk_list"))],
    )


@page(Act.VIEW_INSPECTIONS)
def talk_list(request: OfficeRequest) -> HttpResponse:
    """The talks of the cycle."""
    cycle = current_cycle(request)
    rows = queries.talks(request.scope, cycle) if cycle else Talk.objects.none()
    actions = [Action(_("Who is to be talked to"), reverse("candidates:talk_due"))]
    return list_response(request, table=talk_table(request.scope), queryset=rows, title=_("Talks"), actions=actions)


@page(Act.CHANGE_INSPECTIONS, writes=True)
@never_cache
def talk_add(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Record a talk."""
    cycle = current_cycle(request)
    person = get_object_or_404(persons(request.scope, Act.CHANGE_INSPECTIONS), pk=pk)
    if kind not in TalkClass.values:
        raise Http404
    if cycle is None:
        return render(request, "candidates/no_cycle.html")
    talk_class = TalkClass(kind)
    form = TalkForm(request.POST or None, instance=Talk(cycle=cycle, person=person, kind=kind))

    def save(form: TalkForm) -> object:
        return services.record_talk(
            scope=request.scope, cycle=cycle, person=person, kind=talk_class, values=form.values()
        )

    return _answer(request, form, save, f"{person.name} · {talk_class.label}")


@page(Act.VIEW_INSPECTIONS, write=Act.CHANGE_INSPECTIONS)
@never_cache
def talk(request: OfficeRequest, pk: int) -> HttpResponse:
    """A talk; whoever may, corrects it or records what followed."""
    rows = Talk.objects.filter(request.scope.within(Act.VIEW_INSPECTIONS, "division__code"))
    found = get_object_or_404(rows.select_related("person", "division"), pk=pk)
    form = TalkForm(request.POST or None, instance=found)
    if not request.scope.allows(Act.CHANGE_INSPECTIONS, found.division_id):
        for field in form.fields.values():
            field.disabled = True

    def save(form: TalkForm) -> object:
        return services.change_talk(scope=request.scope, talk=found, values=form.values(), version=form.seen_version())

    return _answer(request, form, save, f"{found.person.name} · {found.get_kind_display()}")


def _answer(request: OfficeRequest, form: TalkForm, save: object, about: str) -> HttpResponse:
    if request.method == "POST":
        again = submit(form, save)  # type: ignore[arg-type]
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("candidates:talk_due")
        form = again
    context = {"form": form, "title": _("Talk"), "about": about, "back": reverse("candidates:talk_due")}
    return render(request, "candidates/act.html", context)
