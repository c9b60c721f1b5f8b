"""Figures by department, bar and township; attention; the rail."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import scope_of
from tests.factories import TOWNSHIP, VILLAGE, make_cycle, make_officer
from tests.vetting.factories import (
    ORGANISER,
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
from vetting.models import Batch, Review
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
    assert [row.division.code for row in page.context["townships"]] == [TOWNSHIP]
    assert page.context["total"]["asked"] == 8


def test_the_page_takes_a_fixed_number_of_queries(client, batch, django_assert_max_num_queries):
    client.force_login(make_organiser("看"))
    with django_assert_max_num_queries(16):
        client.get(reverse("vetting:statistics"))


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
