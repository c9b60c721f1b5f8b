"""Pages of nominations: the list, the candidates of an election, one candidate's way, and what changes them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from candidates import queries
from candidates.meetings.queries import newest_lists, newest_meetings
from candidates.meetings.services import kinds_of, verdict_on
from candidates.models import Assessment, Nomination, Nominator, PostSeats, State
from candidates.nominations import services
from candidates.nominations.checks import posts_of
from candidates.nominations.findings import findings_of, qualifications_of
from candidates.nominations.forms import (
    ChosenForm,
    DayForm,
    EndForm,
    NominationForm,
    SeatsForm,
    StatementForm,
)
from candidates.nominations.found import add_errors, election_or_404, known_persons, nomination_or_404, told
from candidates.nominations.states import STANDING
from candidates.nominations.tables import badge_of, nomination_table
from candidates.notices.facts import present_posts
from candidates.way import candidate_panels, documents_of, next_stop, ways_of
from electionadmin.codes import Level
from electionadmin.versions import Stale
from electionadmin.web.lists import Action, list_response
from elections.models import Election
from elections.queries import current_cycle
from elections.rules.titles import title_of
from people import id_numbers
from people.models import Person
from people.queries import find_by_id_number
from people.tables import age_on
from villages.forms import FindForm
from villages.models import Post

_SALT = "candidates.nominate"


@page(Act.VIEW_NOMINATIONS)
def nomination_list(request: OfficeRequest) -> HttpResponse:
    """Every nomination of the cycle in the user's divisions."""
    cycle = current_cycle(request)
    rows = queries.nominations(request.scope).filter(election__cycle=cycle)
    actions = [Action(_("Import nominations"), reverse("sheets:nominations"))]
    return list_response(
        request,
        table=nomination_table(request.scope),
        queryset=rows,
        title=_("Candidates"),
        actions=actions if request.scope.allows(Act.CHANGE_NOMINATIONS) else (),
    )


@page(Act.VIEW_NOMINATIONS)
def election(request: OfficeRequest, pk: int) -> HttpResponse:
    """The candidates of one election: seats, meetings, the list post by post, what holds of it, what to do next."""
    found = election_or_404(request, pk)
    rows = list(queries.in_order(Nomination.objects.filter(election=found).select_related("person")))
    standing = [row for row in rows if row.state in STANDING]
    findings = [*findings_of([found])[found.pk], *qualifications_of([found])[found.pk]]
    verdict, _persons = verdict_on(found)
    meetings = newest_meetings([found]).get(found.pk, {})
    today = timezone.localdate()
    context = {
        "election": found,
        "seats": PostSeats.objects.filter(election=found),
        "groups": _by_post(found, rows),
        "today": today,
        "ages": {row.pk: age_on(row.person.birth_date, today) for row in rows},
        "badges": {row.pk: badge_of(row) for row in rows},
        "posts_now": present_posts([row.person_id for row in rows]),
        "findings": told(findings),
        "meetings": [(kind, meetings.get(kind)) for kind in kinds_of(found)],
        "verdict": verdict,
        "verdict_findings": told(
            [
                one
                for one in verdict.findings
                if one.rule != "recommendation.votes" and not (one.ok and one.severity == "info")
            ]
        )
        if verdict
        else [],
        "drawn": newest_lists([found]).get(found.pk),
        "may_change": request.scope.allows(Act.CHANGE_NOMINATIONS, found.village_id),
        "may_decide": request.scope.allows(Act.DECIDE_NOMINATIONS, found.village_id),
        "preliminary": sum(row.state == State.PRELIMINARY for row in standing),
        "nominees": sum(row.state == State.NOMINEE for row in standing),
        "doubles": {row.pk for row in standing if _posts_of(standing, row) > 1},
    }
    return render(request, "candidates/election.html", context)


def _posts_of(standing: Sequence[Nomination], row: Nomination) -> int:
    return sum(other.person_id == row.person_id for other in standing)


def _by_post(election: Election, rows: Sequence[Nomination]) -> list[tuple[Post, list[Nomination]]]:
    return [(post, [row for row in rows if row.post == post]) for post in posts_of(election)]


@page(Act.VIEW_NOMINATIONS)
@never_cache
def nomination(request: OfficeRequest, pk: int) -> HttpResponse:
    """A candidate's whole way on one screen: where he is, what is missing, who decides next, every document."""
    found = nomination_or_404(request, pk)
    stops = ways_of([found])[found.pk]
    others = (
        queries.nominations(request.scope)
        .filter(person_id=found.person_id, election__cycle_id=found.election.cycle_id)
        .exclude(pk=found.pk)
    )
    code = found.election.village_id
    context = {
        "nomination": found,
        "badge": badge_of(found),
        "age": age_on(found.person.birth_date, timezone.localdate()),
        "post_now": present_posts([found.person_id]).get(found.person_id, ""),
        "stops": stops,
        "next": next_stop(stops, found),
        "documents": documents_of([found])[found.pk],
        "panels": candidate_panels(request, found),
        "others": [(other, badge_of(other)) for other in others],
        "two_posts": any(
            other.election_id == found.election_id and other.state in STANDING and found.stands for other in others
        ),
        "assessment": Assessment.objects.filter(cycle_id=found.election.cycle_id, person_id=found.person_id)
        .select_related("weights")
        .first(),
        "may_change": request.scope.allows(Act.CHANGE_NOMINATIONS, code),
        "may_decide": request.scope.allows(Act.DECIDE_NOMINATIONS, code),
        "may_see_person": request.scope.allows(Act.VIEW_PERSONS, found.person.division_code),
        "ended": found.state in (State.REFUSED, State.WITHDRAWN, State.REMOVED),
    }
    return render(request, "candidates/nomination.html", context)


@page(Act.CHANGE_NOMINATIONS, writes=True)
def seats(request: OfficeRequest, pk: int) -> HttpResponse:
    """How many seats each post has."""
    found = election_or_404(request, pk, Act.CHANGE_NOMINATIONS)
    rows = PostSeats.objects.filter(election=found)
    known = {row.post: (row.number, row.women) for row in rows}
    decided = next((row.decided_on for row in rows), None)
    form = SeatsForm(request.POST or None, election=found, known=known, initial={"decided_on": decided})

    def save() -> None:
        services.set_seats(
            scope=request.scope,
            election=found,
            seats=form.seats(),
            decided_on=form.cleaned_data["decided_on"],
        )

    if _saved(request, form, save):
        messages.success(request, _("Saved."))
        return redirect("candidates:election", pk)
    return _form_page(request, form, found, _("Seats"))


@page(Act.CHANGE_NOMINATIONS, writes=True)
@never_cache
def nominate(request: OfficeRequest, pk: int) -> HttpResponse:
    """Nominate by hand: first who it is, then for what and by whom."""
    found = election_or_404(request, pk, Act.CHANGE_NOMINATIONS)
    if request.POST.get("step") == "nominate":
        person = _unsigned(request, found)
        form = NominationForm(request.POST, election=found)
        if form.is_valid():
            data = form.cleaned_data
            try:
                outcome = services.nominate(
                    scope=request.scope,
                    election=found,
                    person=person,
                    post=Post(data["post"]),
                    source=Nominator(data["source"]),
                    nominated_on=data["nominated_on"],
                    nominators=data["nominators"],
                    by_hand_reason=data.get("by_hand_reason", ""),
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                _tell(request, outcome, _("%(name)s is nominated.") % {"name": person.name})
                return redirect("candidates:election", pk)
        return _nominate_page(request, found, form, person)
    return _find(request, found)


def _find(request: OfficeRequest, found: Election) -> HttpResponse:
    form = FindForm(request.POST or None, known=known_persons(request, found))
    if request.method == "POST" and form.is_valid():
        person, text = form.cleaned_data["known"], form.cleaned_data["id_number"]
        if person is None:
            checked = id_numbers.check(text, on=timezone.localdate()) if text.strip() else None
            if isinstance(checked, id_numbers.IdNumber):
                county = Person.objects.filter(county_code=found.village_id[: Level.COUNTY])
                person = find_by_id_number(county, checked.number).first()
                if person is None:
                    form.add_error("id_number", _("Nobody in the county has this number. Enter the person first."))
            else:
                form.add_error("id_number", checked.message if checked else _("Choose somebody, or type an ID number."))
        if person is not None:
            return _nominate_page(request, found, NominationForm(election=found), person)
    return _nominate_page(request, found, form, None)


def _nominate_page(request: OfficeRequest, found: Election, form: Any, person: Person | None) -> HttpResponse:
    context = {
        "election": found,
        "form": form,
        "person": person,
        "found": signing.dumps([person.pk, found.pk], salt=_SALT) if person else "",
        "may_add_person": request.scope.allows(Act.CHANGE_PERSONS, found.village_id),
    }
    return render(request, "candidates/nominate.html", context)


def _unsigned(request: OfficeRequest, found: Election) -> Person:
    """The person found in the step before: only what that step has found can be nominated."""
    try:
        pk, election = signing.loads(request.POST.get("found", ""), salt=_SALT, max_age=24 * 60 * 60)
    except signing.BadSignature:
        pk, election = None, None
    return get_object_or_404(Person, pk=pk if election == found.pk else None)


_ENDS: dict[str, tuple[Act, Any]] = {
    "refuse": (Act.CHANGE_NOMINATIONS, services.refuse),
    "withdraw": (Act.CHANGE_NOMINATIONS, services.withdraw),
    "remove": (Act.DECIDE_NOMINATIONS, services.remove),
    "restore": (Act.DECIDE_NOMINATIONS, services.restore),
    "back": (Act.DECIDE_NOMINATIONS, services.call_back),
}


def _end_titles() -> dict[str, str]:
    return {
        "refuse": _("The person refuses the nomination"),
        "withdraw": _("The nomination is withdrawn"),
        "remove": _("Remove from the list"),
        "restore": _("Revoke the removal"),
        "back": _("Take the decision back"),
    }


@page(Act.CHANGE_NOMINATIONS, writes=True)
def nomination_end(request: OfficeRequest, pk: int, end: str) -> HttpResponse:
    """Refusal, withdrawal, removal, its revocation, a decision taken back: a day and a reason."""
    if end not in _ENDS:
        raise Http404
    act, service = _ENDS[end]
    found = nomination_or_404(request, pk, Act.CHANGE_NOMINATIONS)
    request.scope.require(act, found.election.village_id)
    form = EndForm(request.POST or None, initial={"version": found.version})
    title = _end_titles()[end]
    done: list[services.Outcome] = []

    def save() -> None:
        data = form.cleaned_data
        done.append(
            service(
                scope=request.scope,
                nomination=found,
                on=data["on"],
                reason=data["reason"],
                version=data["version"],
            )
        )

    if _saved(request, form, save):
        _tell(request, done[0], _("%(name)s: %(title)s, recorded.") % {"name": found.person.name, "title": title})
        return redirect("candidates:nomination", pk)
    return _form_page(
        request, form, found.election, title, nomination=found, danger=end in ("refuse", "withdraw", "remove")
    )


@page(Act.CHANGE_NOMINATIONS, writes=True)
def statement(request: OfficeRequest, pk: int) -> HttpResponse:
    """For which of two posts somebody stands; his other nominations of the election end."""
    found = nomination_or_404(request, pk, Act.CHANGE_NOMINATIONS)
    form = StatementForm(request.POST or None)
    done: list[services.Outcome] = []

    def save() -> None:
        data = form.cleaned_data
        done.append(
            services.state_post(scope=request.scope, nomination=found, on=data["on"], document=data["document"])
        )

    if _saved(request, form, save):
        _tell(request, done[0], _("%(name)s stands for %(post)s.") % _named(found))
        return redirect("candidates:nomination", pk)
    return _form_page(
        request, form, found.election, _("%(name)s stands for %(post)s") % _named(found), nomination=found
    )


def _named(found: Nomination) -> dict[str, Any]:
    return {"name": found.person.name, "post": found.get_post_display()}


@page(Act.DECIDE_NOMINATIONS, writes=True)
def settle(request: OfficeRequest, pk: int) -> HttpResponse:
    """The township's decision on the nominees to be."""
    found = election_or_404(request, pk, Act.DECIDE_NOMINATIONS)
    among = queries.in_order(
        Nomination.objects.filter(election=found, state=State.PRELIMINARY).select_related("person")
    )
    form = ChosenForm(request.POST or None, among=among, initial={"chosen": [row.pk for row in among]})

    def save() -> None:
        data = form.cleaned_data
        services.settle(scope=request.scope, election=found, chosen=data["chosen"], on=data["on"])

    if _saved(request, form, save):
        messages.success(request, _("The nominees are decided on."))
        return redirect("candidates:election", pk)
    return _form_page(request, form, found, _("Decision on the nominees"))


@page(Act.DECIDE_NOMINATIONS, writes=True)
def formal(request: OfficeRequest, pk: int) -> HttpResponse:
    """Fix the formal list."""
    found = election_or_404(request, pk, Act.DECIDE_NOMINATIONS)
    form = DayForm(request.POST or None)

    def save() -> None:
        services.list_formally(scope=request.scope, election=found, on=form.cleaned_data["on"])

    if _saved(request, form, save):
        messages.success(request, _("The formal list is fixed."))
        return redirect("candidates:election", pk)
    rows = Nomination.objects.filter(election=found, state=State.NOMINEE).select_related("person")
    return _form_page(request, form, found, _("Formal list"), rows=queries.in_order(rows))


def _saved(request: OfficeRequest, form: Any, save: Callable[[], object]) -> bool:
    """Whether the form was sent and what it asks for was done; what is refused is told in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except Stale:
        form.add_error(None, _("Somebody else has changed this meanwhile. Open the page again and decide anew."))
    except ValidationError as error:
        add_errors(form, error)
    else:
        return True
    return False


def _tell(request: OfficeRequest, outcome: Any, message: str) -> None:
    """What was done, who stepped up for it, and what the list now lacks."""
    messages.success(request, message)
    successor = getattr(outcome, "successor", None)
    if successor is not None:
        stepped = {"name": successor.person.name, "post": successor.get_post_display()}
        messages.info(request, _("%(name)s steps up for %(post)s.") % stepped)
    for finding in getattr(outcome, "findings", ()):
        if not finding.ok:
            text = {"title": title_of(finding.rule), "detail": finding.detail, "basis": finding.basis}
            messages.warning(request, _("%(title)s: %(detail)s (%(basis)s)") % text)


def _form_page(request: OfficeRequest, form: Any, found: Election, title: str, **more: Any) -> HttpResponse:
    return render(request, "candidates/form.html", {"form": form, "election": found, "title": title, **more})
