"""Figures by department, bar and township; attention; the rail."""

import datetime
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import scope_of
from tests.factories import TOWNSHIP, VILLAGE, make_cycle, make_officer
from tests.vetting.factories import (
    ORGANISER,
    agree,
    answer,
    answer_all,
    make_batch,
    make_head,
    make_organiser,
    make_review,
    make_reviewer,
    problem,
    publish_bars,
    sheet_of,
)
from vetting import services
from vetting.models import Batch, Review, TownshipReview
from vetting.queries.statistics import by_bar, by_department, by_township
from vetting.services.conclusions import issue_conclusions
from vetting.services.reminders import remind

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    publish_bars()
    make_cycle(villages=[VILLAGE, "140431101201"])
    reviews = [make_review("王小明"), make_review("李小红"), make_review("赵二", village="140431101201")]
    make_review("陈大", agreed=False)
    batch = make_batch(reviews=reviews)
    sheet = sheet_of(batch)
    reviewer, head = make_reviewer(sheet.department), make_head(sheet.department)
    answer(sheet, reviewer, **problem(bar="N03", document_number="7号"))
    services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)
    answer(sheet, reviewer, "unknown", place=2)
    return batch


def test_by_department(batch):
    today = timezone.localdate()
    rows = {row.department.code: row for row in by_department(ORGANISER, batch.cycle, today)}
    police = rows["police"]
    assert (police.asked, police.answered, police.signed, police.open, police.late) == (3, 2, 1, 1, 0)
    assert (police.problems, police.unknown, police.days) == (1, 1, 0)
    assert rows["court"].days is None
    Batch.objects.update(sent_on=today - datetime.timedelta(days=9), due_on=today - datetime.timedelta(days=2))
    rows = {row.department.code: row for row in by_department(ORGANISER, batch.cycle, today)}
    assert (rows["police"].late, rows["court"].late, rows["police"].days) == (1, 3, 9)


def test_by_bar_and_township(batch):
    review = Review.objects.get(entry__batch=batch, entry__position=1)
    answer_all(batch)
    issue_conclusions(scope=ORGANISER, user=make_organiser("定"), reviews=[review.pk])
    bars = {row.code: (row.named, row.refused) for row in by_bar(ORGANISER, batch.cycle)}
    assert bars["N03"] == (1, 1)
    assert bars["N08"] == (0, 0)
    first, second = by_township(ORGANISER, batch.cycle)
    assert (first.division.code, first.persons, first.agreed, first.sent) == (TOWNSHIP, 3, 2, 2)
    assert first.qualified + first.not_qualified + second.not_qualified == 1
    assert second.persons == 1


def test_a_liaison_reads_his_own_township(client, batch):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    page = client.get(reverse("vetting:statistics"))
    departments, _bars, townships = page.context["tables"]
    assert [row.division.code for row in townships.rows] == [TOWNSHIP]
    assert departments.total()[0][1] == 8


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_more_rows(client, count, django_assert_num_queries):
    publish_bars()
    villages = [VILLAGE, "140431101201", "140431102201"][:count]
    make_cycle(villages=villages)
    batch = make_batch(reviews=[make_review("王小明", village=village) for village in villages])
    for sheet in list(batch.sheets.all())[count:]:
        sheet.questions.all().delete()
        sheet.delete()
    client.force_login(make_organiser("看"))
    client.get(reverse("vetting:statistics"))
    with django_assert_num_queries(13):
        page = client.get(reverse("vetting:statistics"))
    departments, _bars, townships = page.context["tables"]
    assert (len(departments.rows), len(townships.rows)) == (count, count)


def test_the_page_shows_all_three_tables_with_their_sums(client, batch):
    client.force_login(make_organiser("看"))
    page = client.get(reverse("vetting:statistics"))
    text = page.content.decode()
    assert all(f"<h2>{title}</h2>" in text for title in ("By department", "By bar", "By township"))
    departments, bars, townships = page.context["tables"]
    assert [value for _column, value in departments.total()] == [12, 2, 1, 10, 0, 1, 1, None]
    assert [value for _column, value in bars.total()] == [None, 1, 0]
    assert [value for _column, value in townships.total()] == [4, 3, 0, 3, 0, 0, 4]


def test_the_workbook_holds_the_same_in_three_sheets(client, batch):
    client.force_login(make_organiser("看"))
    answer = client.get(reverse("vetting:statistics"), {"format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["By department", "By bar", "By township"]
    rows = list(book["By department"].iter_rows(min_row=3, values_only=True))
    assert rows[0][:5] == ("Department", "Asked", "Answered", "Signed", "Open")
    assert ("县公安局", 3, 2, 1, 1, 0, 1, 1, 0) in rows
    assert [row[:2] for row in book["By township"].iter_rows(min_row=4, values_only=True)] == [
        (row.division.name, row.persons) for row in client.get(reverse("vetting:statistics")).context["tables"][2].rows
    ]


def test_without_a_cycle_there_is_a_page_that_says_so(client):
    publish_bars()
    client.force_login(make_organiser("看"))
    for query in ({}, {"format": "xlsx"}):
        assert "Nobody is under review yet" in client.get(reverse("vetting:statistics"), query).content.decode()


def test_what_waits_stands_among_the_tasks(client, batch):
    Batch.objects.update(sent_on="2026-01-05", due_on="2026-01-09")
    make_review("又一人")
    sheet = sheet_of(batch)
    head = make_head(sheet.department)
    services.sign_opinions(
        scope=scope_of(head), user=head, sheet=sheet
    )  # what is not known; the court's paper proves itself
    client.force_login(make_organiser("看"))
    text = client.get(reverse("elections:tasks")).content.decode()
    assert "4 departments are overdue" in text
    assert "1 person to consult on" in text
    assert "1 person ready for the joint review" in text
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert "1 person waits for the township" in client.get(reverse("elections:tasks")).content.decode()


def test_a_head_reads_of_delay_and_signature(client, batch):
    Batch.objects.update(sent_on="2026-01-05", due_on="2026-01-09")
    remind(scope=ORGANISER, user=make_organiser("催"), batch=Batch.objects.get())
    head = make_head(sheet_of(batch).department)
    client.force_login(head)
    text = client.get("/").content.decode()
    assert "1 persons unanswered" in text
    assert "reported to the county" in text
    assert "1 answers to sign" in text


def test_what_a_township_refuses_for_besides_the_bars_is_named(batch):
    review = Review.objects.get(entry=None)
    agree(review)
    TownshipReview.objects.update(opinion="refuse", refused_for="PLEDGE")
    issue_conclusions(scope=ORGANISER, user=make_organiser("定"), reviews=[review.pk])
    assert ("PLEDGE", "pledge not signed", 0, 1) in [
        (row.code, row.text, row.named, row.refused) for row in by_bar(ORGANISER, batch.cycle)
    ]
