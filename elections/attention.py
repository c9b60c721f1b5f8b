"""What of the elections needs attention."""

from collections.abc import Iterator
from typing import Literal

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.navigation import counts
from accounts.pages import OfficeRequest
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.attention import Attention, asks
from elections.calendar import queries as calendar
from elections.chain.duties import awaiting
from elections.committee import queries as committees
from elections.groups.queries import posts
from elections.models import Body, ElectionStep
from elections.queries import current_cycle, elections_in


@counts("elections:approvals")
def approvals(request: OfficeRequest) -> QuerySet[ElectionStep]:
    """What awaits the user's decision, beside the entry in the rail."""
    return ElectionStep.objects.filter(awaiting(request.scope), election__cycle=current_cycle(request))


@asks
def elections(request: OfficeRequest) -> Iterator[Attention]:
    """Elections that are overdue, and Party elections without a day."""
    cycle = current_cycle(request) if request.scope.allows(Act.VIEW_ELECTIONS) else None
    if cycle is None:
        return
    found = elections_in(request.scope, cycle).aggregate(
        overdue=Count("pk", filter=Q(held_on=None, election_day__lt=timezone.localdate())),
        undated=Count("pk", filter=Q(held_on=None, election_day=None, body=Body.PARTY)),
    )
    if found["overdue"]:
        title = _("%(overdue)s elections should have been held") % found
        url = reverse("elections:election_list") + "?state=overdue"
        yield Attention("block", _("overdue"), title, _("Enter the figures of the vote, or plan another day."), url)
    if found["undated"]:
        title = _("%(undated)s villages have named no day for the Party election") % found
        url = reverse("elections:election_list") + f"?state=undated&body={Body.PARTY.value}"
        yield Attention("warn", _("no day"), title, _("It must be held before the committee's."), url)


@asks
def due_items(request: OfficeRequest) -> Iterator[Attention]:
    """Items of the calendar that should have been done, or fall due within days, for whoever records them."""
    cycle = current_cycle(request) if request.scope.allows(Act.CHANGE_VILLAGES) else None
    home = request.scope.home()
    if cycle is None or home is None:
        return
    elections = calendar.elections_of(request.scope, cycle, home.code)
    waiting = [election for election in elections if election.held_on is None or election.body != Body.PARTY]
    for row in calendar.rows(calendar.agenda(waiting, cycle, timezone.localdate())):
        for state, urgency, word in (("overdue", "block", _("overdue")), ("due", "warn", pgettext("calendar", "due"))):
            entries = [entry for entry in row.entries if entry.state == state]
            if row.item.key != "vote" and entries:
                yield _due(row, entries, urgency, word, home.code)  # type: ignore[arg-type]


def _due(
    row: calendar.Row, entries: list[calendar.Entry], urgency: Literal["block", "warn"], word: str, code: str
) -> Attention:
    """One line for an item, whatever the number of its villages."""
    only = entries[0].election.village if len(entries) == 1 else None
    values = {"item": row.item.label, "count": len(entries), "village": only.name if only else ""}
    title = _("%(item)s: %(village)s") if only else _("%(item)s: %(count)s villages")
    address = reverse("elections:calendar", args=[only.code if only else code]) + f"?body={row.item.body}"
    detail = _("Done by %(office)s. Record the day in the calendar.") % {"office": row.item.office_label}
    due = min(entry.span.last for entry in entries)
    return Attention(urgency, word, title % values, detail, address, due=due, key=f"calendar.{code}.{row.item.id}")


@asks
def election_committees(request: OfficeRequest) -> Iterator[Attention]:
    """Members who should have left, seats that are open, successions not published."""
    cycle = current_cycle(request) if request.scope.allows(Act.CHANGE_COMMITTEES) else None
    if cycle is None:
        return
    elections = list(committees.committee_elections(request.scope, cycle).filter(held_on=None))
    benches = committees.present_benches(elections)
    leavers = committees.leavers(benches, elections)
    for election in elections:
        for leaver in leavers.get(election.pk, ()):
            words = {"name": leaver.member.person.name, "village": election.village.name}
            title = _("%(village)s: %(name)s must leave the election committee") % words
            detail = _("Nominated, or a near relative of a nominee. Enter the exit and the successor.")
            yield Attention("block", _("recusal"), title, detail, reverse("elections:committee", args=[election.pk]))
    short = [election for election in elections if election.pk in benches and benches[election.pk].vacancies]
    if short:
        title = ngettext(
            "%(count)s election committee has an open seat", "%(count)s election committees have open seats", len(short)
        )
        address = reverse("elections:committee_list") + "?state=incomplete"
        if len(short) == 1:
            address = reverse("elections:committee", args=[short[0].pk])
        detail = _("The next alternate takes the seat, or the meeting chooses anew.")
        yield Attention("warn", _("open seat"), title % {"count": len(short)}, detail, address)


@asks
def nobody_named(request: OfficeRequest) -> Iterator[Attention]:
    """Townships without a liaison, villages without an informant, for whoever names them."""
    if not request.scope.allows(Act.CHANGE_GROUPS):
        return
    home = request.scope.home()
    level = Level.TOWNSHIP if home and len(home.code) <= Level.COUNTY else Level.VILLAGE
    missing = sum(not post.names for post in posts(request.scope, level))
    if missing:
        titles = {
            Level.TOWNSHIP: ngettext(
                "%(count)s township has no liaison", "%(count)s townships have no liaison", missing
            ),
            Level.VILLAGE: ngettext(
                "%(count)s village has no informant", "%(count)s villages have no informant", missing
            ),
        }
        detail = _("Name somebody, with a telephone number, before the steps begin.")
        yield Attention(
            "wait", _("nobody"), titles[level] % {"count": missing}, detail, reverse("elections:group_list")
        )
