"""Tasks, digests and reminders: once a day, once a stage, whatever is killed; nothing personal by e-mail."""

import datetime

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Duty
from accounts.roles import Role
from electionadmin.web import attention as registry
from electionadmin.web.attention import Attention, attention
from elections.digests import services
from elections.digests.models import Digest, MailState, Reminder, Stage
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_cycle, make_officer

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)
ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, 4, tzinfo=datetime.UTC))


@pytest.fixture
def lines(monkeypatch):
    """The only question that is asked: what the test puts here."""
    found: list[Attention] = []
    monkeypatch.setattr(registry, "_questions", [lambda request: found])
    return found


def line(days=None, *, state="warn", title="核对王小明的材料", key="task"):
    due = None if days is None else TODAY + datetime.timedelta(days=days)
    return Attention(state, "x", title, "", "/", due=due, key=key)


def test_what_is_past_its_day_comes_first_then_the_most_urgent_then_by_day(lines):
    lines += [
        line(None, state="block", title="a"),
        line(5, title="b"),
        line(2, title="c"),
        line(-1, state="wait", title="d"),
    ]
    assert [found.title for found in attention(None)] == ["d", "a", "c", "b"]


def test_a_digest_is_written_once_a_day_for_everybody_with_a_duty(lines, time_machine):
    lines.append(line(2))
    first, _second = make_officer(Role.COUNTY_ORGANISER), make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)
    gone = make_officer(Role.AUDITOR)
    Duty.objects.filter(user=gone).update(
        starts_on=TODAY - datetime.timedelta(9), ends_on=TODAY - datetime.timedelta(1)
    )
    assert services.write_digests() == 2
    assert services.write_digests() == 0
    assert not services.write_digest(user=first, day=TODAY)
    assert Digest.objects.count() == 2
    time_machine.move_to(datetime.datetime(2026, 11, 21, 4, tzinfo=datetime.UTC))
    assert services.write_digests() == 2


def test_a_reminder_is_given_once_for_each_stage(lines, time_machine):
    user = make_officer(Role.COUNTY_ORGANISER)
    lines.append(line(4))
    for day, expected in (
        (20, []),
        (21, [Stage.AHEAD]),
        (22, []),
        (24, [Stage.TODAY]),
        (25, [Stage.OVERDUE]),
        (26, []),
    ):
        time_machine.move_to(datetime.datetime(2026, 11, day, 4, tzinfo=datetime.UTC))
        before = set(Reminder.objects.values_list("pk", flat=True))
        services.write_digest(user=user, day=datetime.date(2026, 11, day))
        assert [r.stage for r in Reminder.objects.exclude(pk__in=before)] == expected


def test_a_moved_day_is_reminded_of_anew(lines):
    user = make_officer(Role.COUNTY_ORGANISER)
    lines.append(line(1))
    services.write_digest(user=user, day=TODAY)
    lines[0] = line(2)
    services.write_digest(user=user, day=TODAY + datetime.timedelta(1))
    assert Reminder.objects.filter(stage=Stage.AHEAD).count() == 2


def test_the_e_mail_holds_figures_and_nobody(lines, settings):
    settings.DIGEST_EMAIL = True
    lines += [line(-2), line(1), line(None)]
    make_officer(Role.COUNTY_ORGANISER, email="li@example.org")
    make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)  # without an address
    services.write_digests()
    assert services.send_mails() == 1
    [sent] = mail.outbox
    assert sent.to == ["li@example.org"]
    assert "王小明" not in sent.body + sent.subject
    assert [word for word in ("3", "1") if word not in sent.body] == []
    assert services.send_mails() == 0
    assert len(mail.outbox) == 1


def test_without_a_mail_server_nothing_waits(lines):
    lines.append(line(1))
    make_officer(Role.COUNTY_ORGANISER, email="li@example.org")
    services.write_digests()
    assert Digest.objects.get().mail == MailState.NONE
    assert services.send_mails() == 0


def _waiting(lines, settings):
    settings.DIGEST_EMAIL = True
    lines.append(line(1))
    services.write_digest(user=make_officer(Role.COUNTY_ORGANISER, email="li@example.org"), day=TODAY)
    return Digest.objects.get()


class Killed(BaseException):
    """What ends a process."""


def test_who_was_killed_while_sending_does_not_send_again(lines, settings, monkeypatch):
    digest = _waiting(lines, settings)

    def killed(*arguments, **options):
        raise Killed

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", killed)
    with pytest.raises(Killed):
        services.send_mails()
    monkeypatch.undo()
    digest.refresh_from_db()
    assert digest.mail == MailState.BEGUN
    assert services.send_mails() == 0
    assert mail.outbox == []


def test_a_server_that_is_away_is_asked_again(lines, settings):
    digest = _waiting(lines, settings)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert services.send_mails() == 0
    digest.refresh_from_db()
    assert digest.mail == MailState.WAITING
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert services.send_mails() == 1


def test_yesterdays_digest_is_not_mailed_any_more(lines, settings, time_machine):
    _waiting(lines, settings)
    time_machine.move_to(datetime.datetime(2026, 11, 21, 4, tzinfo=datetime.UTC))
    assert services.send_mails() == 0


def test_the_page_shows_tasks_reminders_and_digests(client, lines):
    user = make_officer(Role.COUNTY_ORGANISER)
    lines += [line(-2, title="选民名单公布"), line(None, title="其他")]
    services.write_digest(user=user, day=TODAY)
    client.force_login(user)
    page = client.get(reverse("elections:tasks"), **ENGLISH)
    assert page.context["overdue"] == 1
    assert "New reminders" in page.content.decode()
    client.post(reverse("elections:tasks"))
    assert "New reminders" not in client.get(reverse("elections:tasks"), **ENGLISH).content.decode()
    digest = Digest.objects.get()
    assert "选民名单公布" in client.get(reverse("elections:digest", args=[digest.pk])).content.decode()
    digest.refresh_from_db()
    assert digest.seen_at


def test_anothers_digest_does_not_exist(client, lines):
    services.write_digest(user=make_officer(Role.COUNTY_ORGANISER), day=TODAY)
    client.force_login(make_officer(Role.AUDITOR))
    assert client.get(reverse("elections:digest", args=[Digest.objects.get().pk])).status_code == 404


def test_the_calendar_tells_each_role_what_is_overdue_in_its_place(client):
    make_cycle(villages=[VILLAGE, "140431200200"], election_day=datetime.date(2026, 12, 16))
    for role, code, titles in (
        (Role.COUNTY_ORGANISER, COUNTY, "Roll published: 2 villages"),
        (Role.TOWNSHIP_LIAISON, TOWNSHIP, f"Roll published: D{VILLAGE}"),
    ):
        client.force_login(make_officer(role, code))
        found = client.get(reverse("elections:tasks"), **ENGLISH).context["lines"]
        [roll] = [one for one in found if "Roll published" in str(one.title)]
        assert (str(roll.title), roll.due) == (titles, datetime.date(2026, 11, 18))
    client.force_login(make_officer(Role.AUDITOR))
    assert not [one for one in client.get(reverse("elections:tasks")).context["lines"] if one.due]


@pytest.mark.parametrize("count", [1, 3])
def test_the_tasks_take_the_same_queries_for_more_villages(client, count, django_assert_max_num_queries):
    make_cycle(villages=[f"{TOWNSHIP}20{number}" for number in range(count)])
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    with django_assert_max_num_queries(60):
        assert client.get(reverse("elections:tasks")).status_code == 200


def test_an_organiser_of_a_thousand_lines_is_told_in_one_row(lines):
    lines += [line(1, key=str(number)) for number in range(1000)]
    services.write_digest(user=make_officer(Role.COUNTY_ORGANISER), day=TODAY)
    assert (Digest.objects.get().due_soon, Reminder.objects.count()) == (1000, 1000)
