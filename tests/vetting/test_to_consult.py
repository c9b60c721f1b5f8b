"""What waits for a consultation is said twice, by the rules and by a condition of the database: both always agree."""

import itertools

import pytest
from django.utils import timezone

from tests.vetting.factories import make_batch, make_head, make_reviewer, sheet_of
from vetting.models import Consultation, ConsultationDecision, Entry, Opinion, Question, Signature, SignedOpinion
from vetting.queries.cases import conclusions_of, undecided

pytestmark = pytest.mark.django_db
# Answer, code of the bar, whether a document is named.
ANSWERS = [
    ("", "", False),
    ("clear", "", False),
    ("unknown", "", False),
    ("problem", "N08", False),
    ("problem", "N08", True),
    ("problem", "N03", False),
    ("problem", "N03", True),
]
# In turn what was found about the answer, and in which consultation: one that is closed, a later one, one still open;
# `former` was closed before the department answered anew.
DECISIONS = [
    (),
    *(((found, when),) for found in ("proven", "unfounded", "accepted") for when in ("closed", "open", "former")),
    (("proven", "closed"), ("unfounded", "later")),
    (("unfounded", "closed"), ("proven", "later")),
    (("proven", "closed"), ("unfounded", "open")),
]
CASES = [
    (answer, signed, withdrawn, decisions)
    for answer, signed, withdrawn, decisions in itertools.product(ANSWERS, (False, True), (False, True), DECISIONS)
    if (answer[0] or not (signed or decisions)) and (not withdrawn or (signed and not decisions))
]


def test_rules_and_database_agree_on_every_combination():
    batch = make_batch(*["王小明"] * len(CASES))
    sheet, meetings = sheet_of(batch), _meetings(batch)
    author, head = make_reviewer(sheet.department), make_head(sheet.department)
    signature = Signature.objects.create(sheet=sheet, head=head, count=1, digest="0" * 64)
    bars = {bar.code: bar for bar in batch.bar_list.bars.all()}
    questions = Question.objects.filter(sheet=sheet).order_by("entry__position")
    for question, ((answer, code, document), signed, withdrawn, decisions) in zip(questions, CASES, strict=True):
        given = {"answer": answer, "bar": bars.get(code), "facts": "事实", "has_document": document, "author": author}
        if any(when == "former" for _found, when in decisions):
            _decide(decisions, question, Opinion.objects.create(question=question, **given), meetings)
            Opinion.objects.create(question=question, number=2, **given)
        elif answer:
            _decide(decisions, question, Opinion.objects.create(question=question, **given), meetings)
        if signed:
            SignedOpinion.objects.create(signature=signature, opinion=Question.objects.get(pk=question.pk).current)
        if withdrawn:
            Entry.objects.filter(pk=question.entry_id).update(withdrawn_on=timezone.localdate())
    for when in ("former", "closed", "later"):
        Consultation.objects.filter(pk=meetings[when].pk).update(closed_at=timezone.now())

    reviews = list(batch.entries.order_by("position").values_list("review", flat=True))
    verdicts = conclusions_of(reviews)
    waiting = set(undecided(batch.cycle).values_list("entry__review", flat=True))
    by_rules = [verdicts[review].consult for review in reviews]
    by_database = [review in waiting for review in reviews]
    assert {case for case, rule, sql in zip(CASES, by_rules, by_database, strict=True) if rule != sql} == set()
    assert 0 < sum(by_rules) < len(CASES)


def _meetings(batch):
    author = batch.created_by
    return {
        when: Consultation.objects.create(cycle=batch.cycle, place=when, chair="张", recorder="李", created_by=author)
        for when in ("former", "closed", "later", "open")
    }


def _decide(decisions, question, opinion, meetings):
    for found, when in decisions:
        ConsultationDecision.objects.create(
            consultation=meetings[when], question=question, opinion=opinion, found=found, reasons="理由"
        )
