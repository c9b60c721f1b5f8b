"""What the elections themselves know of the law: days, the order of the bodies, weak organisations, outgoing audits."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from electionadmin.findings import Finding, Severity
from elections.chain.definitions import Chain
from elections.chain.models import ElectionStep, StepState
from elections.chain.versions import chains_of
from elections.facts import tells_day
from elections.gates.registry import GateFinding, gate
from elections.law import chapters_of
from elections.models import Body, Election
from elections.rules.titles import tell
from elections.steps import Step
from villages.models import OutgoingAudit, VillageProfile

_WEAK: Final = "换届工作方案“整顿不到位不换届”"
_DAY: Final = "换届工作方案、省选举办法（选举日的确定）"
_PARTY_FIRST: Final = "《村“两委”换届工作指导手册》（中央组织部、民政部2020年编，手册而非法律）"
_NOT_BEGUN: Final = (StepState.NOT_STARTED, StepState.OPEN)
tell(
    {
        "weak_organisation": gettext_lazy("Weak organisation put right"),
        "election_day": gettext_lazy("Election day"),
        "time_for_the_roll": gettext_lazy("Time for the roll"),
        "outgoing_audit": gettext_lazy("Outgoing audit published"),
        "party_first": gettext_lazy("Party organisation elected first"),
        "held": gettext_lazy("Election held"),
        "late": gettext_lazy("Within the law's days"),
    }
)


def _found(
    rule: str, *, ok: bool, basis: str, detail: str, url: str, severity: Severity = "block"
) -> list[GateFinding]:
    return [GateFinding(Finding(rule, ok, severity, basis, detail), "" if ok else url)]


def _days_page(election: Election) -> str:
    return reverse("elections:days", args=[election.pk])


def _page_of(election: Election) -> str:
    return reverse("elections:election", args=[election.pk])


@gate(Step.PREPARATION)
def weak_organisation(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """A weak Party organisation is put right before its village elects."""
    profiles = VillageProfile.objects.in_bulk([election.village_id for election in elections])
    found = {}
    for election in elections:
        profile = profiles.get(election.village_id)
        weak = profile is not None and profile.weak_organisation
        detail = _("The Party organisation does not count as weak.")
        if weak:
            detail = _("The Party organisation counts as weak and is not yet put right.")
        url = reverse("villages:profile", args=[election.village_id])
        found[election.pk] = _found("weak_organisation", ok=not weak, basis=_WEAK, detail=detail, url=url)
    return found


@gate(Step.PREPARATION)
def election_day(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """Whoever asks for the election names its day."""
    found = {}
    for election in elections:
        day = election.election_day
        detail = _("The election day is %(day)s.") % {"day": day} if day else _("No election day is named.")
        found[election.pk] = _found(
            "election_day", ok=day is not None, basis=_DAY, detail=detail, url=_days_page(election)
        )
    return found


@gate(Step.PREPARATION, Step.ELECTION_COMMITTEE, bodies=[Body.COMMITTEE])
def time_for_the_roll(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """An election day too near: the roll could not be published as long before it as the law demands."""
    begun = set(
        ElectionStep.objects.filter(election__in=elections, step=Step.ROLL)
        .exclude(state__in=_NOT_BEGUN)
        .values_list("election_id", flat=True)
    )
    chapters = chapters_of(elections)
    today = timezone.localdate()
    found = {}
    for election in elections:
        if election.pk in begun or election.election_day is None:
            continue
        value = election.cycle.law().get(chapters[election.pk], "roll_days")
        if value is None or not isinstance(value.value, int):
            continue
        left = (election.election_day - today).days
        detail = _("%(left)d days are left until the election day; the roll is published %(days)d days before it.") % {
            "left": left,
            "days": value.value,
        }
        url = _days_page(election)
        found[election.pk] = _found(
            "time_for_the_roll", ok=left >= value.value, basis=value.basis, detail=detail, url=url
        )
    return found


@gate(Step.PREPARATION, Step.ARRANGEMENTS, Step.VOTE, bodies=[Body.COMMITTEE])
def outgoing_audit(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """The audit of the outgoing officials is done and published before the election."""
    published = _audits(elections)
    chains, chapters = _chains(elections), chapters_of(elections)
    waiting = _still_preparing(elections)
    found = {}
    for election in elections:
        day = published.get(election.village_id)
        ok = day is not None and (election.election_day is None or day < election.election_day)
        severity: Severity = "warn" if election.pk in waiting and day is None else "block"
        found[election.pk] = _found(
            "outgoing_audit",
            ok=ok,
            severity=severity,
            basis=_basis(chains, election, Step.PREPARATION, chapters),
            detail=_of_audit(day, election.election_day),
            url=reverse("villages:audit", args=[election.village_id]),
        )
    return found


def _of_audit(published: datetime.date | None, day: datetime.date | None) -> str:
    if published is None:
        return _("The audit of the outgoing officials is not published.")
    if day is None:
        return _("The audit of the outgoing officials was published on %(on)s.") % {"on": published}
    values = {"on": published, "day": day}
    if published < day:
        return (
            _("The audit of the outgoing officials was published on %(on)s, before the election on %(day)s.") % values
        )
    return (
        _("The audit of the outgoing officials was published on %(on)s, not before the election on %(day)s.") % values
    )


@tells_day("audit_published")
def audit_day(elections: Sequence[Election]) -> Mapping[int, datetime.date]:
    """The day on which the audit was published."""
    published = _audits(elections)
    return {election.pk: published[election.village_id] for election in elections if election.village_id in published}


def _audits(elections: Sequence[Election]) -> dict[str, datetime.date]:
    """By village the day of the newest audit published since the year before the cycle."""
    rows = (
        OutgoingAudit.objects.filter(village__in={election.village_id for election in elections})
        .values_list("village_id")
        .annotate(newest=Max("published_on"))
    )
    newest = {code: day for code, day in rows if day is not None}
    year = datetime.timedelta(days=365)
    starts = {election.village_id: election.cycle.starts_on - year for election in elections}
    return {code: day for code, day in newest.items() if day >= starts[code]}


def _still_preparing(elections: Sequence[Election]) -> set[int]:
    """Elections whose preparation is not closed: the audit may still come, as long as it comes before the vote."""
    rows = ElectionStep.objects.filter(election__in=elections, step=Step.PREPARATION)
    return set(rows.exclude(state=StepState.APPROVED).values_list("election_id", flat=True))


@gate(Step.ARRANGEMENTS, Step.VOTE, bodies=[Body.COMMITTEE])
def party_first(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """The Party organisation elects before the committee."""
    party = {
        (row.cycle_id, row.village_id): row
        for row in Election.objects.filter(
            cycle__in={election.cycle_id for election in elections},
            village__in={election.village_id for election in elections},
            body=Body.PARTY,
        )
    }
    found = {}
    for election in elections:
        before = party.get((election.cycle_id, election.village_id))
        if before is None:  # the cycle renews no Party organisations
            continue
        day = election.held_on or election.election_day
        ok = before.held_on is not None and (day is None or before.held_on < day)
        if before.held_on is None:
            detail = _("The Party organisation has not elected yet.")
        else:
            detail = _("The Party organisation elected on %(party)s, the committee elects on %(day)s.") % {
                "party": before.held_on,
                "day": day or "—",
            }
        url = reverse("elections:election", args=[before.pk])
        found[election.pk] = _found("party_first", ok=ok, basis=_PARTY_FIRST, detail=detail, url=url)
    return found


@gate(Step.VOTE)
def held(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """The vote is closed once it has been held."""
    chains, chapters = _chains(elections), chapters_of(elections)
    found = {}
    for election in elections:
        day = election.held_on
        detail = _("The election was held on %(day)s.") % {"day": day} if day else _("No vote has a valid result yet.")
        basis = _basis(chains, election, Step.VOTE, chapters)
        found[election.pk] = _found("held", ok=day is not None, basis=basis, detail=detail, url=_page_of(election))
    return found


def _late(step: str, elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """A step closed later than the law's last day: nothing mends it, so somebody says why."""
    chains, chapters, today = _chains(elections), chapters_of(elections), timezone.localdate()
    found = {}
    for election in elections:
        chain = chains[election.cycle_id][election.body]
        body = chapters[election.pk]
        book = election.cycle.law()
        offset = chain.rule(step).latest_offset(book, body) if step in chain else None
        day = election.held_on or election.election_day
        if offset is None or day is None:
            continue
        latest = day + datetime.timedelta(days=offset)
        over = (today - latest).days
        detail = _("The last day of the law is %(day)s.") % {"day": latest}
        if over > 0:
            detail = ngettext(
                "The last day of the law was %(day)s, %(over)d day ago.",
                "The last day of the law was %(day)s, %(over)d days ago.",
                over,
            ) % {"day": latest, "over": over}
        basis = book.need(body, chain.rule(step).latest[1:]).basis
        found[election.pk] = _found(
            "late", ok=over <= 0, severity="warn", basis=basis, detail=detail, url=_days_page(election)
        )
    return found


for _step in Step:
    gate(_step)(partial(_late, _step.value))


def _chains(elections: Sequence[Election]) -> dict[int, dict[str, Chain]]:
    cycles = {election.cycle_id: election.cycle for election in elections}
    return defaultdict(dict, {pk: chains_of(cycle) for pk, cycle in cycles.items()})


def _basis(
    chains: Mapping[int, Mapping[str, Chain]], election: Election, step: Step, chapters: Mapping[int, str]
) -> str:
    rule = chains[election.cycle_id][election.body].rule(step)
    return rule.basis_in(community=chapters[election.pk] == "residents_committee")
