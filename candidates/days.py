"""What the candidates' room tells the calendar: the days on which something of theirs was done."""

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import Max, Min, Q

from candidates.meetings.queries import newest_meetings
from candidates.models import MeetingKind, Nomination, NoticeLine, NoticeState, State
from elections.facts import tells_day
from elections.models import Election

Days = Mapping[int, datetime.date]


@tells_day("recommendation")
def recommended(elections: Sequence[Election]) -> Days:
    """The later of the two recommendation meetings, once both are held."""
    kinds = (MeetingKind.MEMBERS, MeetingKind.VILLAGERS)
    held = newest_meetings(elections)
    return {
        pk: max(meetings[kind].held_on for kind in kinds)
        for pk, meetings in held.items()
        if all(kind in meetings for kind in kinds)
    }


@tells_day("primary")
def primary(elections: Sequence[Election]) -> Days:
    """The day of the primary."""
    held = newest_meetings(elections)
    return {
        pk: meetings[MeetingKind.PRIMARY].held_on for pk, meetings in held.items() if MeetingKind.PRIMARY in meetings
    }


@tells_day("public_notice")
def notice_ended(elections: Sequence[Election]) -> Days:
    """The last day of the notices of the nominees, once every one of them is concluded."""
    lines = NoticeLine.objects.filter(nomination__election__in=elections).exclude(notice__state=NoticeState.DROPPED)
    rows = (
        lines.order_by()
        .values_list("nomination__election")
        .annotate(open=Min("notice__pk", filter=Q(notice__concluded_on=None)), last=Max("notice__ends_on"))
    )
    return {pk: last for pk, still_open, last in rows if still_open is None}


@tells_day("formal_list")
def listed(elections: Sequence[Election]) -> Days:
    """The day of the formal list; of one that was changed, the last change."""
    formal = Nomination.objects.filter(election__in=elections, state=State.FORMAL)
    return dict(formal.order_by().values_list("election").annotate(Max("state_on")))
