"""The figures of the stations: each true in itself, and together the totals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from electionadmin.findings import Finding
from elections.rules.comparisons import at_most
from elections.rules.fields import RecordError, integer, listing, table, text, under

if TYPE_CHECKING:
    from ballots.rules.record import Record

PAPERS = ("printed", "issued", "voters", "returned", "valid", "spoiled", "blank")
Choice = tuple[str, str]
"""Name and post."""


@dataclass(frozen=True, slots=True)
class Station:
    """What one station recorded of one ballot; `post` names a post of that ballot where there are several."""

    name: str
    papers: Mapping[str, int]
    votes: Mapping[Choice, int]
    against: Mapping[Choice, int]
    post: str = ""


def parse_stations(value: object) -> tuple[Station, ...]:
    """Read the stations of a record. Raises RecordError."""
    return tuple(_station(item, f"stations[{index}]") for index, item in enumerate(listing(value, "stations")))


def _station(item: object, at: str) -> Station:
    read = table(item, at, required=("station", "papers"), optional=("votes", "post"))
    papers = table(read["papers"], f"{at}.papers", required=(), optional=PAPERS)
    votes: dict[Choice, int] = {}
    against: dict[Choice, int] = {}
    for index, entry in enumerate(listing(read.get("votes", []), f"{at}.votes")):
        inside = f"{at}.votes[{index}]"
        vote = table(entry, inside, required=("name", "post", "for"), optional=("against",))
        key = (text(vote["name"], f"{inside}.name"), text(vote["post"], f"{inside}.post"))
        if key in votes:
            raise RecordError(f"{inside}.name", _("the name stands twice for one post"))
        votes[key] = integer(vote["for"], f"{inside}.for")
        against[key] = integer(vote.get("against", 0), f"{inside}.against")
    return Station(
        name=text(read["station"], f"{at}.station"),
        papers={key: integer(number, under(f"{at}.papers", key)) for key, number in papers.items()},
        votes=votes,
        against=against,
        post=text(read["post"], f"{at}.post") if "post" in read else "",
    )


def _valid_papers(papers: Mapping[str, int], label: str, basis: str) -> Iterator[Finding]:
    """Valid and spoiled papers are the papers returned; where the local form counts blank ones apart, with them."""
    returned, valid, spoiled, blank = (papers.get(key) for key in ("returned", "valid", "spoiled", "blank"))
    if returned is None or valid is None or spoiled is None:
        return
    ok = returned in (valid + spoiled, valid + spoiled + (blank or 0))
    sign = "=" if ok else "≠"
    apart = f" + blank {blank}" if blank and ok and returned != valid + spoiled else ""
    detail = f"{label}papers.valid {valid} + spoiled {spoiled}{apart} {sign} papers.returned {returned}"
    yield Finding("figures.valid", ok, "block", basis, detail)


def station_findings(record: "Record", basis: str) -> Iterator[Finding]:
    """Each station by itself (only what fails is told), then the sums beside the totals."""
    seats = {post.name: post.seats for post in record.posts}
    stations = [one for one in record.stations if not one.post or one.post in seats]
    for station in stations:
        yield from (finding for finding in _within(station, seats, basis) if not finding.ok)
    for key in PAPERS:
        total = getattr(record.papers, key, None)
        given = [station.papers[key] for station in stations if key in station.papers]
        if total is not None and given and len(given) == len(stations):
            yield _sum(f"papers.{key}", sum(given), total, basis)
    if any(station.votes for station in stations):
        for tally in record.tallies:
            counted = sum(station.votes.get((tally.name, tally.post), 0) for station in stations)
            if counted != tally.votes:
                yield _sum(f"{tally.post} {tally.name}", counted, tally.votes, basis)


def _sum(key: str, counted: int, total: int, basis: str) -> Finding:
    sign = "=" if counted == total else "≠"
    return Finding("figures.stations", counted == total, "block", basis, f"{key} stations {counted} {sign} {total}")


def _within(station: Station, seats: Mapping[str, int], basis: str) -> Iterator[Finding]:
    papers, label = station.papers, f"{station.name} "
    yield from _valid_papers(papers, label, basis)
    for smaller, larger, severity in (
        ("issued", "printed", "block"),
        ("returned", "issued", "warn"),
        ("spoiled", "returned", "block"),
        ("blank", "returned", "block"),
        ("valid", "returned", "block"),
    ):
        if smaller in papers and larger in papers:
            left, right = (f"{label}papers.{smaller}", papers[smaller]), (f"papers.{larger}", papers[larger])
            yield at_most(
                "figures.station", left, right, basis=basis, severity="warn" if severity == "warn" else "block"
            )
    room = papers.get("valid", papers.get("returned"))
    if room is None:
        return
    chosen = dict.fromkeys(seats, 0)
    for (name, post), votes in station.votes.items():
        against = station.against[name, post]
        figure = f"{label}{post} {name} {votes} + against {against} =" if against else f"{label}{post} {name}"
        yield at_most("figures.station", (figure, votes + against), ("papers", room), basis=basis)
        chosen[post] = chosen.get(post, 0) + votes
    for post, choices in chosen.items():
        limit = room * seats.get(post, 0)
        left = (f"{label}{post} choices", choices)
        yield at_most("figures.station", left, (f"papers {room} × seats =", limit), basis=basis)
