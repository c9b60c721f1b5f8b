"""Nomination meetings of the committees, and primaries where more were nominated than may stand."""

import datetime
from collections import Counter
from random import Random
from typing import Final

from django.utils import timezone

from candidates.models import Meeting, MeetingKind, MeetingVote, Nomination, State
from demo.candidates import set_state
from elections.models import Body, Cycle, Election
from villages.models import VillageProfile

_HELD: Final = 12
_PRIMARIES: Final = 5


def make_primaries(*, cycle: Cycle, random: Random) -> None:
    """A dozen nomination meetings with the votes of those nominated; five of them were followed by a primary."""
    nominated = Nomination.objects.filter(election__cycle=cycle, election__body=Body.COMMITTEE)
    elections = Election.objects.filter(pk__in=nominated.values("election")).order_by("village_id")[:_HELD]
    profiles = dict(VillageProfile.objects.values_list("village_id", "adults"))
    for number, election in enumerate(elections):
        rows = list(nominated.filter(election=election).exclude(state=State.WITHDRAWN).order_by("post", "position"))
        adults = profiles.get(election.village_id) or 600
        day = rows[0].nominated_on
        present = adults * random.randint(62, 81) // 100
        _hold(Meeting(kind=MeetingKind.NOMINATION, held_on=day, due=adults, present=present), election, rows)
        if number < _PRIMARIES:
            later = day + datetime.timedelta(days=2)
            present = random.randint(32, 39)
            _hold(Meeting(kind=MeetingKind.PRIMARY, held_on=later, due=40, present=present), election, rows)

    _settle(list(nominated.filter(state=State.PRELIMINARY, election__votes__isnull=False).distinct()))


def _settle(rows: list[Nomination]) -> None:
    """Where a vote has been arranged the candidates are formal ones, but for who has not said for which post he stands."""
    times = Counter((row.election_id, row.person_id) for row in rows)
    rows = [row for row in rows if times[row.election_id, row.person_id] == 1]
    today = timezone.localdate()
    set_state(rows, State.NOMINEE, days=9, today=today)
    set_state(rows, State.FORMAL, days=3, today=today)


def _hold(meeting: Meeting, election: Election, rows: list[Nomination]) -> None:
    meeting.election, meeting.returned = election, meeting.present
    meeting.place, meeting.chaired_by = "村党群服务中心", "村民选举委员会主任"
    meeting.recorded_by = "村文书、乡镇指导员"
    meeting.save()
    MeetingVote.objects.bulk_create(
        MeetingVote(
            meeting=meeting,
            person_id=row.person_id,
            post=row.post,
            votes=meeting.present * max(88 - 9 * (row.position or 1), 12) // 100,
        )
        for row in rows
    )
