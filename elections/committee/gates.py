"""What must hold of the election committee before the steps that it carries."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from elections.calendar.queries import rulebook_body_of
from elections.committee import queries, rules
from elections.committee.models import ElectionCommittee
from elections.facts import tells_day
from elections.gates import GateFinding, gate
from elections.models import Body, Election
from elections.rules.titles import tell
from elections.steps import Step

tell(
    {
        "ec_formed": _("Election committee formed"),
        "ec_complete": _("Election committee complete"),
        "ec_size_min": _("Election committee: members at least"),
        "ec_size_max": _("Election committee: members at most"),
        "ec_size_odd": _("Election committee: odd number preferred"),
        "ec_chair": _("Election committee: chair"),
        "ec_deputy": _("Election committee: deputy chair"),
        "ec_alternates": _("Election committee: alternates"),
        "ec_announced": _("Election committee: list published"),
        "ec_filed": _("Election committee: list filed"),
        "ec_relatives": _("Election committee: near relatives"),
        "ec_recusal": _("Election committee: recusal of nominees and their near relatives"),
    }
)


@gate(Step.ELECTION_COMMITTEE, bodies=[Body.COMMITTEE])
def composition(elections: Sequence[Election]) -> dict[int, list[GateFinding]]:
    """Formed, complete, of the right size, published and filed, without near relatives among its members."""
    prefetch_related_objects(elections, "village__profile")
    benches = queries.present_benches(elections)
    pairs = queries.related_by_committee(benches.values())
    found = {}
    for election in elections:
        bench, book, body = benches.get(election.pk), election.cycle.law(), rulebook_body_of(election)
        told = list(rules.composition(bench.figures() if bench else None, book=book, body=body))
        if bench:
            told += rules.relatives(pairs[bench.committee.pk], book=book, body=body)
        found[election.pk] = list(_with_address(told, election))
    return found


@tells_day("committee_chosen")
def chosen(elections: Sequence[Election]) -> dict[int, datetime.date]:
    """The day on which the election committee was chosen."""
    return dict(ElectionCommittee.objects.filter(election__in=elections).values_list("election", "chosen_on"))


@gate(
    Step.ELECTION_COMMITTEE,
    Step.NOMINATION,
    Step.TOWNSHIP_REVIEW,
    Step.CANDIDATES,
    Step.ARRANGEMENTS,
    Step.VOTE,
    bodies=[Body.COMMITTEE],
)
def recusal(elections: Sequence[Election]) -> dict[int, list[GateFinding]]:
    """Members who are nominated, or whose near relatives are, have left."""
    prefetch_related_objects(elections, "village__profile")
    benches = queries.present_benches(elections)
    leavers = queries.leavers(benches, elections)
    found = {}
    for election in elections:
        named = [
            (leaver.member.person.name, leaver.nominee.name, leaver.relative.title if leaver.relative else "")
            for leaver in leavers.get(election.pk, ())
        ]
        told = rules.recusal(named, book=election.cycle.law(), body=rulebook_body_of(election))
        found[election.pk] = list(_with_address(told, election))
    return found


def _with_address(told: Iterator[rules.Told] | list[rules.Told], election: Election) -> Iterator[GateFinding]:
    """The findings, each with its sentence, and the page on which they are mended."""
    address = reverse("elections:committee", args=[election.pk])
    for one in told:
        yield GateFinding(replace(one.finding, detail=one.sentence), "" if one.finding.ok else address)
