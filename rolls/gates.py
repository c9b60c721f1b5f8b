"""What the rolls, the lists and the registers of members must fulfil before the steps of an election."""

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from electionadmin.findings import Finding
from elections.facts import tells_day
from elections.gates import GateFinding, gate
from elections.models import Body, Election
from elections.rules.titles import tell
from elections.steps import Step
from rolls.findings import facts_of, held_findings, list_findings, roll_findings
from rolls.models import PartyRegister, Roll
from rolls.queries import due
from rolls.titles import ROLL_TITLES

tell(ROLL_TITLES)
_ELECTORS = "《中国共产党基层组织选举工作条例》（2020年）第五条"
_LEFT_OUT = "《中国共产党基层组织选举工作条例》（2020年）（不计入应到会人数，按中央组织部答复）"


@gate(Step.ROLL, bodies=[Body.COMMITTEE])
def roll(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """The roll is drawn up, published in time, its objections settled, and frozen."""
    today = timezone.localdate()
    return {
        facts.election.pk: [
            GateFinding(finding, reverse("rolls:roll", args=[facts.election.pk]))
            for finding in roll_findings(facts, today=today)
        ]
        for facts in facts_of(elections, today=today)
    }


@gate(Step.ARRANGEMENTS, bodies=[Body.COMMITTEE])
def lists(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """Proxies, voters at mobile boxes and helpers are published, and nobody among them is barred."""
    return {
        election: [GateFinding(finding, reverse("rolls:roll", args=[election])) for finding in findings]
        for election, findings in list_findings(elections).items()
    }


@gate(Step.RESULT, bodies=[Body.COMMITTEE])
def electors_known(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """It is known who could vote on the day."""
    return {
        facts.election.pk: [
            GateFinding(finding, reverse("rolls:roll", args=[facts.election.pk])) for finding in held_findings(facts)
        ]
        for facts in facts_of(elections, today=timezone.localdate())
    }


@gate(Step.VOTE, bodies=[Body.PARTY])
def members(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """The register of members is settled, and whoever is left out has the whole file."""
    rows = {
        register.election_id: register
        for register in PartyRegister.objects.filter(election__in=elections).annotate(
            all_members=Count("members"),
            members_due=Count("members", filter=due("members__")),
            files=Count("members", filter=~Q(members__left_out="")),
            left_out=Count(
                "members",
                filter=~Q(members__left_out="")
                & ~due("members__")
                & Q(members__suspension="", members__standing="full"),
            ),
        )
    }
    return {election.pk: _member_findings(election, rows.get(election.pk)) for election in elections}


def _member_findings(election: Election, register: PartyRegister | None) -> list[GateFinding]:
    url = reverse("rolls:party", args=[election.pk])
    settled = register.settled_on if register else None
    count: int = getattr(register, "members_due", 0)
    files, left_out = getattr(register, "files", 0), getattr(register, "left_out", 0)
    found = [
        Finding(
            "members.due",
            settled is not None and count > 0,
            "block",
            _ELECTORS,
            _("settled %(day)s, members due %(count)s") % {"day": settled or "—", "count": count},
        ),
        Finding(
            "members.left_out",
            files == left_out,
            "warn",
            _LEFT_OUT,
            _("left out %(files)s, with the whole file %(whole)s") % {"files": files, "whole": left_out},
        ),
    ]
    known = getattr(getattr(election.village, "profile", None), "party_members", None)
    if known is not None and register is not None:
        every: int = getattr(register, "all_members", 0)
        found.append(
            Finding(
                "members.known",
                every == known,
                "warn",
                _ELECTORS,
                _("register %(register)s, village figures %(known)s") % {"register": every, "known": known},
            )
        )
    return [GateFinding(finding, url) for finding in found]


@tells_day("roll_published")
def published(elections: Sequence[Election]) -> Mapping[int, datetime.date]:
    """The day on which each roll was posted."""
    rows = Roll.objects.filter(election__in=elections, published_on__isnull=False)
    return {roll.election_id: roll.published_on for roll in rows if roll.published_on}


@tells_day("decisions")
def frozen(elections: Sequence[Election]) -> Mapping[int, datetime.date]:
    """The day on which each roll was frozen: its objections are decided, the roll is corrected."""
    rows = Roll.objects.filter(election__in=elections, frozen_on__isnull=False)
    return {roll.election_id: roll.frozen_on for roll in rows if roll.frozen_on}
