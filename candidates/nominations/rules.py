"""What must hold of nominations, without database or clock."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

from django.utils.translation import gettext as _

from electionadmin.findings import Finding
from elections.rulebooks import Rulebook
from elections.rulebooks.words import word_for
from elections.rules.differential import differential
from villages.models import Post

PARTY: Final = "party_committee"
ADULT: Final = 18
_BETWEEN_NAMES: Final = re.compile(r"[、,，;；\s]+")
# The rulebooks' words for the posts of a committee, in the order of the list.
POST_WORDS: Final = {Post.DIRECTOR: "director", Post.DEPUTY_DIRECTOR: "deputy", Post.MEMBER: "member"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules see of somebody who stands."""

    person: int
    name: str
    post: str


def names_in(text: str) -> list[str]:
    """Names in a text, set apart by commas, 、 or spaces."""
    return [name for name in _BETWEEN_NAMES.split(text) if name]


def comes_of_age_on(birth_date: datetime.date) -> datetime.date:
    """Day on which somebody is 18; born on the 29th of February, he is so on the 1st of March."""
    try:
        return birth_date.replace(year=birth_date.year + ADULT)
    except ValueError:
        return datetime.date(birth_date.year + ADULT, 3, 1)


def on_list(*, book: Rulebook, chapter: str, seats: Mapping[str, int], standing: Sequence[Standing]) -> list[Finding]:
    """All that must hold of a list by itself: the differential, and one post for each person."""
    return [
        *number_of_candidates(book=book, chapter=chapter, seats=seats, standing=standing),
        *one_post_each(standing, basis=book.need(chapter, "two_posts").basis),
    ]


def number_of_candidates(
    *, book: Rulebook, chapter: str, seats: Mapping[str, int], standing: Iterable[Standing]
) -> list[Finding]:
    """Differential (差额) of each post; of the Party's committee as a whole. Posts without recorded seats are found too."""
    people: dict[str, set[int]] = {}
    for one in standing:
        people.setdefault("" if chapter == PARTY else one.post, set()).add(one.person)
    if not seats:
        basis = _basis(book, chapter)
        return [
            Finding("candidates.seats", False, "block", basis, f"candidates {sum(map(len, people.values()))}, seats —")
        ]
    if chapter == PARTY:
        total = sum(seats.values())
        return differential(
            book=book, body=chapter, post="committee", seats=total, candidates=len(people.get("", set()))
        )
    findings: list[Finding] = []
    for post in [post for post in POST_WORDS if seats.get(post) or people.get(post)]:
        findings += differential(
            book=book,
            body=chapter,
            post=POST_WORDS[post],
            seats=seats.get(post, 0),
            candidates=len(people.get(post, set())),
        )
    return findings


def _basis(book: Rulebook, chapter: str) -> str:
    value = book.get(chapter, "candidates_extra_share") or book.get(chapter, "candidates_extra_min")
    return value.basis if value else ""


def one_post_each(standing: Iterable[Standing], *, basis: str) -> list[Finding]:
    """Nobody stands for two posts of one body: whoever is nominated for two says in writing for which."""
    posts: dict[int, list[Standing]] = {}
    for one in standing:
        posts.setdefault(one.person, []).append(one)
    double = [found for found in posts.values() if len(found) > 1]
    if not double:
        return [
            Finding(
                "candidates.one_post",
                True,
                "block",
                basis,
                _("%(count)s persons, none with two posts") % {"count": len(posts)},
            )
        ]
    return [
        Finding(
            "candidates.one_post",
            False,
            "block",
            basis,
            f"{found[0].name}: {'、'.join(str(Post(one.post).label) for one in found)}",
        )
        for found in double
    ]


class Someone(Protocol):
    """What the rules ask of a person."""

    pk: int
    name: str
    birth_date: datetime.date | None
    party_joined: datetime.date | None


def on_persons(
    *,
    book: Rulebook,
    chapter: str,
    persons: Sequence[Someone],
    day: datetime.date | None,
    relatives: Sequence[tuple[int, int, str]],
    elsewhere: set[int],
) -> list[Finding]:
    """What is asked of the persons on a list; each thing that fails is told of each person, what holds once.

    Args:
        book: The rulebook of the cycle.
        chapter: Its word for the body.
        persons: Those on the list.
        day: The election day, where there is one.
        relatives: Pairs of near relatives among them: two keys and the rulebook's word for the relation.
        elsewhere: Keys of those who stand in another village too.

    """
    basis = _basis(book, chapter)
    present = Finding("candidates.present", bool(persons), "block", basis, f"candidates {len(persons)}")
    names = {person.pk: person.name for person in persons}
    together = book.need(chapter, "relatives_rule").basis
    apart = book.chosen(chapter, "relatives")
    return [
        present,
        *_ages(book, chapter, persons, day),
        *_members(chapter, persons, basis),
        *(
            Finding(
                "candidates.relatives",
                False,
                "warn",
                together,
                f"{names[one]}、{names[other]}（{word_for('relatives', relation)}）",
            )
            for one, other, relation in relatives
            if relation in apart
        ),
        *(
            Finding("candidates.elsewhere", False, "block", basis, names[person])
            for person in sorted(elsewhere & names.keys())
        ),
    ]


def _ages(book: Rulebook, chapter: str, persons: Sequence[Someone], day: datetime.date | None) -> list[Finding]:
    value = book.get(chapter, "candidate_age")
    if value is None or day is None:
        return []
    found = [
        Finding("candidates.age", False, "warn", value.basis, _("%(name)s: no date of birth") % {"name": person.name})
        if person.birth_date is None
        else Finding(
            "candidates.age",
            False,
            "block",
            value.basis,
            _("%(name)s comes of age on %(on)s, after %(day)s")
            % {"name": person.name, "on": comes_of_age_on(person.birth_date), "day": day},
        )
        for person in persons
        if person.birth_date is None or comes_of_age_on(person.birth_date) > day
    ]
    if found:
        return found
    said = _("%(count)s persons, each at least %(age)s on the day") % {"count": len(persons), "age": value.value}
    return [Finding("candidates.age", True, "block", value.basis, said)]


def _members(chapter: str, persons: Sequence[Someone], basis: str) -> list[Finding]:
    if chapter != PARTY:
        return []
    outside = [person for person in persons if person.party_joined is None]
    if not outside:
        said = _("%(count)s persons, each a Party member") % {"count": len(persons)}
        return [Finding("candidates.member", True, "block", basis, said)]
    no_member = _("%(name)s is not recorded as a Party member")
    return [Finding("candidates.member", False, "block", basis, no_member % {"name": one.name}) for one in outside]


def most_for_post(book: Rulebook, chapter: str, post: str, seats: int) -> int | None:
    """How many candidates a post of a committee may have at most; None where the rulebook sets no limit."""
    value = book.get(chapter, f"candidates_extra_max_{POST_WORDS.get(Post(post), '')}")
    return seats + cast("int", value.value) if value else None
