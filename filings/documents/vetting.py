"""Joint review on paper: a form a person with a box for each department, and the table of a batch (documents.md 6.2, 联审表)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Act
from filings import organs
from filings.documents.votes import body_of, post_word
from filings.facts import Facts, fact
from filings.kinds import Kind, Layout, Subject, register
from filings.persons import Profile, profile_of
from vetting.models import Answer, Batch, Conclusion, Entry, Outcome, Question, Sheet

FOLDER: Final = "资格联审"
_BASIS: Final = "村民委员会组织法；县资格联审办法"
_SOURCE: Final = "联审意见"
_ANSWERS: Final = {Answer.CLEAR: "无问题", Answer.PROBLEM: "有问题，另附材料", Answer.UNKNOWN: "情况不掌握"}
_SIGNS: Final = {Answer.CLEAR: "√", Answer.PROBLEM: "×", Answer.UNKNOWN: "?"}
_OUTCOMES: Final = {Outcome.QUALIFIED: "合格", Outcome.NOT_QUALIFIED: "不合格"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The place of one department: its signed answer, or room for one written by hand."""

    department: str = fact("部门")
    answer: str = fact("意见", optional=True, source=_SOURCE, default="")
    signed_on: datetime.date | None = fact("签署日期", optional=True, source=_SOURCE, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class JointForm(Facts):
    """Form of one person, carried to the departments; the ID number is whole, since they search by it."""

    heading: str = fact("标题")
    batch: int = fact("联审批次", source="联审批次")
    position: int = fact("批次内序号", source="联审批次")
    due_on: datetime.date = fact("反馈期限", source="联审批次")
    person: Profile = fact("审查对象")
    id_number: str = fact("公民身份号码", source="人员")
    body: str = fact("换届组织")
    post: str = fact("拟任职务")
    boxes: tuple[Box, ...] = fact("部门意见", source=_SOURCE)


def joint_form(entry: Entry, words: Mapping[str, str]) -> JointForm:
    """Facts of the form."""
    review = entry.review
    return JointForm(
        issuer=words["leading_group"],
        place=organs.place_of(review.election.village, words["county"]),
        heading="村（社区）“两委”换届人选资格联审表",
        batch=entry.batch.number,
        position=entry.position,
        due_on=entry.batch.due_on,
        person=profile_of(review.person),
        id_number=review.person.id_number,
        body=body_of(review.election),
        post=post_word(review.post),
        boxes=tuple(_box(question) for question in entry.questions.all()),
    )


def _box(question: Question) -> Box:
    answer = _ANSWERS[Answer(question.answer)] if question.signed else ""
    return Box(department=question.sheet.department.name, answer=answer, signed_on=_signed_on(question))


def _signed_on(question: Question) -> datetime.date | None:
    signed = getattr(question.current, "signed", None) if question.signed else None
    return timezone.localtime(signed.signature.at).date() if signed else None


def _with_boxes(rows: QuerySet[Any]) -> QuerySet[Any]:
    questions = Question.objects.select_related("sheet__department", "current__signed__signature").defer(
        "current__facts", "current__document_number"
    )
    return rows.select_related(
        "batch", "review__person", "review__election__village__parent", "review__election__village__profile"
    ).prefetch_related(Prefetch("questions", questions.order_by("sheet__department__position", "pk")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """A line of the table: one sign for each department (`signs`), and what the county has concluded."""

    name: str = fact("姓名")
    village: str = fact("村（社区）")
    post: str = fact("拟任职务")
    signs: str = fact("各部门意见", source=_SOURCE)
    outcome: str = fact("联审结论", optional=True, source="联审结论", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchTable(Facts):
    """All persons of a batch and what each department has signed about them."""

    heading: str = fact("标题")
    sent_on: datetime.date = fact("送审日期", source="联审批次")
    due_on: datetime.date = fact("反馈期限", source="联审批次")
    departments: tuple[str, ...] = fact("参加联审的部门", source="联审批次")
    persons: tuple[Reviewed, ...] = fact("审查对象", source="联审批次")
    qualified: int = fact("合格人数", source="联审结论")
    refused: int = fact("不合格人数", source="联审结论")
    open: int = fact("尚未作出结论的人数", source="联审结论")


def batch_table(batch: Batch, words: Mapping[str, str]) -> BatchTable:
    """Facts of the table; an answer without the signature of the department's head is none."""
    sheets = list(batch.sheets.all())
    places = {sheet.pk: place for place, sheet in enumerate(sheets)}
    persons = tuple(_reviewed(entry, places) for entry in batch.entries.all())
    outcomes = [one.outcome for one in persons]
    return BatchTable(
        issuer=words["leading_group"],
        place=words["county"],
        heading=f"资格联审汇总表（第{batch.number}批）",
        sent_on=batch.sent_on,
        due_on=batch.due_on,
        departments=tuple(sheet.department.name for sheet in sheets),
        persons=persons,
        qualified=outcomes.count(_OUTCOMES[Outcome.QUALIFIED]),
        refused=outcomes.count(_OUTCOMES[Outcome.NOT_QUALIFIED]),
        open=outcomes.count(""),
    )


def _reviewed(entry: Entry, places: Mapping[int, int]) -> Reviewed:
    review = entry.review
    signs = ["／"] * len(places)
    for question in entry.questions.all():
        signs[places[question.sheet_id]] = _SIGNS[Answer(question.answer)] if question.signed else "○"
    concluded = next(iter(review.conclusions.all()), None)
    return Reviewed(
        name=review.person.name,
        village=organs.village_name(review.election.village),
        post=post_word(review.post),
        signs="".join(signs),
        outcome=_OUTCOMES[Outcome(concluded.outcome)] if concluded else "",
    )


def _with_entries(rows: QuerySet[Any]) -> QuerySet[Any]:
    entries = Entry.objects.filter(withdrawn_on=None).select_related("review__person", "review__election__village")
    return rows.select_related("cycle__county").prefetch_related(
        Prefetch("sheets", Sheet.objects.select_related("department").order_by("department__position", "pk")),
        Prefetch("entries", entries.order_by("position")),
        Prefetch("entries__questions", Question.objects.only("entry_id", "sheet_id", "answer", "signed")),
        Prefetch("entries__review__conclusions", Conclusion.objects.order_by("-number")),
    )


register(
    Kind(
        code="joint-review-form",
        title="资格联审表",
        layout=Layout.FORM,
        subject=Subject("vetting.Entry", "review__election__village__code", _with_boxes),
        among=Q(withdrawn_on=None),
        facts=joint_form,
        facts_type=JointForm,
        template="kinds/joint_review_form.html",
        basis=_BASIS,
        folder=FOLDER,
        make=Act.SEND_BATCHES,
        read=Act.SEND_BATCHES,
        packaged=False,
        mend=lambda entry: reverse("people:person", args=[entry.review.person_id]),
        file_name=lambda entry: f"{entry.batch.number}批{entry.position:04d} {entry.review.person.name} 联审表",
    ),
    Kind(
        code="joint-review-table",
        title="资格联审汇总表",
        layout=Layout.ROLL,
        subject=Subject("vetting.Batch", "cycle__county__code", _with_entries),
        facts=batch_table,
        facts_type=BatchTable,
        template="kinds/joint_review_table.html",
        basis=_BASIS,
        folder=FOLDER,
        make=Act.SEND_BATCHES,
        read=Act.VIEW_VETTING,
        packaged=False,
        mend=lambda batch: reverse("vetting:batch", args=[batch.pk]),
        file_name=lambda batch: f"资格联审汇总表 第{batch.number}批",
    ),
)
