"""What must hold before the steps of arrangement, vote, result and handover."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from django.db.models import Count, Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ballots import days as _days  # noqa: F401  # registers its own
from ballots.models import Handover, ItemKind, Line, Occasion, Result, Standing, Station, Status, Vote
from ballots.models.figures import StationKind
from ballots.queries import elected, with_status
from electionadmin.findings import Finding, Severity
from elections.gates import GateFinding, gate
from elections.law import chapters_of
from elections.models import Body, Election
from elections.rulebooks import Rulebook
from elections.rules.titles import tell
from elections.steps import Step
from people.names import normalise

tell(
    {
        "vote.arranged": _("Vote arranged"),
        "vote.day": _("Day of the vote"),
        "vote.electors": _("Number of electors"),
        "vote.roll": _("Electors by the frozen roll"),
        "vote.names": _("Names on the ballot"),
        "station.staff": _("Scrutineers"),
        "station.candidate": _("No candidate among the polling staff"),
        "vote.counted": _("Vote counted"),
        "vote.valid": _("Result valid"),
        "result.finished": _("Nothing left to vote on"),
        "result.undisputed": _("No seat in dispute"),
        "result.certificates": _("Certificates issued"),
        "handover.held": _("Handover held"),
        "handover.days": _("Handover within its days"),
        "handover.list": _("List of what is handed over"),
    }
)
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
            found[election.pk] = [_finding("vote.arranged", False, basis, _none(), url)]
        else:
            found[election.pk] = list(_arranged(vote, book, body))
    return found


def _arranged(vote: Vote, book: Rulebook, body: str) -> Iterator[GateFinding]:
    url = reverse("ballots:change", args=[vote.pk])
    basis = _basis(book, body, "turnout", "quorum")
    day = gettext("The vote is on %(day)s.") % {"day": vote.day} if vote.day else gettext("The day is not given yet.")
    yield _finding("vote.day", vote.day is not None, basis, day, url)
    electors = vote.electors or 0
    number = (
        gettext("%(count)s electors") % {"count": electors} if electors else gettext("The number is not given yet.")
    )
    yield _finding("vote.electors", electors > 0, basis, number, url)
    typed = vote.electors_source == "typed"
    source = vote.electors_note or vote.get_electors_source_display()
    yield _finding("vote.roll", not typed, basis, source, url, severity="warn")
    for ballot in vote.ballots.all():
        for post in ballot.posts.all():
            names = len(post.lines.all())
            words = {"post": post.label, "names": names, "seats": post.seats}
            detail = gettext("%(post)s: %(names)s names for %(seats)s seats") % words
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
        basis = _basis(book, body, "mobile_box_staff_min", "turnout", "quorum")
        words = {"station": station.name, "count": scrutineers, "wanted": wanted}
        detail = gettext("%(station)s: %(count)s scrutineers, at least %(wanted)s are needed") % words
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


def _none() -> str:
    return gettext("No vote is arranged yet.")


def _said(standing: str, status: str) -> str:
    return str(Standing(standing).label if standing else Status(status).label if status else "—")


def _finished(vote: Vote | None) -> str:
    if vote is None:
        return _none()
    return (
        gettext("Every seat is decided.") if vote.state == "closed" else gettext("The newest vote is not counted yet.")
    )


def _disputed(count: int) -> str:
    return gettext("%(count)s seats are in dispute") % {"count": count}


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
        yield _finding("vote.counted", False, basis, _none(), reverse("ballots:arrange", args=[election.pk]))
        return
    url = reverse("ballots:vote", args=[vote.pk])
    status, standing = vote.status or "", vote.standing or ""  # type: ignore[attr-defined]  # annotated
    counted = vote.state == "closed"
    said = gettext("The vote of %(day)s is counted.") if counted else gettext("The vote of %(day)s is not counted yet.")
    yield _finding("vote.counted", counted, basis, said % {"day": vote.day or "—"}, url)
    if counted:
        valid = status in (Status.COMPLETE, Status.FURTHER_VOTE) and standing != Standing.VOID
        yield _finding("vote.valid", valid, _basis(book, body, "win"), _said(standing, status), url)


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
        detail = "、".join(row.get_status_display() for row in left) or _finished(vote)
        seats = _basis(book, body, "second_round_win", "win")
        disputed, without = counts.get(number, (0, 0))
        finished = not left and vote is not None and vote.state == "closed"
        findings = [_finding("result.finished", finished, seats, detail, url)]
        findings.append(_finding("result.undisputed", not disputed, seats, _disputed(disputed), url))
        if election.body != Body.PARTY:
            waiting = gettext("%(count)s of those elected have no certificate yet") % {"count": without}
            findings.append(_finding("result.certificates", not without, seats, waiting, url, severity="warn"))
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
            detail = gettext("No handover is recorded yet.")
            if row:
                detail = gettext("It is to be held until %(day)s.") % {"day": row.due_on}
            found[election.pk] = [_finding("handover.held", False, basis, detail, url)]
            continue
        kinds = gettext("%(kinds)s of %(all)s kinds are on the list") % {"kinds": row.kinds, "all": len(ItemKind)}
        days = {"day": row.held_on, "due": row.due_on}
        found[election.pk] = [
            _finding("handover.held", True, basis, gettext("Held on %(day)s.") % days, url),
            _finding(
                "handover.days",
                row.held_on <= row.due_on,
                basis,
                gettext("Held on %(day)s, due until %(due)s.") % days,
                url,
                severity="warn",
            ),
            _finding("handover.list", row.kinds == len(ItemKind), basis, kinds, url),
        ]
    return found
