"""A batch as a table of persons and departments: what stands in each cell, and how far each department is."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.roles import Act
from accounts.scope import Scope
from elections.calendar.queries import day_tables
from elections.workdays import working_days
from vetting.models import Answer, Batch, Entry, Question, Sheet
from vetting.queries.cases import to_consult

OPEN, PROBLEM, UNKNOWN, UNSIGNED, CONSULT, OVERDUE = "open", "problem", "unknown", "unsigned", "consult", "overdue"


@dataclass(frozen=True, slots=True)
class Cell:
    """One person before one department; `state` is the answer, empty where there is none, None where he was not asked."""

    question: int
    state: str | None
    signed: bool = False
    opinion: int | None = None


NOT_ASKED = Cell(0, None)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a department is: persons asked about, answered, answered and signed; problems and unknowns among them."""

    sheet: Sheet
    asked: int
    answered: int
    signed: int
    problems: int
    unknown: int
    late: bool

    @property
    def percent(self) -> int:
        """Answered of a hundred asked, rounded down: only the whole is 100."""
        return self.answered * 100 // self.asked if self.asked else 100

    @property
    def open(self) -> int:
        """Still unanswered."""
        return self.asked - self.answered


def entries(scope: Scope, batch: Batch) -> QuerySet[Entry]:
    """The persons of a batch that the scope lets see, withdrawn ones left out."""
    return (
        Entry.objects.filter(
            scope.within(Act.VIEW_VETTING, "review__election__village__code"), batch=batch, withdrawn_on=None
        )
        .select_related("review__person", "review__election__village__parent", "review__election__cycle")
        .order_by("position")
    )


def narrowed(rows: QuerySet[Entry], batch: Batch, wanted: str, today: date) -> QuerySet[Entry]:
    """Those of the persons whose questions are as wanted: `open`, `problem`, `unknown`, `unsigned`, `consult`, `overdue`."""
    conditions = {
        OPEN: Q(answer=""),
        PROBLEM: Q(answer=Answer.PROBLEM),
        UNKNOWN: Q(answer=Answer.UNKNOWN),
        UNSIGNED: Q(signed=False) & ~Q(answer=""),
        CONSULT: to_consult(),
        OVERDUE: Q(answer="") if batch.due_on < today else Q(pk__in=()),
    }
    if wanted not in conditions:
        return rows
    return rows.filter(Exists(Question.objects.filter(conditions[wanted], entry=OuterRef("pk"))))


def with_bar(rows: QuerySet[Entry], code: str) -> QuerySet[Entry]:
    """Those for whom a department has named this bar."""
    return rows.filter(Exists(Question.objects.filter(entry=OuterRef("pk"), current__bar__code=code)))


def tabs(rows: QuerySet[Entry]) -> dict[str, int]:
    """How many persons there are of each kind, in one query."""
    counted = rows.order_by().annotate(
        opens=Count("questions", filter=Q(questions__answer="")),
        problems=Count("questions", filter=Q(questions__answer=Answer.PROBLEM)),
        unknowns=Count("questions", filter=Q(questions__answer=Answer.UNKNOWN)),
        unsigned_ones=Count("questions", filter=Q(questions__signed=False) & ~Q(questions__answer="")),
        consults=Exists(Question.objects.filter(to_consult(), entry=OuterRef("pk"))),
    )
    figures: dict[str, int] = counted.aggregate(
        all=Count("pk"),
        open=Count("pk", filter=Q(opens__gt=0)),
        problem=Count("pk", filter=Q(problems__gt=0)),
        unknown=Count("pk", filter=Q(unknowns__gt=0)),
        unsigned=Count("pk", filter=Q(unsigned_ones__gt=0)),
        consult=Count("pk", filter=Q(consults=True)),
    )
    return figures


def progress(batch: Batch, rows: QuerySet[Entry] | None, today: date) -> list[Progress]:
    """How far each department is, over all persons of the batch or over `rows` alone; two queries."""
    questions = Question.objects.filter(sheet__batch=batch, entry__withdrawn_on=None)
    if rows is not None:
        questions = questions.filter(entry__in=rows.order_by())
    counted = {
        row["sheet"]: row
        for row in questions.order_by()
        .values("sheet")
        .annotate(
            asked=Count("pk"),
            answered=Count("pk", filter=~Q(answer="")),
            signed_ones=Count("pk", filter=Q(signed=True)),
            problems=Count("pk", filter=Q(answer=Answer.PROBLEM)),
            unknown=Count("pk", filter=Q(answer=Answer.UNKNOWN)),
        )
    }
    none = {"asked": 0, "answered": 0, "signed_ones": 0, "problems": 0, "unknown": 0}
    found = []
    for sheet in sheets_of(batch):
        row = counted.get(sheet.pk, none)
        late = batch.due_on < today and row["answered"] < row["asked"]
        found.append(
            Progress(sheet, row["asked"], row["answered"], row["signed_ones"], row["problems"], row["unknown"], late)
        )
    return found


def sheets_of(batch: Batch) -> list[Sheet]:
    """The departments asked, in the county's order."""
    return list(batch.sheets.select_related("department").order_by("department__position", "department__code"))


def cells(page: Sequence[Entry], sheets: Sequence[Sheet]) -> dict[int, list[Cell]]:
    """The cells of each person by the key of his entry, in the order of the departments; one query."""
    found: dict[int, dict[int, Cell]] = defaultdict(dict)
    rows = Question.objects.filter(entry__in=[entry.pk for entry in page])
    for pk, entry, sheet, answer, signed, opinion in rows.values_list(
        "pk", "entry_id", "sheet_id", "answer", "signed", "current_id"
    ):
        found[entry][sheet] = Cell(pk, answer, signed, opinion)
    return {entry.pk: [found[entry.pk].get(sheet.pk, NOT_ASKED) for sheet in sheets] for entry in page}


def answers_of(rows: QuerySet[Entry]) -> dict[tuple[int, int], tuple[str, bool]]:
    """Answer and whether it is signed, by entry and sheet, for an export; one query."""
    found = Question.objects.filter(entry__in=rows.order_by())
    return {
        (entry, sheet): (answer, signed)
        for entry, sheet, answer, signed in found.values_list("entry_id", "sheet_id", "answer", "signed")
    }


def days_left(batches: Collection[Batch], today: date) -> dict[int, int]:
    """Working days until each batch is due, by the county's own table; negative once it is over. Two queries."""
    tables = day_tables(batch.county_code for batch in batches)
    return {batch.pk: working_days(today, batch.due_on, tables[batch.county_code]).days for batch in batches}
