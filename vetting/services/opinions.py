"""Recording the answers of departments, singly or by thousands, each row reported on its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import ACTS, Act
from accounts.scope import Scope
from vetting import recusal, rules
from vetting.digests import sm3
from vetting.models import Answer, Bar, Opinion, Question, Sheet, Way
from vetting.models.reviews import LONGEST_FACTS

BATCH = 5_000
LONGEST_NUMBER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer to one question: `bar` is a code of the batch's list.

    `seen` is the number of the opinion that its author had before him, 0 for none, None where he is not asked (a
    workbook's own digest says what it was filled from).
    """

    question: int
    answer: str
    bar: str = ""
    facts: str = ""
    occurred_on: date | None = None
    document_number: str = ""
    attachment: "File[bytes] | None" = None
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What became of one answer: `recorded`, `unchanged` or `refused`, with field, code and message of the refusal."""

    question: int
    state: str
    field: str = ""
    code: str = ""
    message: str | Promise = ""


@transaction.atomic
def record_opinions(
    *, scope: Scope, user: User, sheet: Sheet, given: Sequence[Given], way: Way = Way.SINGLE
) -> list[Recorded]:
    """Record answers of one department in a batch; a row that is refused leaves the others alone.

    An answer that says what stands there already leaves it, with its signature; any other supersedes it, and the new
    one is not signed. Raises Http404 for who does not answer for the department.
    """
    require_answering(scope, sheet, way)
    reports, new = _judged(sheet, given, user=user, way=way)
    Opinion.objects.bulk_create(new, batch_size=BATCH)
    return reports


def judge_opinions(*, scope: Scope, user: User, sheet: Sheet, given: Sequence[Given], way: Way) -> list[Recorded]:
    """What would become of the answers, without recording any. Raises Http404 for who does not answer."""
    require_answering(scope, sheet, way)
    return _judged(sheet, given, user=user, way=way)[0]


def _judged(sheet: Sheet, given: Sequence[Given], *, user: User, way: Way) -> tuple[list[Recorded], list[Opinion]]:
    questions = _locked(sheet, [row.question for row in given])
    bars = {
        bar.code: bar for bar in Bar.objects.filter(bar_list=sheet.batch.bar_list_id, departments=sheet.department_id)
    }
    reviewer = None if way is Way.WORKBOOK else recusal.reviewer_of(user)
    reports, new = [], []
    answered: set[int] = set()
    for row in given:
        question = questions.get(row.question)
        if question is None:
            reports.append(_refused(row, "question", "foreign", FOREIGN))
            continue
        objections = _objections(row, question, bars=bars, reviewer=reviewer, again=row.question in answered)
        answered.add(row.question)
        report = next(objections, None) or _unchanged(row, question)
        if report is None:
            new.append(_opinion(row, question, bars=bars, user=user, way=way))
        reports.append(report or Recorded(question=row.question, state="recorded"))
    return reports, new


FOREIGN = _("This person was not sent to the department in this batch.")
_WITHDRAWN = _("The person has been withdrawn from the batch.")
_CLOSED = _("The batch is closed. A later doubt needs a new review.")
_TWICE = _("The person is answered twice. Keep one of the two.")
_STALE = _("Somebody of your department has answered meanwhile. Look at the answer, then decide.")
_ANSWER = _("Choose no problem, problem or not known.")
_BAR = _("Choose the bar that the problem falls under.")
_FACTS = _("Write what happened, in a sentence or two.")
_LATER = _("The day is still to come. Give the day of the fact or of the document.")
_ONLY_PROBLEM = _("Bar and facts belong to a problem. Choose “problem”, or leave them empty.")
_LONG = _("Too long: shorten it to %(most)d characters.")


def require_answering(scope: Scope, sheet: Sheet, way: Way = Way.SINGLE) -> None:
    """Raise Http404 unless somebody answers for the department, or the county brings in its workbook."""
    if way is Way.WORKBOOK and scope.allows(Act.SEND_BATCHES, sheet.batch.county_code):
        return
    if not holds(scope, Act.ANSWER_REVIEWS, sheet.department_id):
        raise Http404


def holds(scope: Scope, act: Act, department: int) -> bool:
    """Whether a duty for the department contains an act."""
    return any(act in ACTS[grant.role] and grant.department_id == department for grant in scope.grants)


def _locked(sheet: Sheet, keys: Sequence[int]) -> Mapping[int, Question]:
    """The questions of the sheet, locked in one order, each with its opinion in force.

    They are read once they are locked: a query that waits for the lock still joins what stood there before it.
    """
    asked = Question.objects.filter(sheet=sheet, pk__in=keys).order_by("pk")
    locked = list(asked.select_for_update().values_list("pk", flat=True))
    rows = Question.objects.select_related(
        "current__bar", "entry__review__person", "entry__review__election", "sheet__batch"
    )
    return rows.in_bulk(locked)


def _refused(row: Given, field: str, code: str, message: str | Promise) -> Recorded:
    return Recorded(question=row.question, state="refused", field=field, code=code, message=message)


def _objections(
    row: Given, question: Question, *, bars: Mapping[str, Bar], reviewer: rules.Reviewer | None, again: bool
) -> Iterator[Recorded]:
    """What speaks against an answer, the gravest first."""
    if again:
        yield _refused(row, "question", "twice", _TWICE)
    if question.entry.withdrawn_on:
        yield _refused(row, "question", "withdrawn", _WITHDRAWN)
    if question.sheet.batch.closed_on:
        yield _refused(row, "question", "closed", _CLOSED)
    why = recusal_of(reviewer, question) if reviewer else ""
    if why:
        yield _refused(row, "question", why, recusal.WORDS[why])
    if row.seen is not None and row.seen != (question.current.number if question.current else 0):
        yield _refused(row, "question", "stale", _STALE)
    if row.answer not in Answer.values:
        yield _refused(row, "answer", "answer", _ANSWER)
    yield from _ill_formed(row, bars)


def recusal_of(reviewer: rules.Reviewer, question: Question) -> rules.Recusal:
    """Why a reviewer does not answer a question; its entry's review, person and election are loaded."""
    review = question.entry.review
    villages = {review.election.village_id, review.person.village_code}
    return rules.recused(reviewer, person=review.person_id, villages=villages)


def _ill_formed(row: Given, bars: Mapping[str, Bar]) -> Iterator[Recorded]:
    problem = row.answer == Answer.PROBLEM
    if not problem and (row.bar or (row.answer == Answer.CLEAR and row.facts.strip())):
        yield _refused(row, "bar", "only_problem", _ONLY_PROBLEM)
    if problem and row.bar not in bars:
        yield _refused(row, "bar", "bar", _BAR)
    if problem and not row.facts.strip():
        yield _refused(row, "facts", "facts", _FACTS)
    if len(row.facts) > LONGEST_FACTS:
        yield _refused(row, "facts", "long", _LONG % {"most": LONGEST_FACTS})
    if len(row.document_number) > LONGEST_NUMBER:
        yield _refused(row, "document_number", "long", _LONG % {"most": LONGEST_NUMBER})
    if row.occurred_on and row.occurred_on > timezone.localdate():
        yield _refused(row, "occurred_on", "later", _LATER)


def _unchanged(row: Given, question: Question) -> Recorded | None:
    current = question.current
    if current is None or row.attachment is not None:
        return None
    before = (
        current.answer,
        current.bar.code if current.bar else "",
        current.facts,
        current.occurred_on,
        current.document_number,
    )
    now = (row.answer, row.bar, row.facts.strip(), row.occurred_on, row.document_number.strip())
    return Recorded(question=row.question, state="unchanged") if before == now else None


def _opinion(row: Given, question: Question, *, bars: Mapping[str, Bar], user: User, way: Way) -> Opinion:
    opinion = Opinion(
        question=question,
        number=question.current.number + 1 if question.current else 1,
        answer=row.answer,
        bar=bars.get(row.bar),
        facts=row.facts.strip(),
        occurred_on=row.occurred_on,
        document_number=row.document_number.strip(),
        has_document=bool(row.document_number.strip()),
        way=way,
        author=user,
    )
    if row.attachment is not None:
        _attach(opinion, row.attachment)
    return opinion


def _attach(opinion: Opinion, file: "File[bytes]") -> None:
    """Store the file (encrypted, `protect.storage`); its digest is that of the plain content."""
    content = file.read()
    opinion.attachment_name = str(file.name)[:200]
    opinion.attachment_digest = sm3(content)
    opinion.attachment.save("", ContentFile(content), save=False)


@transaction.atomic
def clear_rest(*, scope: Scope, user: User, sheet: Sheet, expected: int) -> list[Recorded]:
    """Answer “no problem” for every person of the sheet who is still open and for whom the user is not recused.

    Raises CountChanged when they are not as many as the user has confirmed.
    """
    require_answering(scope, sheet)
    reviewer = recusal.reviewer_of(user)
    rows = (
        Question.objects.filter(sheet=sheet, answer="", entry__withdrawn_on=None)
        .select_for_update(of=("self",))
        .select_related("entry__review__person", "entry__review__election")
        .order_by("pk")
    )
    mine = [question.pk for question in rows if not recusal_of(reviewer, question)]
    if len(mine) != expected:
        raise CountChanged(len(mine))
    given = [Given(question=pk, answer=Answer.CLEAR, seen=0) for pk in mine]
    return record_opinions(scope=scope, user=user, sheet=sheet, given=given, way=Way.REST)


class CountChanged(Exception):
    """The number of persons is another than the user has confirmed."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.count = count
