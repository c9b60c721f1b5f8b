"""The count record: all that is needed to judge one vote (docs/count-record.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, cast

from django.utils.translation import gettext_lazy as _

from ballots.rules.stations import Station, parse_stations
from elections.rulebooks import BODIES, Rulebook
from elections.rules.fields import RecordError, choice, flag, integer, listing, parse_rulebook, table, text, under

Round = Literal[1, 2, "tie"]
Kind = Literal["election", "by_election"]

METHODS = ("voters", "households", "representatives")
OVERRIDES: dict[str, tuple[str, ...]] = {
    "carry_down": ("none", "count"),
    "excess_comparator": ("voters", "issued"),
    "women_rule": ("none", "column", "reserved_post", "women_first"),
    "second_round_turnout": (),
    "second_round_majority_first": (),
}
"""Parameters a record may set itself, with their choices; those without are true or false."""
_PAPERS = ("returned", "printed", "issued", "voters", "spoiled", "blank")


@dataclass(frozen=True, slots=True)
class Papers:
    """Papers of one vote; None where a figure was not recorded, which is not zero."""

    returned: int
    printed: int | None = None
    issued: int | None = None
    voters: int | None = None
    spoiled: int | None = None
    blank: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post with its seats; `women` for one kept for women, `papers` for one with a ballot of its own."""

    name: str
    seats: int
    women: bool = False
    papers: Papers | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes for one name for one post."""

    name: str
    post: str
    votes: int


@dataclass(frozen=True, slots=True)
class Record:
    """One vote. `sexes` knows the names whose sex was given; `seated` are those who hold a seat already."""

    rulebook: Rulebook
    body: str
    round: Round
    electors: int
    posts: tuple[Post, ...]
    papers: Papers
    tallies: tuple[Tally, ...]
    kind: Kind = "election"
    method: str = "voters"
    present: int | None = None
    overrides: Mapping[str, bool | str] = field(default_factory=dict)
    relatives: tuple[tuple[str, str, str], ...] = ()
    seated: tuple[Tally, ...] = ()
    sexes: Mapping[str, str] = field(default_factory=dict)
    stations: tuple[Station, ...] = ()

    def ballots(self) -> list["Record"]:
        """The record seen from each ballot: its papers, posts and votes. One ballot for all posts: the record itself."""
        if not any(post.papers for post in self.posts):
            return [self]
        parts: dict[Papers, list[Post]] = {}
        for post in self.posts:
            parts.setdefault(post.papers or self.papers, []).append(post)
        return [self._part(papers, posts) for papers, posts in parts.items()]

    def _part(self, papers: Papers, posts: list[Post]) -> "Record":
        names = {post.name for post in posts}
        tallies = tuple(tally for tally in self.tallies if tally.post in names)
        return replace(self, papers=papers, posts=tuple(posts), tallies=tallies)

    @property
    def party(self) -> bool:
        """Whether members of the Party elect, so that those present are the base."""
        return self.body == "party_committee"


def parse_record(raw: object, *, book: Rulebook | None = None) -> Record:
    """Read a record of an election or by-election; `book` takes the place of the rulebook the record names.

    Raises RecordError for whatever is not a number, negative, missing or unknown.
    """
    read = table(
        raw,
        "",
        required=("rulebook", "body", "round", "electors", "posts", "papers", "votes"),
        optional=("kind", "overrides", "method", "present", "relatives", "seated", "stations"),
    )
    body = choice(read["body"], "body", BODIES)
    book = book or parse_rulebook(read["rulebook"])
    overrides = _overrides(read.get("overrides", {}))
    posts = _posts(read["posts"])
    sexes: dict[str, str] = {}
    tallies = _votes(read["votes"], {post.name for post in posts}, sexes)
    seated = _seated(read.get("seated", []), sexes)
    record = Record(
        rulebook=book,
        kind=cast("Kind", choice(read.get("kind", "election"), "kind", ("election", "by_election"))),
        body=body,
        method=parse_method(read, body),
        round=_round(read["round"]),
        electors=integer(read["electors"], "electors"),
        present=parse_present(read, body),
        posts=posts,
        papers=parse_papers(read["papers"]),
        tallies=tallies,
        overrides=overrides,
        relatives=_relatives(read.get("relatives", []), {t.name for t in (*tallies, *seated)}),
        seated=seated,
        sexes=sexes,
        stations=parse_stations(read["stations"]) if "stations" in read else (),
    )
    _require_what_the_rules_compare(record)
    return record


def parse_method(read: Mapping[str, object], body: str) -> str:
    """How the electors vote; anything but `voters` only where the law knows it."""
    method = choice(read.get("method", "voters"), "method", METHODS)
    if method != "voters" and body in ("village_committee", "party_committee") and read.get("kind") != "by_election":
        raise RecordError("method", _("only residents' and supervisory committees are elected this way"))
    if method == "households" and body == "village_committee":
        raise RecordError("method", _("only residents' and supervisory committees are elected this way"))
    if method != "voters" and body == "party_committee":
        raise RecordError("method", _("Party members vote themselves"))
    return method


def parse_present(read: Mapping[str, object], body: str) -> int | None:
    """Members present, for the Party and nobody else."""
    if body == "party_committee":
        if "present" not in read:
            raise RecordError("present", _("missing"))
        return integer(read["present"], "present")
    if "present" in read:
        raise RecordError("present", _("only for the Party"))
    return None


def parse_papers(value: object, at: str = "papers") -> Papers:
    """The papers; only `returned` must be there."""
    read = table(value, at, required=("returned",), optional=_PAPERS)
    return Papers(**{key: integer(number, under(at, key)) for key, number in read.items()})


def _round(value: object) -> Round:
    if type(value) is int and value == 1:
        return 1
    if type(value) is int and value == 2:  # noqa: PLR2004 - the second round
        return 2
    if value == "tie":
        return "tie"
    raise RecordError("round", _('must be 1, 2 or "tie"'))


def _overrides(value: object) -> dict[str, bool | str]:
    read = table(value, "overrides", required=(), optional=OVERRIDES)
    overrides: dict[str, bool | str] = {}
    for key, setting in read.items():
        at = under("overrides", key)
        overrides[key] = choice(setting, at, OVERRIDES[key]) if OVERRIDES[key] else flag(setting, at)
    return overrides


def _posts(value: object) -> tuple[Post, ...]:
    posts: dict[str, Post] = {}
    for index, item in enumerate(listing(value, "posts")):
        at = f"posts[{index}]"
        read = table(item, at, required=("post", "seats"), optional=("women", "papers"))
        name = text(read["post"], f"{at}.post")
        if name in posts:
            raise RecordError(f"{at}.post", _("the post stands here twice"))
        posts[name] = Post(
            name,
            integer(read["seats"], f"{at}.seats"),
            flag(read.get("women", False), f"{at}.women"),
            parse_papers(read["papers"], f"{at}.papers") if "papers" in read else None,
        )
    if not posts:
        raise RecordError("posts", _("must name at least one post"))
    return tuple(posts.values())


def _votes(value: object, posts: set[str], sexes: dict[str, str]) -> tuple[Tally, ...]:
    tallies: dict[tuple[str, str], Tally] = {}
    for index, item in enumerate(listing(value, "votes")):
        at = f"votes[{index}]"
        read = table(item, at, required=("name", "post", "for"), optional=("sex",))
        name, post = text(read["name"], f"{at}.name"), text(read["post"], f"{at}.post")
        if post not in posts:
            raise RecordError(f"{at}.post", _("the post is not among the posts"))
        if (name, post) in tallies:
            raise RecordError(f"{at}.name", _("the name stands twice for one post"))
        _note_sex(read, at, name, sexes)
        tallies[name, post] = Tally(name, post, integer(read["for"], f"{at}.for"))
    return tuple(tallies.values())


def _seated(value: object, sexes: dict[str, str]) -> tuple[Tally, ...]:
    seated: dict[str, Tally] = {}
    for index, item in enumerate(listing(value, "seated")):
        at = f"seated[{index}]"
        read = table(item, at, required=("name", "post"), optional=("sex",))
        name = text(read["name"], f"{at}.name")
        if name in seated:
            raise RecordError(f"{at}.name", _("the name stands here twice"))
        _note_sex(read, at, name, sexes)
        seated[name] = Tally(name, text(read["post"], f"{at}.post"), 0)
    return tuple(seated.values())


def _note_sex(read: Mapping[str, object], at: str, name: str, sexes: dict[str, str]) -> None:
    if "sex" not in read:
        return
    sex = choice(read["sex"], f"{at}.sex", ("M", "F"))
    if sexes.setdefault(name, sex) != sex:
        raise RecordError(f"{at}.sex", _("the name stands with another sex before"))


def _relatives(value: object, names: set[str]) -> tuple[tuple[str, str, str], ...]:
    pairs: list[tuple[str, str, str]] = []
    for index, item in enumerate(listing(value, "relatives")):
        at = f"relatives[{index}]"
        pair = listing(item, at)
        if len(pair) != 3:  # noqa: PLR2004 - name, name, relation
            raise RecordError(at, _("must be two names and their relation"))
        one, other, relation = (text(part, f"{at}[{place}]") for place, part in enumerate(pair))
        for place, name in enumerate((one, other)):
            if name not in names:
                raise RecordError(f"{at}[{place}]", _("the name is not among the votes"))
        if one == other:
            raise RecordError(at, _("nobody is a relative of himself"))
        pairs.append((one, other, relation))
    return tuple(pairs)


def _require_what_the_rules_compare(record: Record) -> None:
    comparator = record.overrides.get("excess_comparator") or record.rulebook.choice(record.body, "excess_comparator")
    if comparator in ("voters", "issued"):
        own = [(f"posts[{index}].papers", post.papers) for index, post in enumerate(record.posts) if post.papers]
        for at, papers in [("papers", record.papers), *own]:
            if getattr(papers, str(comparator)) is None:
                raise RecordError(f"{at}.{comparator}", _("missing; the rules compare the papers with it"))
    rule = record.overrides.get("women_rule") or record.rulebook.choice(record.body, "women_rule")
    kept = {post.name for post in record.posts if post.women}
    if kept and rule not in ("column", "reserved_post"):
        index = next(i for i, post in enumerate(record.posts) if post.women)
        raise RecordError(f"posts[{index}].women", _("only the women rules column and reserved_post keep a post"))
    for index, tally in enumerate(record.tallies):
        if (rule == "women_first" or tally.post in kept) and tally.name not in record.sexes:
            raise RecordError(f"votes[{index}].sex", _("missing; the women rule needs it"))
