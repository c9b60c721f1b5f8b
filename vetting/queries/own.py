"""What a department has before it: its sheets, its persons, what it may see of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.roles import ACTS, Act
from accounts.scope import Scope
from vetting.models import Answer, Question, Sheet


def departments_of(scope: Scope, act: Act = Act.VIEW_OWN_REVIEWS) -> frozenset[int]:
    """Keys of the departments for which the user holds a duty with the act."""
    return frozenset(
        grant.department_id for grant in scope.grants if grant.department_id is not None and act in ACTS[grant.role]
    )


def own_sheets(scope: Scope) -> QuerySet[Sheet]:
    """The parts of batches that were sent to the user's departments."""
    return (
        Sheet.objects.filter(department__in=departments_of(scope))
        .select_related("department", "batch__cycle__county", "batch__bar_list")
        .order_by("batch__closed_on", "batch__due_on", "pk")
    )


def with_counts(sheets: QuerySet[Sheet]) -> QuerySet[Sheet]:
    """Sheets with their persons, and how many of them are open, not signed, problems, unknown."""
    live = Q(questions__entry__withdrawn_on=None)
    return sheets.annotate(
        persons=Count("questions", filter=live),
        open=Count("questions", filter=live & Q(questions__answer="")),
        unsigned=Count("questions", filter=live & Q(questions__signed=False) & ~Q(questions__answer="")),
        problems=Count("questions", filter=live & Q(questions__answer=Answer.PROBLEM)),
        unknown=Count("questions", filter=live & Q(questions__answer=Answer.UNKNOWN)),
    )


def questions_of(sheet: Sheet) -> QuerySet[Question]:
    """The persons of a sheet in the order of the batch, with what a page shows of them."""
    return (
        Question.objects.filter(sheet=sheet, entry__withdrawn_on=None)
        .select_related(
            "current__bar",
            "current__author",
            "entry__review__person",
            "entry__review__election__village__parent",
            "entry__review__election__cycle",
        )
        .order_by("entry__position")
    )


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Places of the persons before and after one, and of the next who is still open; None at the end."""

    place: int
    of: int
    previous: int | None
    following: int | None
    next_open: int | None


def neighbours(sheet: Sheet, position: int) -> Neighbours:
    """Where one turns from a person of the sheet: two columns of all its persons, in one query."""
    rows = list(
        Question.objects.filter(sheet=sheet, entry__withdrawn_on=None)
        .order_by("entry__position")
        .values_list("entry__position", "answer")
    )
    places = [place for place, _answer in rows]
    here = places.index(position)
    return Neighbours(
        place=here + 1,
        of=len(places),
        previous=places[here - 1] if here else None,
        following=places[here + 1] if here + 1 < len(places) else None,
        next_open=_next_open(rows[here + 1 :] + rows[:here]),
    )


def _next_open(rows: Iterable[tuple[int, str]]) -> int | None:
    return next((place for place, answer in rows if not answer), None)
