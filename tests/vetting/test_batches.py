"""Sending a batch: who gets whom, what is refused, its version and digest, reminders, closing."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.calendar.models import CountyDay
from tests.factories import COUNTY, TOWNSHIP, make_cycle, make_officer
from tests.vetting.factories import (
    ORGANISER,
    answer_all,
    entry_of,
    make_batch,
    make_organiser,
    make_review,
    publish_bars,
    sheet_of,
)
from vetting import services
from vetting.models import Batch, Department, Question, Reminder, Review
from vetting.services.reminders import close_batch, remind, remind_everywhere

pytestmark = pytest.mark.django_db


def send(*reviews, **more):
    return services.create_batch(
        scope=ORGANISER,
        user=make_organiser(f"发{User.objects.count()}"),
        cycle=reviews[0].election.cycle,
        reviews=[review.pk for review in reviews],
        **more,
    )


def test_every_person_is_put_to_every_deciding_department():
    batch = make_batch("王小明", "李小红", "陈大")
    assert Question.objects.filter(sheet__batch=batch).count() == 3 * 4
    assert set(Question.objects.values_list("answer", "signed")) == {("", False)}
    assert batch.number == 1
    assert len(batch.digest) == 64


def test_a_department_gets_only_persons_its_bars_concern_and_its_fields():
    publish_bars()
    from tests.factories import make_division
    from vetting.services import bars

    draft = bars.begin_draft(scope=ORGANISER, county=make_division(COUNTY))
    court = Department.objects.get(code="court")
    for bar in draft.bars.filter(departments=court):
        if bar.statute:
            bar.deciding.filter(department=court).delete()
        else:
            bar.bodies = ["party"]
            bar.save()
    bars.publish(scope=ORGANISER, user=make_organiser(), bar_list=draft)
    Department.objects.filter(code="police").update(fields=["id_number"])
    batch = send(make_review())
    assert not batch.sheets.filter(department=court).exists()
    assert sheet_of(batch).fields == ["id_number"]


def test_a_department_whose_part_is_over_is_not_asked():
    publish_bars()
    Department.objects.filter(code="court").update(valid_until=datetime.date(2026, 1, 1))
    assert not send(make_review()).sheets.filter(department__code="court").exists()


@time_machine.travel(datetime.datetime(2026, 9, 24, 2, tzinfo=datetime.UTC))
def test_the_deadline_counts_working_days():
    publish_bars()
    # 2026: 中秋 25 to 27 September, 国庆 1 to 7 October; the fifth working day after the 24th is 9 October.
    assert send(make_review(), working_days=5).due_on == datetime.date(2026, 10, 9)


@time_machine.travel(datetime.datetime(2026, 9, 24, 2, tzinfo=datetime.UTC))
def test_the_deadline_goes_by_the_countys_own_days():
    publish_bars()
    CountyDay.objects.create(county_id=COUNTY, day="2026-09-29", working=False, reason="全县防汛值守调休")
    assert send(make_review(), working_days=5).due_on == datetime.date(2026, 10, 10)


def test_nobody_is_reminded_on_a_day_off_of_the_county():
    batch = make_batch()
    Batch.objects.filter(pk=batch.pk).update(sent_on=datetime.date(2026, 11, 2), due_on=datetime.date(2026, 11, 13))
    CountyDay.objects.create(county_id=COUNTY, day="2026-11-12", working=False, reason="全县调休")
    with time_machine.travel("2026-11-12 09:00 +0800"):
        assert remind_everywhere() == 0
    with time_machine.travel("2026-11-13 09:00 +0800"):
        assert remind_everywhere() == 4


def test_what_is_refused_is_not_half_sent():
    publish_bars()
    agreed, waiting = make_review("王小明"), make_review("李小红", agreed=False)
    with pytest.raises(ValidationError, match="1 of the persons the township has not agreed"):
        send(agreed, waiting)
    send(agreed)
    with pytest.raises(ValidationError, match="sent already"):
        send(agreed)
    other = make_review("陈大", cycle=make_cycle(villages=["140431100201"], name="另一届"))
    with pytest.raises(ValidationError, match="do not stand in this cycle"):
        services.create_batch(
            scope=ORGANISER, user=make_organiser(), cycle=agreed.election.cycle, reviews=[other.pk, agreed.pk]
        )
    assert Batch.objects.count() == 1


def test_without_a_list_of_bars_nothing_is_sent():
    make_cycle(villages=["140431100201"])
    publish_bars()
    review = make_review()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE vetting_barlist SET valid_from = '2999-01-01'")
        cursor.execute("RESET session_replication_role")
    with pytest.raises(ValidationError, match="published no list"):
        send(review)


def test_only_who_may_send_sends():
    publish_bars()
    review = make_review()
    liaison = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
    with pytest.raises(Http404):
        services.create_batch(scope=liaison, user=make_organiser(), cycle=review.election.cycle, reviews=[review.pk])


def test_a_withdrawal_makes_a_new_version_and_digest():
    batch = make_batch("王小明", "李小红")
    before = batch.digest
    batch = services.withdraw(scope=ORGANISER, entry=entry_of(batch))
    assert batch.version == 2
    assert batch.digest != before
    again = services.withdraw(scope=ORGANISER, entry=entry_of(batch))
    assert (again.version, again.digest) == (2, batch.digest)


def test_the_page_sends_the_chosen_townships(client):
    publish_bars()
    review = make_review()
    client.force_login(make_organiser())
    page = client.get(reverse("vetting:batch_add"))
    assert page.context["form"].initial["working_days"] == 5
    payload = {"name": "第一批", "townships": [TOWNSHIP], "bodies": ["committee"], "working_days": "3"}
    answer = client.post(reverse("vetting:batch_add"), payload)
    batch = Batch.objects.get()
    assert answer.url == reverse("vetting:batch", args=[batch.pk])
    assert Review.objects.get(entry__batch=batch) == review


@pytest.mark.parametrize(
    "changes",
    [{"townships": []}, {"working_days": "0"}, {"working_days": "许多"}, {"bodies": []}, {"bodies": ["party"]}],
)
def test_a_refused_batch_says_why(client, changes):
    publish_bars()
    make_review()
    client.force_login(make_organiser())
    payload = {"townships": [TOWNSHIP], "bodies": ["committee"], "working_days": "3"} | changes
    answer = client.post(reverse("vetting:batch_add"), payload)
    assert answer.context["form"].errors
    assert not Batch.objects.exists()


def test_reminders_name_what_is_open_once_a_day():
    batch = make_batch("王小明", "李小红")
    user = make_organiser("催")
    assert remind(scope=ORGANISER, user=user, batch=batch) == 4
    assert remind(scope=ORGANISER, user=user, batch=batch) == 0
    assert set(Reminder.objects.values_list("kind", "open")) == {("reminder", 2)}


@pytest.mark.parametrize(
    ("due", "today", "kinds"),
    [
        ("2026-11-13", "2026-11-09", set()),
        ("2026-11-13", "2026-11-11", {"reminder"}),
        ("2026-11-13", "2026-11-13", {"reminder"}),
        ("2026-11-13", "2026-11-14", set()),  # Saturday
        ("2026-11-13", "2026-11-16", {"escalation"}),
    ],
)
def test_the_daily_round_reminds_near_the_end_and_escalates_after_it(due, today, kinds):
    batch = make_batch()
    Batch.objects.filter(pk=batch.pk).update(sent_on=datetime.date(2026, 11, 2), due_on=due)
    with time_machine.travel(f"{today} 09:00 +0800"):
        remind_everywhere()
    assert set(Reminder.objects.values_list("kind", flat=True)) == kinds


def test_a_batch_is_closed_once_everything_is_signed():
    batch = make_batch()
    with pytest.raises(ValidationError, match="4 answers are missing"):
        close_batch(scope=ORGANISER, batch=batch)
    answer_all(batch)
    assert close_batch(scope=ORGANISER, batch=batch).closed_on == timezone.localdate()


def test_the_buttons_answer(client):
    batch = make_batch()
    client.force_login(make_organiser("点"))
    client.post(reverse("vetting:batch_remind", args=[batch.pk]))
    assert Reminder.objects.count() == 4
    page = client.post(reverse("vetting:batch_close", args=[batch.pk]), follow=True).content.decode()
    assert "4 answers are missing" in page
    answer_all(batch)
    client.post(reverse("vetting:batch_close", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.closed_on
    assert client.get(reverse("vetting:batch_remind", args=[batch.pk])).url == reverse("vetting:batch", args=[batch.pk])


def test_the_withdrawal_is_confirmed_on_a_page(client):
    batch = make_batch()
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    address = reverse("vetting:entry_withdraw", args=[entry_of(batch).pk])
    assert client.get(address).status_code == 200
    client.post(address)
    assert entry_of(batch).withdrawn_on == timezone.localdate()
    assert client.post(address).status_code == 404
