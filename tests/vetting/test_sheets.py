"""A department's pages: one person, many persons, all others, the head's signature, who sees what."""

import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from protect.models import Reveal
from tests.factories import VILLAGE, make_division, make_officer, make_person
from tests.vetting.factories import (
    COURT,
    answer,
    answer_all,
    make_batch,
    make_head,
    make_organiser,
    make_review,
    make_reviewer,
    problem,
    publish_bars,
    question_of,
    sheet_of,
)
from vetting.models import Declaration, Department, Opinion, Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet():
    return sheet_of(make_batch("王小明", "李小红", "陈大"))


@pytest.fixture
def reviewer(sheet, client):
    user = make_reviewer(sheet.department)
    client.force_login(user)
    return user


def url(name, sheet, *more):
    return reverse(f"vetting:{name}", args=[sheet.pk, *more])


def payload(**changes):
    return {"answer": "clear", "seen": "0", "bar": "", "facts": "", "document_number": "", "occurred_on": ""} | changes


def state(sheet, place):
    question = question_of(sheet, place)
    return question.answer, question.signed


def test_the_first_page_tells_what_is_open(client, sheet, reviewer):
    [(found, _days)] = client.get(reverse("vetting:review_list")).context["open"]
    assert (found.persons, found.open, found.unsigned) == (3, 3, 0)


def test_one_person_is_answered_and_the_next_opens(client, sheet, reviewer):
    response = client.post(url("question", sheet, 1), payload())
    assert response.url == url("question", sheet, 2)
    assert state(sheet, 1) == ("clear", False)


def test_a_problem_is_stored_with_its_file_encrypted(client, sheet, reviewer, settings):
    file = SimpleUploadedFile("决定书.pdf", b"%PDF-1.7 secret")
    values = payload(**{**problem(), "answer": "problem", "document_number": "公7号", "occurred_on": "2024-03-01"})
    values.pop("given")
    client.post(url("question", sheet, 1), values | {"attachment": file})
    opinion = Opinion.objects.get()
    assert (opinion.bar.code, opinion.has_document, opinion.attachment_name) == ("N08", True, "决定书.pdf")
    assert len(opinion.attachment_digest) == 64
    assert b"secret" not in Path(opinion.attachment.path).read_bytes()
    response = client.get(url("own_attachment", sheet, 1))
    assert response.content == b"%PDF-1.7 secret"
    assert Reveal.objects.filter(field="attachment").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"answer": ""}, "answer"),
        ({"answer": "problem", "facts": "有"}, "bar"),
        ({"answer": "problem", "bar": "N08"}, "facts"),
        ({"answer": "problem", "bar": "N08", "facts": "有", "occurred_on": "2999-01-01"}, "occurred_on"),
        ({"answer": "problem", "bar": "N08", "facts": "有", "occurred_on": "2026-02-30"}, "occurred_on"),
        ({"answer": "problem", "bar": "N09", "facts": "有"}, "bar"),
        (
            {"answer": "problem", "bar": "N08", "facts": "有", "attachment": SimpleUploadedFile("a.pdf", b"MZ exe")},
            "attachment",
        ),
    ],
)
def test_a_refused_answer_keeps_what_was_typed(client, sheet, reviewer, changes, field):
    response = client.post(url("question", sheet, 1), payload(**changes))
    assert field in response.context["form"].errors
    assert response.context["form"]["facts"].value() == changes.get("facts", "")
    assert not Opinion.objects.exists()


def test_the_second_of_two_sees_the_firsts_answer_and_decides(client, sheet, reviewer):
    answer(sheet, make_reviewer(sheet.department), **problem())
    response = client.post(url("question", sheet, 1), payload())
    assert "answered meanwhile" in str(response.context["form"].errors)
    assert state(sheet, 1) == ("problem", False)
    again = response.context["form"]["seen"].value()
    assert client.post(url("question", sheet, 1), payload(seen=again)).status_code == 302
    assert state(sheet, 1) == ("clear", False)


def test_marks_on_many_are_stored_by_name(client, sheet, reviewer):
    first, second = question_of(sheet, 1), question_of(sheet, 2)
    marks = {
        f"mark_{first.pk}": "clear",
        f"seen_{first.pk}": "0",
        f"mark_{second.pk}": "unknown",
        f"seen_{second.pk}": "0",
        f"mark_{question_of(sheet, 3).pk}": "",
        "mark_x": "clear",
        "mark_999999": "clear",
    }
    response = client.post(url("sheet", sheet), marks, follow=True)
    assert [state(sheet, place)[0] for place in (1, 2, 3)] == ["clear", "unknown", ""]
    assert "2 answers are stored" in response.content.decode()


def test_a_mark_on_what_a_colleague_has_answered_is_refused_by_name(client, sheet, reviewer):
    question = question_of(sheet)
    answer(sheet, make_reviewer(sheet.department), **problem())
    marks = {f"mark_{question.pk}": "clear", f"seen_{question.pk}": "0"}
    text = client.post(url("sheet", sheet), marks, follow=True).content.decode()
    assert question.entry.review.person.name + "：Somebody of your department has answered" in text
    assert state(sheet, 1) == ("problem", False)


def test_without_marks_nothing_happens(client, sheet, reviewer):
    assert "Nobody was marked" in client.post(url("sheet", sheet), {}, follow=True).content.decode()


def test_all_others_need_the_count(client, sheet, reviewer):
    answer(sheet, reviewer, **problem())
    page = client.get(url("rest", sheet))
    assert (page.context["count"], page.context["in_words"]) == (2, "二")
    assert "count" in client.post(url("rest", sheet), {"count": "3"}).context["form"].errors
    assert client.post(url("rest", sheet), {"count": "2"}).url == url("sheet", sheet)
    assert [state(sheet, place)[0] for place in (1, 2, 3)] == ["problem", "clear", "clear"]


def test_the_head_signs_what_he_has_read(client, sheet, reviewer):
    answer(sheet, reviewer, **problem())
    answer(sheet, reviewer, place=2)
    head = make_head(sheet.department)
    assert client.get(url("sign", sheet)).status_code == 404  # a reviewer signs nothing
    client.force_login(head)
    page = client.get(url("sign", sheet))
    assert page.context["count"] == 2
    assert "2024年因赌博" in page.content.decode()
    seen = [question.current_id for question in page.context["mine"]]
    answer(sheet, reviewer, place=2, given="unknown")  # while the head reads
    refused = client.post(url("sign", sheet), {"count": "2", "opinion": seen})
    assert "count" in refused.context["form"].errors
    seen = [question.current_id for question in refused.context["mine"]]
    assert client.post(url("sign", sheet), {"count": "2", "opinion": seen}).status_code == 302
    assert {state(sheet, place) for place in (1, 2)} == {("problem", True), ("unknown", True)}


def test_what_the_head_has_written_waits_for_another(client, sheet):
    head = make_head(sheet.department)
    answer(sheet, head)
    client.force_login(head)
    page = client.get(url("sign", sheet))
    assert (page.context["count"], page.context["others"]) == (0, 1)


def test_a_person_outside_the_batch_does_not_exist(client, sheet, reviewer):
    other = sheet_of(make_batch("别人", user=make_organiser("再")), COURT)
    for address in (
        url("sheet", other),
        url("question", other, 1),
        url("question", sheet, 99),
        url("rest", other),
        url("own_attachment", other, 1),
        reverse("vetting:review", args=[question_of(sheet).entry.review_id]),
        reverse("vetting:batch", args=[sheet.batch_id]),
        reverse("people:person", args=[question_of(sheet).entry.review.person_id]),
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, payload()).status_code in (404, 405), address


def test_only_the_fields_of_the_sheet_are_shown(client):
    publish_bars()
    Department.objects.filter(code="police").update(fields=[])
    review = make_review("王小明", id_number="11010519491231002X", telephone="13812345678", ethnicity="汉族")
    sheet = sheet_of(make_batch(reviews=[review]))
    client.force_login(make_reviewer(sheet.department))
    text = client.get(url("question", sheet, 1)).content.decode() + client.get(url("sheet", sheet)).content.decode()
    for secret in ("002X", "5678", "汉族", "1949"):
        assert secret not in text
    assert client.post(url("reveal_number", sheet, 1)).status_code == 404


def test_the_whole_number_is_shown_on_record(client):
    publish_bars()
    review = make_review("王小明", id_number="11010519491231002X")
    sheet = sheet_of(make_batch(reviews=[review]))
    client.force_login(make_reviewer(sheet.department))
    assert "11010519491231002X" not in client.get(url("question", sheet, 1)).content.decode()
    assert "11010519491231002X" not in client.get(url("reveal_number", sheet, 1)).content.decode()
    assert "11010519491231002X" in client.post(url("reveal_number", sheet, 1)).content.decode()
    look = Reveal.objects.get()
    assert (look.field, look.object_pk) == ("id_number", str(review.person_id))


def test_others_answers_are_theirs(client, sheet, reviewer):
    court = sheet_of(sheet.batch, COURT)
    answer(court, make_reviewer(court.department), given="problem", bar="N09", facts="失信")
    page = client.get(url("question", sheet, 1))
    assert ("法院", True, False) in page.context["board"]
    text = page.content.decode()
    assert "失信" not in text
    assert "N09" not in text


def test_opening_a_problem_is_on_record(client, sheet, reviewer):
    answer(sheet, reviewer, **problem())
    assert "赌博" in client.get(url("question", sheet, 1)).content.decode()
    look = Reveal.objects.get(model="opinion")
    assert (look.user, look.field) == (reviewer, "facts")


def test_a_reviewer_says_who_he_is_and_is_recused(client, sheet):
    user = make_reviewer(sheet.department, declared=False)
    client.force_login(user)
    assert "say who you are" in client.get(url("sheet", sheet)).content.decode()
    address = reverse("vetting:declaration")
    wrong = client.post(address, {"id_number": "123", "village": "", "version": "0"})
    assert "id_number" in wrong.context["form"].errors
    assert client.post(address, {"id_number": "", "village": VILLAGE, "version": "0"}).status_code == 302
    assert Declaration.objects.get(user=user).village_id == VILLAGE
    page = client.get(url("question", sheet, 1))
    assert page.context["why"] == "village"
    client.post(url("question", sheet, 1), payload())
    assert state(sheet, 1) == ("", False)


def test_a_declaration_finds_the_own_record(client, sheet):
    own = make_person("审核人", id_number="11010519491231002X")
    user = make_reviewer(sheet.department, declared=False)
    client.force_login(user)
    client.post(reverse("vetting:declaration"), {"id_number": "11010519491231002X", "village": "", "version": "0"})
    assert Declaration.objects.get(user=user).person == own


def test_a_near_relative_is_recused(client, sheet):
    from people.models import Kinship

    reviewed = question_of(sheet).entry.review.person
    own = make_person("审核人")
    Kinship.objects.create(person=own, relative=reviewed, kind="child")
    user = make_reviewer(sheet.department, person=own)
    assert answer(sheet, user) == "relative"
    assert answer(sheet, user, place=2) == "recorded"


@pytest.mark.parametrize("count", [1, 3])
def test_pages_take_the_same_queries_for_more_persons(client, count, django_assert_max_num_queries):
    sheet = sheet_of(make_batch(*[f"王{'甲乙丙'[number]}" for number in range(count)]))
    client.force_login(make_reviewer(sheet.department, village=make_division("140431101201")))
    for address, most in (
        (url("sheet", sheet), 14),
        (url("question", sheet, 1), 16),
        (url("rest", sheet), 12),
        (reverse("vetting:review_list"), 9),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_a_closed_batch_is_read_only(client, sheet, reviewer):
    answer_all(sheet.batch)
    type(sheet.batch).objects.update(closed_on=datetime.date(2026, 11, 20))
    client.post(url("question", sheet, 1), payload(answer="unknown", seen="1"))
    assert state(sheet, 1) == ("clear", True)
    assert Question.objects.filter(sheet=sheet, answer="clear").count() == 3


def test_an_officer_of_the_county_has_no_department_pages(client, sheet):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert client.get(url("sheet", sheet)).status_code == 404
