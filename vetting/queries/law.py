"""What the rulebooks say of the reviews; see `vetting.rules.Law`."""

from collections.abc import Collection, Iterable
from typing import cast

from elections.law import chapters_of
from elections.models import Election
from elections.rulebooks import Rulebook, rulebook_on
from vetting.models import BarList, Review, ReviewRules
from vetting.rules import Law

# Where no election is in question: a list of bars and who keeps out are the same for all bodies.
_CHAPTER = "village_committee"


def laws_of(elections: Iterable[Election]) -> dict[int, Law]:
    """The law of each election by its key, with the days its county has set, in two queries; village and cycle are loaded."""
    elections = list(elections)
    chapters = chapters_of(elections)
    days = dict(
        ReviewRules.objects.filter(
            county__in={election.cycle.county_id for election in elections}, valid_days__isnull=False
        ).values_list("county_id", "valid_days")
    )
    return {
        election.pk: _law(election.cycle.law(), chapters[election.pk], days.get(election.cycle.county_id))
        for election in elections
    }


def laws_of_reviews(keys: Collection[int]) -> dict[int, Law]:
    """The same for reviews by their keys, in three queries."""
    rows = Review.objects.filter(pk__in=keys).select_related("election__village", "election__cycle")
    elections = {review.pk: review.election for review in rows}
    laws = laws_of({election.pk: election for election in elections.values()}.values())
    return {review: laws[election.pk] for review, election in elections.items()}


def _law(book: Rulebook, chapter: str, valid_days: int | None) -> Law:
    bars, age = book.need(chapter, "candidate_bars"), book.need(chapter, "review_valid_days")
    return Law(
        review=book.need(chapter, "joint_review").basis,
        age=age.basis,
        bars=dict.fromkeys(cast("tuple[str, ...]", bars.value), bars.basis),
        valid_days=cast("int", age.value) if valid_days is None else valid_days,
    )


def basis_of(rule: str, book: Rulebook) -> str:
    """Instrument and article of a rule that is the same for every body, such as `reviewer_recusal`."""
    return book.need(_CHAPTER, rule).basis


def basis_of_bars(bar_list: BarList) -> str:
    """On what the law's own bars of a list rest, on the day from which it is in force."""
    return basis_of("candidate_bars", rulebook_on(day=bar_list.valid_from, code=bar_list.county_id))
