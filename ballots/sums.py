"""What of the figures counts: accepted sheets, their sums, the count record made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from ballots.models import PAPERS, Accepted, Ballot, Line, Occasion, Sheet, Station, Vote, VotePost
from ballots.models.figures import Recount, SheetLine, StationKind

SMALL_STATION = 30
"""Stations of fewer voters are put together in exports: their figures might tell how somebody voted (questions.md, 18)."""

Key = tuple[int, int]
"""Station and ballot by their primary keys."""


@dataclass(slots=True)
class VoteData:
    """Everything stored of a vote's lines and accepted figures, read in a fixed number of queries."""

    vote: Vote
    ballots: list[Ballot]
    stations: list[Station]
    accepted: dict[Key, Sheet]
    recounts: list[Recount]
    lines: dict[int, list[Line]] = field(default_factory=dict)

    @property
    def posts(self) -> list[VotePost]:
        """All posts, the highest first."""
        return sorted((post for ballot in self.ballots for post in ballot.posts.all()), key=lambda post: post.position)

    def lines_of(self, ballot: Ballot) -> list[Line]:
        """The lines of a ballot in the order of the paper form, those written in last."""
        return [line for post in ballot.posts.all() for line in post.lines.all()]

    def keys(self) -> list[Key]:
        """Every station and ballot whose figures are wanted."""
        return [(station.pk, ballot.pk) for station in self.stations for ballot in self.ballots]

    def recount_of(self, station: Station) -> Recount | None:
        """The recount under which a station's figures are entered now."""
        return recount_of(self.recounts, station)

    def missing(self) -> list[tuple[Station, Ballot]]:
        """Stations and ballots without accepted figures, or with those before a recount."""
        found = []
        for station in self.stations:
            recount = self.recount_of(station)
            for ballot in self.ballots:
                sheet = self.accepted.get((station.pk, ballot.pk))
                if sheet is None or sheet.recount_id != (recount.pk if recount else None):
                    found.append((station, ballot))
        return found

    def sheets(self, ballot: Ballot, *, counting: bool | None = None) -> list[tuple[Station, Sheet]]:
        """Accepted sheets of a ballot; `counting` only those of stations where votes are counted, or only the others."""
        return [
            (station, self.accepted[station.pk, ballot.pk])
            for station in self.stations
            if (station.pk, ballot.pk) in self.accepted and counting in (None, _counts(self.vote, station))
        ]


def _counts(vote: Vote, station: Station) -> bool:
    return station.kind == StationKind.JOINT or not vote.joint_count


def recount_of(recounts: Iterable[Recount], station: Station) -> Recount | None:
    """The newest recount that concerns a station."""
    concerned = [recount for recount in recounts if recount.station_id in (None, station.pk)]
    return max(concerned, key=lambda recount: recount.pk, default=None)


def load(vote: Vote) -> VoteData:
    """Read a vote's lines and accepted figures."""
    ballots = list(
        vote.ballots.prefetch_related(
            Prefetch(
                "posts",
                VotePost.objects.prefetch_related(
                    Prefetch("lines", Line.objects.order_by("write_in", "position", "pk"))
                ),
            )
        )
    )
    stations = list(vote.stations.all())
    for station in stations:
        station.vote = vote
    accepted: dict[Key, Sheet] = {}
    rows = Accepted.objects.filter(station__vote=vote).select_related("sheet").order_by("pk")
    for row in rows.prefetch_related(Prefetch("sheet__lines", SheetLine.objects.order_by("pk"))):
        accepted[row.station_id, row.ballot_id] = row.sheet
    return VoteData(vote, ballots, stations, accepted, list(vote.recounts.all()))


def total(sheets: Sequence[tuple[Station, Sheet]], name: str) -> int | None:
    """Sum of a figure over sheets; None where one of them does not know it."""
    figures = [getattr(sheet, name) for _station, sheet in sheets]
    return sum(figures) if figures and None not in figures else None


def ballot_papers(data: VoteData, ballot: Ballot) -> dict[str, int]:
    """The papers of a ballot as a count record wants them: what every station knows."""
    counted, cast = data.sheets(ballot, counting=True), data.sheets(ballot)
    if data.vote.joint_count:
        cast = data.sheets(ballot, counting=False)
    papers = {name: total(cast, name) for name in ("printed", "issued", "voters")}
    papers |= {name: total(counted, name) for name in ("returned", "spoiled", "blank")}
    if data.vote.is_party:
        papers.pop("voters")
    return {name: figure for name, figure in papers.items() if figure is not None}


def votes_for(data: VoteData) -> dict[int, tuple[int, int]]:
    """Votes for and against by line, summed over the stations; a line that no sheet holds is not among them."""
    sums: dict[int, tuple[int, int]] = {}
    for sheet in data.accepted.values():
        for row in sheet.lines.all():
            before = sums.get(row.line_id, (0, 0))
            sums[row.line_id] = (before[0] + (row.votes or 0), before[1] + (row.against or 0))
    return sums


def record_of(data: VoteData, *, exported: bool = False) -> dict[str, Any]:
    """The count record of a vote (docs/count-record.md). In an export small stations are put together."""
    vote = data.vote
    record: dict[str, Any] = {"rulebook": vote.rulebook, "body": vote.body}
    record |= {} if vote.occasion == Occasion.ELECTION else {"kind": vote.occasion}
    record |= {} if vote.method == "voters" else {"method": vote.method}
    record["electors"] = vote.electors
    record["papers"] = ballot_papers(data, data.ballots[0])
    record["votes"] = _votes(data)
    if vote.occasion == Occasion.RECALL:
        return record
    record["round"] = int(vote.round) if vote.round.isdigit() else vote.round
    if vote.is_party:
        record["present"] = total(_cast(data, data.ballots[0]), "voters") or 0
    record["posts"] = _posts(data)
    record["stations"] = _stations(data, exported=exported)
    names = {vote["name"] for vote in record["votes"]}
    seated = [_with_sex({"name": one.name, "post": one.post}, one.sex) for one in vote.seated.order_by("pk")]
    names |= {one["name"] for one in seated}
    relatives = [
        [pair.one, pair.other, pair.relation]
        for pair in vote.kinships.order_by("pk")
        if pair.one in names and pair.other in names
    ]
    return record | ({"seated": seated} if seated else {}) | ({"relatives": relatives} if relatives else {})


def _cast(data: VoteData, ballot: Ballot) -> list[tuple[Station, Sheet]]:
    return data.sheets(ballot, counting=False) if data.vote.joint_count else data.sheets(ballot)


def _posts(data: VoteData) -> list[dict[str, Any]]:
    first, posts = data.ballots[0], []
    papers = {ballot.pk: ballot_papers(data, ballot) for ballot in data.ballots[1:]}
    for post in data.posts:
        entry: dict[str, Any] = {"post": post.key, "seats": post.seats}
        entry |= {"women": True} if post.women else {}
        entry |= {} if post.ballot_id == first.pk else {"papers": papers[post.ballot_id]}
        posts.append(entry)
    return posts


def _votes(data: VoteData) -> list[dict[str, Any]]:
    sums, recall = votes_for(data), data.vote.occasion == Occasion.RECALL
    votes = []
    for post in data.posts:
        for line in post.lines.all():
            if line.pk in sums:
                entry: dict[str, Any] = {"name": line.name, "post": post.key, "for": sums[line.pk][0]}
                votes.append(entry | {"against": sums[line.pk][1]} if recall else _with_sex(entry, line.sex))
    return votes


def _with_sex(entry: dict[str, Any], sex: str) -> dict[str, Any]:
    return entry | {"sex": sex} if sex else entry


def _stations(data: VoteData, *, exported: bool) -> list[dict[str, Any]]:
    entries = []
    for ballot in data.ballots:
        names = {line.pk: (line.name, post.key) for post in ballot.posts.all() for line in post.lines.all()}
        groups = [[pair] for pair in _cast(data, ballot)]
        for group in _together(groups) if exported else groups:
            entry: dict[str, Any] = {"station": "、".join(station.name for station, _sheet in group)}
            figures = {name: total(group, name) for name in PAPERS}
            entry["papers"] = {name: figure for name, figure in figures.items() if figure is not None}
            votes = _station_votes(group, names, data.vote)
            entry |= {"votes": votes} if votes else {}
            entries.append(entry if len(data.ballots) == 1 else entry | {"post": ballot.posts.all()[0].key})
    return entries


def _station_votes(
    group: Sequence[tuple[Station, Sheet]], names: dict[int, tuple[str, str]], vote: Vote
) -> list[dict[str, Any]]:
    sums: dict[int, tuple[int, int]] = {}
    for _station, sheet in group:
        for row in sheet.lines.all():
            before = sums.get(row.line_id, (0, 0))
            sums[row.line_id] = (before[0] + (row.votes or 0), before[1] + (row.against or 0))
    return [
        {"name": names[line][0], "post": names[line][1], "for": votes}
        | ({"against": against} if vote.counts_against else {})
        for line, (votes, against) in sums.items()
    ]


def voters_at(sheet: Sheet) -> int:
    """How many voted at a station, as far as its sheet knows: the smallest figure decides whether they are few."""
    known = [figure for figure in (sheet.voters, sheet.issued, sheet.returned) if figure is not None]
    return min(known, default=0)


def _together(groups: list[list[tuple[Station, Sheet]]]) -> list[list[tuple[Station, Sheet]]]:
    """Small stations in one group, with the smallest of the others: alone they would follow from the totals."""

    def size(group: list[tuple[Station, Sheet]]) -> int:
        return sum(voters_at(sheet) for _station, sheet in group)

    small = [group for group in groups if size(group) < SMALL_STATION]
    large = sorted((group for group in groups if size(group) >= SMALL_STATION), key=size)
    if not small:
        return groups
    merged = [pair for group in small for pair in group]
    if large and (len(small) == 1 or size(merged) < SMALL_STATION):
        merged += large.pop(0)
    kept = {id(group[0]) for group in large}
    return [group for group in groups if id(group[0]) in kept] + [merged]
