"""Pages of public notices and of the objections to them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from candidates.models import Notice, NoticeLine, NoticeState, Objection, ObjectionState, Upheld
from candidates.nominations.found import add_errors
from candidates.notices import rules, services
from candidates.notices.facts import facts_of
from candidates.notices.forms import CheckForm, ConcludeForm, NoticeForm, ObjectionForm, OpenForm, OutcomeForm
from candidates.notices.tables import notice_badge, notice_table, objection_badge, objection_table
from electionadmin.codes import Level
from electionadmin.versions import Stale
from electionadmin.web.lists import Action, list_response
from elections.models import Body
from elections.queries import current_cycle
from elections.workdays import provisional_note
from people.places import places
from villages.models import Division


def notices_in(request: OfficeRequest, act: Act = Act.VIEW_NOMINATIONS) -> QuerySet[Notice]:
    """Notices of the townships that the scope reaches: those above a village of the user's as well."""
    codes = {code[: Level.TOWNSHIP] for code in request.scope.prefixes(act)}
    condition = Q(pk__in=())
    for code in codes:
        condition |= Q(division__code__startswith=code)
    return Notice.objects.filter(condition).select_related("division", "cycle")


def _counted(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    return notices.annotate(
        persons=Count("lines", distinct=True),
        objections=Count("lines__objections", distinct=True),
        open_objections=Count(
            "lines__objections", filter=~Q(lines__objections__state=ObjectionState.CONCLUDED), distinct=True
        ),
    )


@page(Act.VIEW_NOMINATIONS)
def notice_list(request: OfficeRequest) -> HttpResponse:
    """Every notice of the cycle in the user's townships."""
    rows = _counted(notices_in(request).filter(cycle=current_cycle(request)))
    actions = [Action(_("Start a notice"), reverse("candidates:notice_start"), primary=True)]
    return list_response(
        request,
        table=notice_table(request.scope),
        queryset=rows,
        title=_("Public notices"),
        actions=actions if request.scope.allows(Act.DECIDE_NOMINATIONS) else (),
    )


@page(Act.DECIDE_NOMINATIONS)
def notice_start(request: OfficeRequest) -> HttpResponse:
    """For which township and body."""
    cycle = current_cycle(request)
    context = {
        "townships": places(request.scope, Act.DECIDE_NOMINATIONS, Level.TOWNSHIP),
        "bodies": cycle.body_labels() if cycle else [],
    }
    return render(request, "candidates/notice_start.html", context)


@page(Act.DECIDE_NOMINATIONS, writes=True)
def notice_add(request: OfficeRequest, code: str, body: str) -> HttpResponse:
    """A new notice of a township for the nominees of a body."""
    cycle = current_cycle(request)
    if body not in Body.values or cycle is None:
        raise Http404
    rows = Division.objects.filter(request.scope.within(Act.DECIDE_NOMINATIONS))
    division = get_object_or_404(rows, code=code)
    row = Notice(cycle=cycle, division=division, body=body, issuer=_("%(name)s Party committee") % {"name": division})
    return _edit(request, row)


@page(Act.DECIDE_NOMINATIONS, writes=True)
def notice_change(request: OfficeRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    row = _notice(request, pk, Act.DECIDE_NOMINATIONS)
    if row.state != NoticeState.DRAFT:
        raise Http404
    return _edit(request, row)


def _edit(request: OfficeRequest, row: Notice) -> HttpResponse:
    wanted = services.wanted_length(row.cycle, row.body)
    among = services.candidates_for(row)
    chosen = list(row.lines.values_list("nomination_id", flat=True)) if row.pk else [one.pk for one in among]
    form = NoticeForm(
        request.POST or None, instance=row, among=among, least=wanted.days, initial={"nominations": chosen}
    )
    if request.method == "POST" and form.is_valid():
        values = form.values()
        nominations = values.pop("nominations")
        try:
            saved = services.save_notice(
                scope=request.scope,
                cycle=row.cycle,
                division=row.division,
                values={**values, "body": row.body},
                nominations=nominations,
                notice=row if row.pk else None,
                version=form.seen_version(),
            )
        except Stale:
            form.add_error(None, _("Somebody else has changed this meanwhile. Open the page again and compare."))
        except ValidationError as error:
            add_errors(form, error)
        else:
            _say_period(request, saved)
            return redirect("candidates:notice", saved.pk)
    context = {"form": form, "notice": row, "wanted": wanted}
    return render(request, "candidates/notice_form.html", context)


def _say_period(request: OfficeRequest, saved: Notice) -> None:
    """From when until when, and why it does not start on the day asked for."""
    found = services.plan_period(saved.cycle, saved.body, saved.asked_start, saved.days)
    days = {"first": found.first, "last": found.last}
    messages.success(request, _("The notice hangs from %(first)s until %(last)s.") % days)
    if found.moved:
        moved = {"day": saved.asked_start, "name": found.holiday or _("day off"), "first": found.first}
        messages.warning(request, _("%(day)s is no working day (%(name)s); the notice starts on %(first)s.") % moved)
    if found.provisional:
        messages.warning(request, provisional_note(found.provisional))


@page(Act.VIEW_NOMINATIONS, write=Act.DECIDE_NOMINATIONS)
@never_cache
def notice(request: OfficeRequest, pk: int) -> HttpResponse:
    """A notice as it hangs; whoever decides posts, drops and concludes it here."""
    act = Act.VIEW_NOMINATIONS if request.method == "GET" else Act.DECIDE_NOMINATIONS
    row = _notice(request, pk, act)
    form = ConcludeForm(
        request.POST if request.POST.get("do") == "conclude" else None, initial={"version": row.version}
    )
    if request.method == "POST":
        done = _do(request, row, form)
        if done is not None:
            return done
    lines = list(
        row.lines.select_related("nomination__person", "nomination__election__village__parent")
        .prefetch_related("objections")
        .order_by("nomination__election__village_id", "nomination__position", "pk")
    )
    lines = [line for line in lines if request.scope.allows(act, line.nomination.election.village_id)]
    facts = facts_of([line.nomination for line in lines if not line.shown])
    context = {
        "notice": row,
        "badge": notice_badge(row),
        "wanted": services.wanted_length(row.cycle, row.body),
        "lines": [
            (
                line,
                line.shown or rules.shown(facts[line.nomination_id]),
                [(one, objection_badge(one)) for one in line.objections.all()],
            )
            for line in lines
        ],
        "form": form,
        "may_decide": request.scope.allows(Act.DECIDE_NOMINATIONS, row.division_id),
        "may_handle": request.scope.allows(Act.HANDLE_OBJECTIONS, row.division_id),
    }
    return render(request, "candidates/notice.html", context)


def _do(request: OfficeRequest, row: Notice, form: ConcludeForm) -> HttpResponse | None:
    """Post, drop or conclude; None where the page is to be shown again."""
    version = int(request.POST["version"]) if request.POST.get("version", "").isdecimal() else 0
    acts: dict[str, Callable[[], object]] = {
        "post": lambda: services.post_notice(scope=request.scope, notice=row, version=version),
        "drop": lambda: services.drop_notice(scope=request.scope, notice=row, version=version),
    }
    if form.is_bound:
        if not form.is_valid():
            return None
        data = form.cleaned_data
        acts["conclude"] = lambda: services.conclude_notice(
            scope=request.scope, notice=row, version=data["version"], conclusion=data["conclusion"]
        )
    act = acts.get(request.POST.get("do", ""))
    if act is None:
        return redirect("candidates:notice", row.pk)
    try:
        act()
    except Stale:
        messages.error(request, _("Somebody else has changed this meanwhile. Look at it again, then decide."))
    except ValidationError as error:
        if form.is_bound:
            add_errors(form, error)
            return None
        for message in error.messages:
            messages.error(request, message)
    else:
        messages.success(request, _("Saved."))
    return redirect("candidates:notice", row.pk)


def _notice(request: OfficeRequest, pk: int, act: Act) -> Notice:
    if act == Act.VIEW_NOMINATIONS:
        return get_object_or_404(notices_in(request), pk=pk)
    rows = Notice.objects.filter(request.scope.within(act, "division__code")).select_related("division", "cycle")
    return get_object_or_404(rows, pk=pk)


@page(Act.HANDLE_OBJECTIONS)
def objection_list(request: OfficeRequest) -> HttpResponse:
    """Every objection of the cycle in the user's divisions."""
    rows = Objection.objects.filter(
        request.scope.within(Act.HANDLE_OBJECTIONS, "line__notice__division__code"),
        line__notice__cycle=current_cycle(request),
    ).select_related("line__nomination__person", "line__nomination__election__village", "line__notice")
    return list_response(
        request,
        table=objection_table(request.scope),
        queryset=rows,
        title=_("Objections"),
        subtitle=_("Who objects, and what is said, is sealed: open an objection and give the reason."),
    )


@page(Act.HANDLE_OBJECTIONS, writes=True)
@never_cache
def objection_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Register an objection to a person on a notice."""
    lines = NoticeLine.objects.filter(request.scope.within(Act.HANDLE_OBJECTIONS, "notice__division__code"))
    line = get_object_or_404(lines.select_related("nomination__person", "notice__division"), pk=pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.receive_objection(scope=request.scope, line=line, values=form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The objection is registered and sealed."))
            return redirect("candidates:objection", row.pk)
    return render(request, "candidates/objection_add.html", {"form": form, "line": line})


@page(Act.HANDLE_OBJECTIONS, writes=True)
@never_cache
def objection(request: OfficeRequest, pk: int) -> HttpResponse:
    """One objection: how far it is, and the next thing to do."""
    row = _objection(request, pk)
    checking = row.state == ObjectionState.CHECKING
    initial = {"version": row.version}
    form: Any = (
        OutcomeForm(request.POST or None, initial=initial)
        if checking
        else CheckForm(request.POST or None, initial=initial)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if checking:
                services.conclude_objection(
                    scope=request.scope, objection=row, **{**data, "upheld": Upheld(data["upheld"])}
                )
            else:
                services.check_objection(scope=request.scope, objection=row, **data)
        except Stale:
            form.add_error(None, _("Somebody else has changed this meanwhile. Open the page again and decide anew."))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("candidates:objection", pk)
    context = {"objection": row, "badge": objection_badge(row), "form": form, "checking": checking}
    return render(request, "candidates/objection.html", context)


@page(Act.HANDLE_OBJECTIONS, writes=True)
@never_cache
def objection_open(request: OfficeRequest, pk: int) -> HttpResponse:
    """Ask for a reason, record the look, show the sealed part once."""
    row = _objection(request, pk)
    form, opened = OpenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.open_objection(
                user=request.user,
                scope=request.scope,
                objection=row,
                reason=form.cleaned_data["reason"],
                ip=request.META.get("REMOTE_ADDR"),
            )
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "candidates/objection_open.html", {"objection": row, "form": form, "opened": opened})


def _objection(request: OfficeRequest, pk: int) -> Objection:
    rows = Objection.objects.filter(request.scope.within(Act.HANDLE_OBJECTIONS, "line__notice__division__code"))
    return get_object_or_404(
        rows.select_related(
            "line__nomination__person", "line__nomination__election__village__parent", "line__notice__division"
        ),
        pk=pk,
    )
