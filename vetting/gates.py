"""What must hold of the reviews before a step of an election is requested or approved."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Sized

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candidates.queries import nominees
from electionadmin.findings import Finding
from elections.gates import GateFinding, gate
from elections.models import Election
from elections.rules.titles import tell
from elections.steps import Step
from vetting.models import Conclusion, Review, TownshipReview
from vetting.queries.cases import conclusions_of, last_conclusions
from vetting.queries.law import laws_of
from vetting.rules import NOT_QUALIFIED, QUALIFIED, Verdict

tell(
    {
        "township_reviewed": _("Reviewed by the township"),
        "township_refused": _("Refused by the township"),
        "review_qualified": _("Qualified by the joint review"),
        "review_refused": _("Found not qualified"),
        "review_fresh": _("Reviews that still hold"),
    }
)


@gate(Step.TOWNSHIP_REVIEW)
def township_has_reviewed(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """Everybody who stands has the township's signed opinion; those it refuses do not go on."""
    standing, newest = _standing(elections)
    opinions = dict(
        TownshipReview.objects.filter(review__in=[review.pk for review in newest.values()])
        .exclude(opinion="")
        .values_list("review_id", "opinion")
    )
    found, laws = {}, laws_of(elections)
    for election in elections:
        basis = laws[election.pk].review
        reviews = [newest.get((election.pk, *key)) for key in standing[election.pk]]
        given = sum(review is not None and review.pk in opinions for review in reviews)
        refused = sum(review is not None and opinions.get(review.pk) == "refuse" for review in reviews)
        found[election.pk] = [
            _finding("township_reviewed", basis, _of(given, reviews), ok=given == len(reviews) > 0),
            _finding("township_refused", basis, _persons(refused), ok=refused == 0),
        ]
    return found


@gate(Step.JOINT_REVIEW)
def departments_have_reviewed(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """Everybody who stands was concluded on as qualified, by answers of every department, each signed."""
    laws = laws_of(elections)
    return {pk: list(_concluded(rows, laws[pk].review)) for pk, rows in _cases(elections).items()}


@gate(Step.PUBLIC_NOTICE, Step.RESULT)
def reviews_still_hold(elections: Sequence[Election]) -> Mapping[int, list[GateFinding]]:
    """The conclusions still follow from the answers, and none has grown old (qualification review 4.4, item 6)."""
    found, laws = {}, laws_of(elections)
    for pk, rows in _cases(elections).items():
        fresh = sum(verdict is not None and not verdict.stale for verdict, _issued in rows)
        fresh_ones = _finding("review_fresh", laws[pk].age, _of(fresh, rows), ok=fresh == len(rows))
        found[pk] = [*_concluded(rows, laws[pk].review), fresh_ones]
    return found


Rows = list[tuple[Verdict | None, Conclusion | None]]


def _concluded(rows: Rows, basis: str) -> Iterator[GateFinding]:
    qualified = sum(
        verdict is not None and verdict.outcome == QUALIFIED and issued is not None and issued.outcome == QUALIFIED
        for verdict, issued in rows
    )
    refused = sum(
        (verdict is not None and verdict.outcome == NOT_QUALIFIED)
        or (issued is not None and issued.outcome == NOT_QUALIFIED)
        for verdict, issued in rows
    )
    yield _finding("review_qualified", basis, _of(qualified, rows), ok=qualified == len(rows) > 0)
    yield _finding("review_refused", basis, _persons(refused), ok=refused == 0)


def _cases(elections: Sequence[Election]) -> dict[int, Rows]:
    """Of each election's nominees what follows from the answers, and what was issued."""
    standing, newest = _standing(elections)
    keys = [review.pk for review in newest.values()]
    verdicts, issued = conclusions_of(keys), last_conclusions(keys)
    found: dict[int, Rows] = {}
    for election in elections:
        reviews = [newest.get((election.pk, *key)) for key in standing[election.pk]]
        found[election.pk] = [
            (verdicts[review.pk], issued.get(review.pk)) if review else (None, None) for review in reviews
        ]
    return found


def _standing(
    elections: Sequence[Election],
) -> tuple[dict[int, list[tuple[int, str]]], dict[tuple[int, int, str], Review]]:
    """Person and post of those who stand, by election; the newest review by election, person and post."""
    standing: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for nomination in nominees(*elections):
        standing[nomination.election_id].append((nomination.person_id, nomination.post))
    wanted = {(election, *key) for election, keys in standing.items() for key in keys}
    rows = Review.objects.filter(election__in=elections, following=None)
    newest = {(review.election_id, review.person_id, review.post): review for review in rows}
    return standing, {key: review for key, review in newest.items() if key in wanted}


def _of(count: int, every: Sized) -> str:
    return gettext("%(count)s of %(all)s persons") % {"count": count, "all": len(every)}


def _persons(count: int) -> str:
    return gettext("%(count)s persons") % {"count": count}


def _finding(rule: str, basis: str, detail: str, *, ok: bool) -> GateFinding:
    return GateFinding(Finding(rule, ok, "block", basis, detail), _url())


def _url() -> str:
    return reverse("vetting:person_list")
