"""Reading meetings and their votes."""

from collections.abc import Iterable, Sequence

from candidates.models import DrawnList, Meeting, MeetingKind, MeetingVote
from elections.models import Election


def newest_meetings(elections: Sequence[Election]) -> dict[int, dict[MeetingKind, Meeting]]:
    """The meeting of each kind that counts, by election, in one query."""
    found: dict[int, dict[MeetingKind, Meeting]] = {}
    for meeting in Meeting.objects.filter(election__in=elections).order_by("held_on", "pk"):
        found.setdefault(meeting.election_id, {})[MeetingKind(meeting.kind)] = meeting
    return found


def votes_of(meetings: Iterable[Meeting]) -> dict[int, list[MeetingVote]]:
    """Votes by meeting, most votes first, in one query; every meeting has an entry."""
    found: dict[int, list[MeetingVote]] = {meeting.pk: [] for meeting in meetings}
    rows = MeetingVote.objects.filter(meeting__in=list(found)).select_related("person")
    for one in rows.order_by("-votes", "person__name_key", "pk"):
        found[one.meeting_id].append(one)
    return found


def newest_lists(elections: Sequence[Election]) -> dict[int, DrawnList]:
    """The list drawn up last for each election, in one query."""
    rows = DrawnList.objects.filter(election__in=elections).order_by("election_id", "-pk").distinct("election_id")
    return {row.election_id: row for row in rows}
