"""Pages of the meetings: figures and votes on one page, in the order of the tally sheet; the list that follows."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from candidates.meetings import services
from candidates.meetings.forms import DrawForm, MeetingForm, VoteGrid
from candidates.meetings.queries import votes_of
from candidates.models import Meeting, MeetingKind
from candidates.nominations.checks import posts_of
from candidates.nominations.found import add_errors, election_or_404, known_persons, told
from electionadmin.codes import Level
from electionadmin.versions import Stale
from elections.models import Election
from people import id_numbers
from people.models import Person
from people.queries import find_by_id_number
from villages.models import Post


@page(Act.CHANGE_NOMINATIONS, writes=True)
def meeting_add(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Record a meeting, or one that was held again."""
    found = election_or_404(request, pk, Act.CHANGE_NOMINATIONS)
    if kind not in MeetingKind.values or MeetingKind(kind) not in services.kinds_of(found):
        raise Http404
    return _edit(request, found, MeetingKind(kind), Meeting(election=found, kind=kind))


@page(Act.VIEW_NOMINATIONS, write=Act.CHANGE_NOMINATIONS)
def meeting(request: OfficeRequest, pk: int) -> HttpResponse:
    """A meeting with its votes; who enters for the village corrects it here."""
    act = Act.VIEW_NOMINATIONS if request.method == "GET" else Act.CHANGE_NOMINATIONS
    meetings = Meeting.objects.filter(request.scope.within(act, "election__village__code"))
    row = get_object_or_404(meetings.select_related("election__village__parent", "election__cycle"), pk=pk)
    if not request.scope.allows(Act.CHANGE_NOMINATIONS, row.election.village_id):
        votes = votes_of([row])[row.pk]
        return render(
            request, "candidates/meeting_read.html", {"meeting": row, "votes": votes, "election": row.election}
        )
    return _edit(request, row.election, MeetingKind(row.kind), row)


def _edit(request: OfficeRequest, found: Election, kind: MeetingKind, row: Meeting) -> HttpResponse:
    data = request.POST or None
    form = MeetingForm(data, instance=row)
    known = votes_of([row])[row.pk] if row.pk else []
    added, refused = _added(request, found)
    people = _people(request, found, {one.person_id for one in known} | added)
    grid = VoteGrid(
        kind=kind,
        posts=posts_of(found),
        people=people,
        known={(one.person_id, one.post): one.votes for one in known},
        data=data,
    )
    if refused:
        form.is_valid()
        form.add_error(None, refused)
    elif request.method == "POST" and "add" not in request.POST and _saved(request, form, grid, row):
        messages.success(request, _("Saved."))
        return redirect("candidates:election", found.pk)
    context = {
        "election": found,
        "form": form,
        "grid": grid,
        "kind": kind,
        "row": row,
        "added": sorted(added),
        "heads": [Post(post).label if post else _("Votes") for post in grid.posts],
    }
    return render(request, "candidates/meeting.html", context)


def _people(request: OfficeRequest, found: Election, more: set[int]) -> Any:
    """Persons of the village, the Party's members alone for its election, and whoever has votes or was added."""
    here = Q(pk__in=known_persons(request, found).order_by().values("pk"))
    if found.body == "party":
        here &= Q(party_joined__isnull=False)
    return Person.objects.filter(here | Q(pk__in=more)).order_by("name_key", "pk")


def _added(request: OfficeRequest, found: Election) -> tuple[set[int], str]:
    """Persons of other villages on the papers: those added before, and the one whose number was typed now."""
    county = Person.objects.filter(county_code=found.village_id[: Level.COUNTY])
    asked = {int(text) for text in request.POST.getlist("added") if text.isdecimal()}
    known = set(county.filter(pk__in=asked).values_list("pk", flat=True))
    text = request.POST.get("id_number", "").strip()
    if not text:
        return known, ""
    checked = id_numbers.check(text, on=timezone.localdate())
    if isinstance(checked, id_numbers.Problem):
        return known, checked.message
    person = find_by_id_number(county, checked.number).first()
    if person is None:
        return known, _("Nobody in the county has this number. Enter the person first.")
    return known | {person.pk}, ""


def _saved(request: OfficeRequest, form: MeetingForm, grid: VoteGrid, row: Meeting) -> bool:
    if not form.is_valid():
        return False
    if grid.errors:
        form.add_error(None, grid.errors)
        return False
    try:
        services.record_meeting(
            scope=request.scope,
            election=row.election,
            kind=MeetingKind(row.kind),
            values=form.values(),
            votes=grid.votes,
            meeting=row if row.pk else None,
            version=form.seen_version(),
        )
    except Stale:
        form.add_error(None, _("Somebody else has changed this meanwhile. Open the page again and compare."))
    except ValidationError as error:
        add_errors(form, error)
    else:
        return True
    return False


@page(Act.CHANGE_NOMINATIONS, writes=True)
def draw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Draw up the list that follows from the meetings."""
    found = election_or_404(request, pk, Act.CHANGE_NOMINATIONS)
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drawn = services.draw_up(
                scope=request.scope,
                user=request.user,
                election=found,
                on=form.cleaned_data["on"],
                places=form.cleaned_data["places"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            made = {"count": len(drawn.nominations)}
            messages.success(request, _("%(count)s names stand on the list, in order.") % made)
            for problem in drawn.left_out:
                messages.warning(request, problem)
            return redirect("candidates:election", pk)
    verdict, _persons = services.verdict_on(found)
    context = {
        "election": found,
        "form": form,
        "verdict": verdict,
        "findings": told([one for one in verdict.findings if one.rule != "rulebook"]) if verdict else [],
    }
    return render(request, "candidates/draw.html", context)
