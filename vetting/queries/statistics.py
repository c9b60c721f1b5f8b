"""Figures of a cycle's reviews: by department, by bar, by township."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Subquery
from django.db.models.functions import Left, TruncDate

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from elections.models import Cycle
from vetting.models import Answer, Bar, Conclusion, Department, Outcome, Procedural, Question, Review
from villages.models import Division


@dataclass(frozen=True, slots=True)
class DepartmentFigures:
    """One department: persons asked about, answered, still open, late; problems and unknowns; days to an answer."""

    department: Department
    asked: int
    answered: int
    signed: int
    late: int
    problems: int
    unknown: int
    days: int | None

    @property
    def open(self) -> int:
        """Unanswered."""
        return self.asked - self.answered


def by_department(scope: Scope, cycle: Cycle, today: date) -> list[DepartmentFigures]:
    """Figures of each department asked in the cycle; two queries. `days` is the mean of whole days from sending to answer."""
    taken = ExpressionWrapper(TruncDate("current__at") - F("sheet__batch__sent_on"), output_field=DurationField())
    rows = list(
        _questions(scope, cycle)
        .order_by()
        .values("sheet__department")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=~Q(answer="")),
            signed_ones=Count("pk", filter=Q(signed=True)),
            late=Count("pk", filter=Q(answer="", sheet__batch__due_on__lt=today)),
            problems=Count("pk", filter=Q(answer=Answer.PROBLEM)),
            unknown=Count("pk", filter=Q(answer=Answer.UNKNOWN)),
            taken=Avg(taken),
        )
    )
    departments = Department.objects.in_bulk([row["sheet__department"] for row in rows])
    figures = [
        DepartmentFigures(
            departments[row["sheet__department"]],
            row["asked"],
            row["answered"],
            row["signed_ones"],
            row["late"],
            row["problems"],
            row["unknown"],
            _days(row["taken"]),
        )
        for row in rows
    ]
    return sorted(figures, key=lambda row: (row.department.position, row.department.code))


def _days(taken: timedelta | None) -> int | None:
    return None if taken is None else round(taken.total_seconds() / 86_400)


@dataclass(frozen=True, slots=True)
class BarFigures:
    """One bar: how often departments have named it, how many persons were refused for it."""

    code: str
    text: str
    named: int
    refused: int


def by_bar(scope: Scope, cycle: Cycle) -> list[BarFigures]:
    """Every bar of the lists that were used, and what townships refuse for besides, by code; three queries."""
    named = dict(
        _questions(scope, cycle)
        .filter(current__bar__isnull=False)
        .order_by()
        .values_list("current__bar__code")
        .annotate(count=Count("pk"))
    )
    refused = dict(
        _last_conclusions(scope, cycle)
        .filter(outcome=Outcome.NOT_QUALIFIED)
        .order_by()
        .values_list("code")
        .annotate(count=Count("pk"))
    )
    lists = cycle.batches.order_by().values("bar_list")
    texts = dict(Bar.objects.filter(bar_list__in=lists).order_by("bar_list__number").values_list("code", "text"))
    texts |= {code: str(label) for code, label in Procedural.choices if code in refused}
    codes = sorted(texts.keys() | named.keys() | refused.keys())
    return [BarFigures(code, texts.get(code, ""), named.get(code, 0), refused.get(code, 0)) for code in codes]


@dataclass(frozen=True, slots=True)
class TownshipFigures:
    """One township: persons, agreed to, refused by it, sent to the county, concluded on."""

    division: Division
    persons: int
    agreed: int
    refused: int
    sent: int
    qualified: int
    not_qualified: int

    @property
    def waiting(self) -> int:
        """Without a conclusion and not refused by the township."""
        return self.persons - self.refused - self.qualified - self.not_qualified


def by_township(scope: Scope, cycle: Cycle) -> list[TownshipFigures]:
    """Figures of each township; three queries."""
    rows = {
        row["township"]: row
        for row in _reviews(scope, cycle)
        .order_by()
        .values(township=Left(F("election__village_id"), int(Level.TOWNSHIP)))
        .annotate(
            persons=Count("pk"),
            agreed=Count("pk", filter=Q(township_review__opinion="agree")),
            refused=Count("pk", filter=Q(township_review__opinion="refuse")),
            sent=Count("pk", filter=Q(entry__isnull=False)),
        )
    }
    concluded: dict[tuple[str, str], int] = {
        (row["township"], row["outcome"]): row["count"]
        for row in _last_conclusions(scope, cycle)
        .order_by()
        .values("outcome", township=Left(F("review__election__village_id"), int(Level.TOWNSHIP)))
        .annotate(count=Count("pk"))
    }
    divisions = Division.objects.in_bulk(list(rows))
    return [
        TownshipFigures(
            divisions[code],
            rows[code]["persons"],
            rows[code]["agreed"],
            rows[code]["refused"],
            rows[code]["sent"],
            concluded.get((code, Outcome.QUALIFIED.value), 0),
            concluded.get((code, Outcome.NOT_QUALIFIED.value), 0),
        )
        for code in sorted(rows)
    ]


def _questions(scope: Scope, cycle: Cycle) -> QuerySet[Question]:
    return Question.objects.filter(
        scope.within(Act.VIEW_VETTING, "entry__review__election__village__code"),
        sheet__batch__cycle=cycle,
        entry__withdrawn_on=None,
    )


def _reviews(scope: Scope, cycle: Cycle) -> QuerySet[Review]:
    """The newest round of each review."""
    return Review.objects.filter(
        scope.within(Act.VIEW_VETTING, "election__village__code"), election__cycle=cycle, following=None
    )


def _last_conclusions(scope: Scope, cycle: Cycle) -> QuerySet[Conclusion]:
    """The newest conclusion of the newest round."""
    newest = (
        Conclusion.objects.filter(review__in=_reviews(scope, cycle))
        .order_by("review", "-number")
        .distinct("review")
        .values("pk")
    )
    return Conclusion.objects.filter(pk__in=Subquery(newest))
