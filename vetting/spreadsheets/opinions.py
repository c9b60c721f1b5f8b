"""The workbook of a department without access: it is filled in on its own network and comes back as it went.

Each row carries a code: the question, the version of the batch, and an HMAC over what the row says of the person. A row
that was changed, added, or carried over from another workbook does not fit its code.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from electionadmin.codes import covers
from people import cells as personal
from protect.crypto import blind_index
from sheets import cells
from sheets.registry import register
from sheets.spec import Counts, Extra, Field, SheetSpec
from sheets.stage import Stage
from vetting.models import Answer, Bar, Question, Sheet, Way
from vetting.models.reviews import LONGEST_FACTS
from vetting.services.opinions import Given, Recorded, judge_opinions, record_opinions

ANSWERS: Final = {"无问题": Answer.CLEAR.value, "有问题": Answer.PROBLEM.value, "不掌握": Answer.UNKNOWN.value}
_CONTEXT: Final = "vetting.workbook"
_MAC: Final = 20
_LONGEST: Final = 100
_LONGEST_CODE: Final = 16
_WORDS: Final = {
    "malformed": _("The code of the row is damaged. Copy the row from the workbook as it was handed out."),
    "unknown": _("The row belongs to no question of a department: it was added. Delete it."),
    "foreign": _("The row belongs to a batch that is not yours to bring in."),
    "version": _(
        "The batch has changed since this workbook was handed out. Hand out a new one and copy the answers over."
    ),
    "altered": _(
        "Number, name, village or ID number of the row were changed, or the row is from elsewhere. Restore them."
    ),
    "mixed": _("The row is from another workbook than the first row. Send each workbook by itself."),
}


def _code(cell: cells.Cell) -> str:
    """The code of a bar; typed by hand it comes with blanks or in full width letters."""
    return str(cells.text(longest=_LONGEST_CODE)(cells.narrow(cell)))


@dataclass(frozen=True, slots=True)
class Row:
    """What a row of the workbook says of the person."""

    position: int | None
    name: str | None
    village: str | None
    id_number: str | None


def row_of(question: Question) -> Row:
    """The person's row as it is handed out; review, person and village are loaded."""
    review = question.entry.review
    return Row(
        question.entry.position, review.person.name, review.election.village.name, review.person.masked_id_number
    )


def code_of(question: Question, sheet: Sheet, row: Row) -> str:
    """The code of a row: question, version of the batch, HMAC."""
    batch = sheet.batch
    said = (question.pk, sheet.pk, batch.digest, row.position, row.name, row.village, row.id_number or "")
    mac = blind_index("\x1f".join(map(str, said)), context=_CONTEXT)[:_MAC]
    return f"{question.pk}-{batch.version}-{mac}"


@register
class OpinionSheet(SheetSpec):
    """Answers of a department to a batch."""

    name = "opinions"
    title = _("Answers of a department")
    about = _(
        "The workbook that a department without access has filled in. Rows without an answer stay open. Download it from "
        "the batch; this template is only an example."
    )
    act = Act.SEND_BATCHES
    view_act = Act.SEND_BATCHES
    key = ("row_code",)
    created_label = _("recorded")
    changed_label = _("changed")
    fields = (
        Field(key="position", header=_("No."), names=("序号",), parse=cells.whole_number(), sql="integer", width=6),
        Field(key="person", header=_("Name"), names=("姓名",), parse=personal.name, width=12),
        Field(
            key="village", header=_("Village"), names=("村", "村（社区）"), parse=cells.text(longest=_LONGEST), width=16
        ),
        Field(key="id_number", header=_("ID number"), names=("身份证号",), parse=cells.text(longest=30), width=22),
        Field(
            key="answer",
            header=_("Answer"),
            names=("答复", "意见"),
            parse=cells.choice(ANSWERS),
            choices=tuple(ANSWERS),
            width=12,
        ),
        Field(key="bar", header=_("Bar"), names=("负面情形", "情形编号"), parse=_code, width=12),
        Field(
            key="facts",
            header=_("Facts"),
            names=("具体情况", "事实"),
            parse=cells.text(longest=LONGEST_FACTS),
            private=True,
            width=40,
        ),
        Field(
            key="occurred_on",
            header=_("Date of the fact or document"),
            names=("日期", "时间"),
            parse=personal.past_date(),
            sql="date",
        ),
        Field(
            key="document_number",
            header=_("Document number"),
            names=("文书编号", "文号"),
            parse=cells.text(longest=_LONGEST),
            private=True,
            width=22,
        ),
        Field(
            key="row_code",
            header=_("Code of the row"),
            names=("校验码",),
            parse=cells.text(longest=60),
            required=True,
            width=30,
        ),
    )
    extras = (Extra("question", "bigint"), Extra("sheet", "bigint"), Extra("county"), Extra("why"))

    def prepare(self, columns: Mapping[str, Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Nothing yet: what a code stands for is read once the rows are in."""
        return [[None] * len(columns["row_code"])] * len(self.extras)

    def check(self, stage: Stage) -> None:
        """Each row fits its code and its batch, all belong together, and the answer can be recorded."""
        _look_up(stage)
        for why in ("malformed", "unknown", "version", "altered"):
            select = "SELECT line, row_code AS value FROM sheet_rows WHERE why = %(why)s"
            stage.refuse("row_code", str(_WORDS[why]), select, {"why": why})
        here = stage.order.prefixes(Act.SEND_BATCHES)
        counties = [
            county for (county,) in stage.query("SELECT DISTINCT county FROM sheet_rows WHERE county IS NOT NULL")
        ]
        foreign = [county for county in counties if not any(covers(code, county) or code == "0" for code in here)]
        select = "SELECT line, row_code AS value FROM sheet_rows WHERE county = ANY(%(foreign)s::text[])"
        stage.refuse("row_code", str(_WORDS["foreign"]), select, {"foreign": foreign})
        stage.refuse(
            "row_code",
            str(_WORDS["mixed"]),
            "SELECT line, row_code AS value FROM sheet_rows WHERE NOT bad AND sheet <> "
            "(SELECT sheet FROM sheet_rows WHERE NOT bad ORDER BY line LIMIT 1)",
        )
        stage.refuse(
            "row_code",
            gettext("The person stands in the file more than once. Keep one row, with the answer that holds."),
            "SELECT line, row_code AS value FROM sheet_rows WHERE NOT bad AND question IN "
            "(SELECT question FROM sheet_rows WHERE NOT bad GROUP BY question HAVING count(*) > 1)",
        )
        stage.refuse(
            "answer",
            gettext("Choose the answer, or empty the row's other fields."),
            "SELECT line, '' AS value FROM sheet_rows WHERE NOT bad AND answer IS NULL "
            "AND (bar IS NOT NULL OR facts IS NOT NULL OR document_number IS NOT NULL OR occurred_on IS NOT NULL)",
        )
        refused: dict[tuple[str, str], list[int]] = {}
        for lines, reports in _each(stage, judge_opinions):
            for line, report in zip(lines, reports, strict=True):
                if report.state == "refused":
                    column = report.field if report.field in {item.key for item in self.fields} else "answer"
                    refused.setdefault((column, str(report.message)), []).append(line)
        for (column, message), lines in refused.items():
            stage.refuse(column, message, "SELECT unnest(%(lines)s::int[]) AS line, '' AS value", {"lines": lines})

    def load(self, stage: Stage) -> Counts:
        """Record the answers; the head's signature still follows."""
        counts = Counts()
        for _lines, reports in _each(stage, record_opinions):
            states = [report.state for report in reports]
            counts += Counts(created=states.count("recorded"), unchanged=states.count("unchanged"))
        return counts


def _look_up(stage: Stage) -> None:
    """Question, department's part, county of each row, and what is wrong with its code."""
    rows = stage.query("SELECT line, row_code, position, person, village, id_number FROM sheet_rows")
    questions = _questions({number for _line, code, *_row in rows if (number := _number(code))})
    found = [(line, *_judged(code, Row(*row), questions)) for line, code, *row in rows]
    lines, keys, sheets, counties, whys = zip(*found, strict=True) if found else ((), (), (), (), ())
    stage.execute(
        "UPDATE sheet_rows SET question = f.question, sheet = f.sheet, county = f.county, why = f.why"
        " FROM unnest(%(lines)s::int[], %(keys)s::bigint[], %(sheets)s::bigint[], %(counties)s::text[], %(whys)s::text[])"
        " AS f(line, question, sheet, county, why) WHERE sheet_rows.line = f.line",
        {
            "lines": list(lines),
            "keys": list(keys),
            "sheets": list(sheets),
            "counties": list(counties),
            "whys": list(whys),
        },
    )


def _number(code: str | None) -> int | None:
    first = (code or "").partition("-")[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) < 15 else None  # noqa: PLR2004


def _questions(keys: set[int]) -> dict[int, Question]:
    rows = Question.objects.select_related(
        "sheet__batch__cycle", "entry__review__person", "entry__review__election__village"
    )
    return rows.in_bulk(keys)


def _judged(code: str | None, row: Row, questions: Mapping[int, Question]) -> tuple[Any, Any, Any, str]:
    """Question, sheet and county of a row, and what is wrong with it (empty: nothing)."""
    number = _number(code)
    if code is None:
        return None, None, None, ""
    if number is None or code.count("-") != 2:  # noqa: PLR2004
        return None, None, None, "malformed"
    question = questions.get(number)
    if question is None:
        return None, None, None, "unknown"
    sheet = question.sheet
    place = (question.pk, sheet.pk, sheet.batch.county_code)
    if code.split("-")[1] != str(sheet.batch.version):
        return *place, "version"
    return *place, "" if code == code_of(question, sheet, row) else "altered"


def _each(stage: Stage, act: Callable[..., list[Recorded]]) -> Iterator[tuple[list[int], list[Recorded]]]:
    """What an act says to the rows of each department's part of a batch; who brings them in stands in each opinion."""
    scope, user = stage.order.scope, stage.order.user
    if scope is None or user is None:
        raise ValueError("answers are brought in by somebody who is signed in")
    for sheet, lines, given in _given(stage):
        yield lines, act(scope=scope, user=user, sheet=sheet, given=given, way=Way.WORKBOOK)


def _given(stage: Stage) -> list[tuple[Sheet, list[int], list[Given]]]:
    """The answered good rows of the file, by the department's part of the batch."""
    rows = stage.query(
        "SELECT sheet, line, question, answer, bar, facts, occurred_on, document_number FROM sheet_rows"
        " WHERE NOT bad AND answer IS NOT NULL ORDER BY sheet, line"
    )
    found: dict[int, tuple[list[int], list[Given]]] = {}
    for sheet, line, question, answer, bar, facts, occurred_on, number in rows:
        lines, given = found.setdefault(sheet, ([], []))
        lines.append(line)
        given.append(
            Given(
                question=question,
                answer=answer,
                bar=bar or "",
                facts=facts or "",
                occurred_on=occurred_on,
                document_number=number or "",
            )
        )
    sheets = Sheet.objects.select_related("batch__cycle", "department").in_bulk(found)
    codes = _codes(sheets.values())
    return [
        (sheets[key], lines, [_as_in_the_list(row, sheets[key], codes) for row in given])
        for key, (lines, given) in found.items()
    ]


def _codes(sheets: Iterable[Sheet]) -> dict[tuple[int, str], str]:
    """The codes of the lists of bars as they are written there, by list and code in small letters."""
    rows = Bar.objects.filter(bar_list__in={sheet.batch.bar_list_id for sheet in sheets})
    return {(bar_list, code.casefold()): code for bar_list, code in rows.values_list("bar_list", "code")}


def _as_in_the_list(row: Given, sheet: Sheet, codes: Mapping[tuple[int, str], str]) -> Given:
    return replace(row, bar=codes.get((sheet.batch.bar_list_id, row.bar.casefold()), row.bar))
