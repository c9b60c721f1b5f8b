"""Answers of departments: what is recorded, what is refused, what the database guards."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.http import Http404
from django.utils import timezone

from accounts.scope import scope_of
from tests.factories import VILLAGE, make_division, make_person
from tests.vetting.factories import (
    COURT,
    answer,
    entry_of,
    make_batch,
    make_head,
    make_reviewer,
    problem,
    question_of,
    sheet_of,
)
from vetting import services
from vetting.models import Opinion, Question
from vetting.services.opinions import Given

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return make_batch("王小明", "李小红")


@pytest.fixture
def sheet(batch):
    return sheet_of(batch)


@pytest.fixture
def reviewer(sheet):
    return make_reviewer(sheet.department)


def state(sheet, place=1):
    question = question_of(sheet, place)
    return question.answer, question.signed


def test_an_answer_is_in_force_and_not_signed(sheet, reviewer):
    assert answer(sheet, reviewer) == "recorded"
    assert state(sheet) == ("clear", False)
    assert state(sheet, 2) == ("", False)


def test_a_later_answer_supersedes_and_both_stay(sheet, reviewer):
    answer(sheet, reviewer)
    assert answer(sheet, reviewer, seen=1, **problem()) == "recorded"
    opinions = list(Opinion.objects.order_by("number").values_list("number", "answer"))
    assert opinions == [(1, "clear"), (2, "problem")]
    assert state(sheet) == ("problem", False)


def test_the_same_answer_again_leaves_the_signature(sheet, reviewer):
    head = make_head(sheet.department)
    answer(sheet, reviewer, **problem())
    services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)
    assert answer(sheet, reviewer, **problem()) == "unchanged"
    assert state(sheet) == ("problem", True)


def test_an_edit_below_a_signature_voids_it(sheet, reviewer):
    head = make_head(sheet.department)
    answer(sheet, reviewer)
    services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)
    assert state(sheet) == ("clear", True)
    answer(sheet, reviewer, **problem(facts="另有事实"))
    assert state(sheet) == ("problem", False)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"given": ""}, "answer"),
        ({"given": "maybe"}, "answer"),
        (problem(bar=""), "bar"),
        (problem(bar="N09"), "bar"),  # the court's, not the police's
        (problem(facts="  "), "facts"),
        (problem(facts="长" * 2001), "long"),
        (problem(document_number="9" * 101), "long"),
        (problem(occurred_on=datetime.date(2999, 1, 1)), "later"),
        ({"given": "clear", "bar": "N08"}, "only_problem"),
        ({"given": "clear", "facts": "无"}, "only_problem"),
        ({"given": "clear", "seen": 1}, "stale"),
    ],
)
def test_a_refused_answer_says_why_and_writes_nothing(sheet, reviewer, given, code):
    assert answer(sheet, reviewer, **given) == code
    assert not Opinion.objects.exists()


def test_one_bad_row_leaves_the_others(sheet, reviewer):
    rows = [
        Given(question=question_of(sheet).pk, answer="clear"),
        Given(question=question_of(sheet).pk, answer="unknown"),
        Given(question=question_of(sheet, 2).pk, answer="?"),
        Given(question=0, answer="clear"),
    ]
    reports = services.record_opinions(scope=scope_of(reviewer), user=reviewer, sheet=sheet, given=rows)
    assert [report.code or report.state for report in reports] == ["recorded", "twice", "answer", "foreign"]
    assert [state(sheet), state(sheet, 2)] == [("clear", False), ("", False)]


def test_a_person_of_another_departments_sheet_is_refused(batch, sheet, reviewer):
    theirs = question_of(sheet_of(batch, COURT))
    [report] = services.record_opinions(
        scope=scope_of(reviewer), user=reviewer, sheet=sheet, given=[Given(question=theirs.pk, answer="clear")]
    )
    assert report.code == "foreign"


def test_nobody_answers_for_another_department(batch, reviewer):
    with pytest.raises(Http404):
        answer(sheet_of(batch, COURT), reviewer)


def test_the_second_of_two_who_answer_at_once_sees_it(sheet, reviewer):
    colleague = make_reviewer(sheet.department)
    assert answer(sheet, reviewer, seen=0) == "recorded"
    assert answer(sheet, colleague, seen=0, **problem()) == "stale"
    assert state(sheet) == ("clear", False)
    assert answer(sheet, colleague, seen=1, **problem()) == "recorded"


def test_withdrawn_and_closed_are_not_answered(batch, sheet, reviewer):
    entry = entry_of(batch)
    entry.withdrawn_on = timezone.localdate()
    entry.save()
    assert answer(sheet, reviewer) == "withdrawn"
    batch.closed_on = timezone.localdate()
    batch.save()
    assert answer(sheet, reviewer, place=2) == "closed"


def test_a_reviewer_who_has_not_said_who_he_is_answers_for_nobody(sheet):
    assert answer(sheet, make_reviewer(sheet.department, declared=False)) == "undeclared"


def test_of_the_same_village_and_himself_he_is_recused(sheet):
    neighbour = make_reviewer(sheet.department, village=make_division(VILLAGE))
    assert answer(sheet, neighbour) == "village"
    own = make_reviewer(sheet.department, person=question_of(sheet).entry.review.person)
    assert answer(sheet, own) == "self"
    assert answer(sheet, own, place=2) == "recorded"
    stranger = make_reviewer(sheet.department, person=make_person("别人"), village=make_division("140431101201"))
    assert answer(sheet, stranger) == "recorded"


@pytest.mark.parametrize("statement", ["UPDATE vetting_opinion SET answer = 'clear'", "DELETE FROM vetting_opinion"])
def test_the_database_changes_no_opinion(sheet, reviewer, statement):
    answer(sheet, reviewer, **problem())
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_lets_nobody_write_the_answer_without_an_opinion(sheet):
    with pytest.raises(IntegrityError, match="follows from its opinions"), transaction.atomic():
        Question.objects.filter(sheet=sheet).update(answer="clear", signed=True)


def test_a_head_signs_what_others_have_written(sheet, reviewer):
    head = make_head(sheet.department)
    answer(sheet, reviewer)
    answer(sheet, head, place=2)
    signature = services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)
    assert signature.count == 1
    assert [state(sheet), state(sheet, 2)] == [("clear", True), ("clear", False)]
    with pytest.raises(Http404):
        services.sign_opinions(scope=scope_of(reviewer), user=reviewer, sheet=sheet)


def test_the_database_lets_nobody_sign_his_own_opinion(sheet):
    from vetting.models import Signature, SignedOpinion

    head = make_head(sheet.department)
    answer(sheet, head)
    signature = Signature.objects.create(sheet=sheet, head=head, count=1, digest="0")
    with pytest.raises(IntegrityError, match="somebody else has written"), transaction.atomic():
        SignedOpinion.objects.create(signature=signature, opinion=Opinion.objects.get())


def test_all_others_no_problem_needs_the_right_count(sheet, reviewer):
    answer(sheet, reviewer, **problem())
    with pytest.raises(services.CountChanged) as changed:
        services.clear_rest(scope=scope_of(reviewer), user=reviewer, sheet=sheet, expected=2)
    assert changed.value.count == 1
    services.clear_rest(scope=scope_of(reviewer), user=reviewer, sheet=sheet, expected=1)
    assert [state(sheet), state(sheet, 2)] == [("problem", False), ("clear", False)]


def test_the_facts_are_not_readable_in_the_database(sheet, reviewer):
    answer(sheet, reviewer, **problem(document_number="公行罚〔2024〕7号"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts, document_number FROM vetting_opinion")
        facts, number = cursor.fetchone()
    assert "赌博" not in facts
    assert "2024" not in number
    opinion = Opinion.objects.get()
    assert (opinion.facts, opinion.document_number) == ("2024年因赌博被行政拘留五日", "公行罚〔2024〕7号")
