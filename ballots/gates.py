"""What must hold before the steps of arrangement, vote, result and handover."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from django.db.models import Count, Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils import timezone

from ballots import days as _days  # noqa: F401  # registers its own
from ballots.models import Handover, ItemKind, Line, Occasion, Result, Standing, Station, Status, Vote
from ballots.models.figures import StationKind
from ballots.queries import elected, with_status
from electionadmin.findings import Finding, Severity
from elections.gates import GateFinding, gate
from elections.law import chapters_of
from elections.models import Body, Election
from elections.rulebooks import Rulebook
from elections.steps import Step
from people.names import normalise

Found = Mapping[int, list[GateFinding]]
_VILLAGE = (Body.COMMITTEE, Body.SUPERVISORY)


def _basis(book: Rulebook, body: str, *names: str) -> str:
    """Instrument and article of the first of the parameters that the rulebook sets."""
    return next((value.basis for name in names if (value := book.get(body, name))), "；".join(book.instruments[:1]))


def _finding(rule: str, ok: bool, basis: str, detail: str, url: str, *, severity: Severity = "block") -> GateFinding:
    return GateFinding(Finding(rule, ok, severity, basis, detail), url)


def _first_votes(elections: Sequence[Election]) -> dict[int, Vote]:
    """The first vote of each election, with stations and lines loaded."""
    votes = Vote.objects.filter(election__in=elections, occasion=Occasion.ELECTION, follows=None)
    lines = Prefetch("ballots__posts__lines", Line.objects.order_by("pk"))
    return {vote.election_id: vote for vote in votes.prefetch_related("stations", lines)}


@gate(Step.ARRANGEMENTS)
def arrangements(elections: Sequence[Election]) -> Found:
    """The vote is arranged: a day, electors from the roll, names, stations, mobile boxes with their staff."""
    votes, bodies = _first_votes(elections), chapters_of(elections)
    found: dict[int, list[GateFinding]] = {}
    for election in elections:
        book, body = election.cycle.law(), bodies[election.pk]
        vote = votes.get(election.pk)
        if vote is None:
            url = reverse("ballots:arrange", args=[election.pk])
            basis = _basis(book, body, "turnout", "quorum")
            found[election.pk] = [_finding("vote.arranged", False, basis, "votes 0 < 1", url)]
        else:
            found[election.pk] = list(_arranged(vote, book, body))
    return found


def _arranged(vote: Vote, book: Rulebook, body: str) -> Iterator[GateFinding]:
    url = reverse("ballots:change", args=[vote.pk])
    basis = _basis(book, body, "turnout", "quorum")
    yield _finding("vote.day", vote.day is not None, basis, f"{vote.day or '—'}", url)
    electors = vote.electors or 0
    yield _finding("vote.electors", electors > 0, basis, f"electors {electors} {'>' if electors else '='} 0", url)
    typed = vote.electors_source == "typed"
    yield _finding("vote.roll", not typed, basis, vote.electors_note or "—", url, severity="warn")
    for ballot in vote.ballots.all():
        for post in ballot.posts.all():
            names = len(post.lines.all())
            detail = f"{post.post} candidates {names} {'>=' if names >= post.seats else '<'} seats {post.seats}"
            yield _finding("vote.names", names >= post.seats, _basis(book, body, "candidates_extra_min"), detail, url)
    yield from _stations(vote, book, body)


def _stations(vote: Vote, book: Rulebook, body: str) -> Iterator[GateFinding]:
    """A box has its scrutineers, a mobile one as many as the rulebook wants; no candidate is among the staff."""
    least = book.get(body, "mobile_box_staff_min")
    names = {line.name for ballot in vote.ballots.all() for post in ballot.posts.all() for line in post.lines.all()}
    for station in vote.stations.all():
        url = reverse("ballots:station", args=[station.pk])
        mobile = station.kind == StationKind.MOBILE
        wanted = cast("int", least.value) if mobile and least else 1
        scrutineers = len(_people(station.scrutineers))
        sign = ">=" if scrutineers >= wanted else "<"
        basis = _basis(book, body, "mobile_box_staff_min", "turnout", "quorum")
        detail = f"{station.name} scrutineers {scrutineers} {sign} {wanted}"
        yield _finding(
            "station.staff", scrutineers >= wanted, basis, detail, url, severity="block" if mobile else "warn"
        )
        barred = sorted(names & _staff(station))
        if barred:
            basis = _basis(book, body, "staff_barred_relatives", "turnout", "quorum")
            yield _finding("station.candidate", False, basis, f"{station.name}: {'、'.join(barred)}", url)


def _people(text: str) -> set[str]:
    return {normalise(name) for part in text.replace("，", "、").split("、") for name in part.split() if name}


def _staff(station: Station) -> set[str]:
    return set().union(
        *(_people(text) for text in (station.callers, station.tellers, station.scrutineers, station.issuers))
    )


@gate(Step.VOTE)
def vote_held(elections: Sequence[Election]) -> Found:
    """The vote was held and counted: figures of two clerks, and a verdict that neither refuses nor voids it."""
    return {number: list(_counted(*row)) for number, row in _newest(elections).items()}


def _newest(elections: Sequence[Election]) -> dict[int, tuple[Election, str, Vote | None]]:
    """Of each election its chapter and newest vote, with `status` and `standing`."""
    votes = with_status(Vote.objects.filter(election__in=elections, occasion=Occasion.ELECTION).order_by("number"))
    newest = {vote.election_id: vote for vote in votes}
    bodies = chapters_of(elections)
    return {election.pk: (election, bodies[election.pk], newest.get(election.pk)) for election in elections}


def _counted(election: Election, body: str, vote: Vote | None) -> Iterator[GateFinding]:
    book = election.cycle.law()
    basis = _basis(book, body, "turnout", "quorum")
    if vote is None:
        yield _finding("vote.counted", False, basis, "votes 0 < 1", reverse("ballots:arrange", args=[election.pk]))
        return
    url = reverse("ballots:vote", args=[vote.pk])
    status, standing = vote.status or "", vote.standing or ""  # type: ignore[attr-defined]  # annotated
    counted = vote.state == "closed"
    yield _finding("vote.counted", counted, basis, f"{vote.day or '—'}", url)
    if counted:
        valid = status in (Status.COMPLETE, Status.FURTHER_VOTE) and standing != Standing.VOID
        yield _finding("vote.valid", valid, _basis(book, body, "win"), standing or status, url)


@gate(Step.RESULT)
def result(elections: Sequence[Election]) -> Found:
    """Nothing is left to vote on, nothing is in dispute, every certificate has its number."""
    open_votes = defaultdict(list)
    followed = Vote.objects.filter(follows=OuterRef("vote"))
    newest = Result.objects.filter(vote__election__in=elections, vote__occasion=Occasion.ELECTION)
    newest = newest.order_by("vote_id", "-number").distinct("vote_id").select_related("vote__election")
    for row in newest.annotate(followed=Exists(followed)):
        if row.status != Status.COMPLETE and not row.followed:
            open_votes[row.vote.election_id].append(row)
    counts = _standings(elections)
    found: dict[int, list[GateFinding]] = {}
    for number, (election, body, vote) in _newest(elections).items():
        book = election.cycle.law()
        url = reverse("ballots:vote", args=[vote.pk]) if vote else reverse("ballots:arrange", args=[number])
        left = open_votes[number]
        detail = "、".join(row.status for row in left) or ("—" if vote else "votes 0 < 1")
        seats = _basis(book, body, "second_round_win", "win")
        disputed, without = counts.get(number, (0, 0))
        finished = not left and vote is not None and vote.state == "closed"
        findings = [_finding("result.finished", finished, seats, detail, url)]
        findings.append(_finding("result.undisputed", not disputed, seats, f"disputed {disputed} = 0", url))
        if election.body != Body.PARTY:
            findings.append(_finding("result.certificates", not without, seats, f"{without} = 0", url, severity="warn"))
        found[number] = findings
    return found


def _standings(elections: Sequence[Election]) -> dict[int, tuple[int, int]]:
    """By election: how many seats are in dispute, and how many standing ones have no certificate."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = (
        elected()
        .filter(result__vote__election__in=elections)
        .values_list("result__vote__election_id", "standing", "certificate")
    )
    for number, standing, certificate in rows:
        sums[number][0] += standing == Standing.DISPUTED
        sums[number][1] += standing in ("", Standing.RESTORED) and certificate is None
    return {number: (disputed, without) for number, (disputed, without) in sums.items()}


@gate(Step.HANDOVER, bodies=_VILLAGE)
def handover(elections: Sequence[Election]) -> Found:
    """The handover was held within its days, with every kind of thing on the list (OLVC-2025 art. 24)."""
    rows = Handover.objects.filter(election__in=elections).annotate(kinds=Count("items__kind", distinct=True))
    by_election = {row.election_id: row for row in rows}
    bodies, found = chapters_of(elections), {}
    for election in elections:
        basis = _basis(election.cycle.law(), bodies[election.pk], "handover_days")
        url = reverse("ballots:handover", args=[election.pk])
        row = by_election.get(election.pk)
        if row is None or row.held_on is None:
            detail = f"{timezone.localdate()} / {row.due_on}" if row else "—"
            found[election.pk] = [_finding("handover.held", False, basis, detail, url)]
            continue
        kinds = f"{row.kinds} / {len(ItemKind)}"
        sign = "<=" if row.held_on <= row.due_on else ">"
        found[election.pk] = [
            _finding("handover.held", True, basis, f"{row.held_on}", url),
            _finding(
                "handover.days",
                row.held_on <= row.due_on,
                basis,
                f"{row.held_on} {sign} {row.due_on}",
                url,
                severity="warn",
            ),
            _finding("handover.list", row.kinds == len(ItemKind), basis, kinds, url),
        ]
    return found
