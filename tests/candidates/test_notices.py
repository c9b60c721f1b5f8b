"""Public notices: period, whitelist, objections that are sealed, conclusion."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import Grant, Scope
from candidates.models import Notice, NoticeLine, Objection, State, Upheld
from candidates.notices import rules, services
from elections.rulebooks import rulebook
from elections.workdays import NOTICES
from protect.models import Reveal
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_nomination, make_officer, make_person

pytestmark = pytest.mark.django_db
ID_NUMBER, TELEPHONE = "11010519491231002X", "13812345678"
PARTY = rules.length(rulebook("cn-2026"), "party_committee")


@pytest.fixture
def nominee(cycle):
    person = make_person(
        id_number=ID_NUMBER, telephone=TELEPHONE, village_code=VILLAGE, party_joined=datetime.date(1980, 7, 1)
    )
    return make_nomination(person, state=State.NOMINEE)


@pytest.fixture
def desk():
    return Scope((Grant(Role.PETITION_DESK, COUNTY, ""),))


def draft(scope, nominee, **more):
    values = {
        "body": "party",
        "batch": "第一批",
        "issuer": "乡镇党委",
        "asked_start": datetime.date(2026, 10, 12),
        "days": 5,
        "telephone": "12380",
        "address": "乡镇政府",
        "email": "",
        **more,
    }
    return services.save_notice(
        scope=scope,
        cycle=nominee.election.cycle,
        division=make_division(TOWNSHIP),
        values=values,
        nominations=[nominee],
    )


def posted(scope, nominee, **more):
    notice = draft(scope, nominee, **more)
    return services.post_notice(scope=scope, notice=notice, version=notice.version)


def object_to(scope, notice, **more):
    values = {
        "received_on": notice.starts_on,
        "channel": "visit",
        "named": True,
        "accuser": "李举报",
        "contact": "13900000000",
        "matter": "反映问题",
        **more,
    }
    return services.receive_objection(scope=scope, line=notice.lines.get(), values=values)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ((2026, 10, 12), (2026, 10, 12), (2026, 10, 16)),
        ((2026, 10, 16), (2026, 10, 16), (2026, 10, 22)),
        ((2026, 10, 17), (2026, 10, 19), (2026, 10, 23)),
        ((2026, 10, 1), (2026, 10, 8), (2026, 10, 13)),
    ],
    ids=["a Monday", "over a weekend", "a Saturday is moved", "the holiday of October is moved"],
)
def test_five_working_days(asked, first, last):
    found = rules.period(datetime.date(*asked), PARTY, NOTICES)
    assert (found.first, found.last, found.moved) == (datetime.date(*first), datetime.date(*last), asked != first)


def test_a_start_on_a_holiday_is_refused_where_the_rulebook_says_so():
    strict = rules.Length(5, working=True, first_counts=True, start="refused", basis="")
    with pytest.raises(rules.StartsOnHoliday) as raised:
        rules.period(datetime.date(2026, 10, 1), strict, NOTICES)
    assert raised.value.following == datetime.date(2026, 10, 8)


def test_a_shorter_notice_is_refused_with_the_article(township, nominee):
    with pytest.raises(ValidationError) as raised:
        draft(township, nominee, days=3)
    assert "条例" in raised.value.message_dict["days"][0]


def test_only_whitelisted_fields_are_frozen_on_the_poster(township, nominee):
    line = posted(township, nominee).lines.get()
    assert set(line.shown) == set(rules.WHITELIST)
    text = str(line.shown)
    assert ID_NUMBER not in text
    assert TELEPHONE not in text
    assert "1949-12-31" not in text


def test_a_notice_is_concluded_after_its_days_and_its_objections(township, desk, nominee, monkeypatch):
    notice = posted(township, nominee)
    objection = object_to(desk, notice)

    def conclude():
        row = Notice.objects.get(pk=notice.pk)
        return services.conclude_notice(scope=township, notice=row, version=row.version, conclusion="已核查")

    with pytest.raises(ValidationError, match="1"):
        conclude()
    today = timezone.localdate()
    objection = services.check_objection(scope=desk, objection=objection, version=1, checked_by="县委组织部", on=today)
    services.conclude_objection(
        scope=desk,
        objection=objection,
        version=Objection.objects.get().version,
        upheld=Upheld.AFFECTS,
        conclusion="属实",
        on=today,
    )
    with pytest.raises(ValidationError, match=nominee.person.name):
        conclude()
    nominee.__class__.objects.filter(pk=nominee.pk).update(state=State.REMOVED, end_reason="属实")
    assert conclude().state == "concluded"


def test_a_notice_that_still_hangs_is_not_concluded(township, nominee):
    notice = posted(township, nominee)
    Notice.objects.filter(pk=notice.pk).update(ends_on=timezone.localdate())
    row = Notice.objects.get()
    with pytest.raises(ValidationError):
        services.conclude_notice(scope=township, notice=row, version=row.version, conclusion="无异议")


def test_who_objects_is_encrypted_in_the_table_and_its_history(township, desk, nominee):
    object_to(desk, posted(township, nominee))
    with connection.cursor() as cursor:
        for table in ("candidates_objection", "candidates_objectionevent"):
            cursor.execute(f"SELECT accuser, contact, matter FROM {table}")  # noqa: S608
            assert "李举报" not in str(cursor.fetchall())


def test_each_look_at_the_sealed_part_is_recorded_and_needs_a_reason(township, desk, nominee):
    objection = object_to(desk, posted(township, nominee))
    officer = make_officer(Role.PETITION_DESK)
    with pytest.raises(ValidationError):
        services.open_objection(user=officer, scope=desk, objection=objection, reason=" ", ip=None)
    opened = services.open_objection(user=officer, scope=desk, objection=objection, reason="核查", ip=None)
    assert opened.accuser == "李举报"
    assert set(Reveal.objects.values_list("field", flat=True)) == {"accuser", "contact", "matter"}
    assert "李举报" not in Reveal.objects.first().object_label


def test_the_township_sees_that_there_is_an_objection_and_nothing_of_it(client, township, desk, nominee):
    objection = object_to(desk, posted(township, nominee))
    with pytest.raises(Http404):
        services.open_objection(user=None, scope=township, objection=objection, reason="核查", ip=None)
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    page = client.get(reverse("candidates:notice", args=[objection.line.notice_id])).content.decode()
    assert page.count("badge-block") == 1
    assert "李举报" not in page
    assert client.get(reverse("candidates:objection", args=[objection.pk])).status_code == 404


def test_the_page_shows_the_sealed_part_once(client, township, desk, nominee):
    objection = object_to(desk, posted(township, nominee))
    client.force_login(make_officer(Role.PETITION_DESK))
    url = reverse("candidates:objection_open", args=[objection.pk])
    assert "李举报" not in client.get(url).content.decode()
    assert "李举报" in client.post(url, {"reason": "核查"}).content.decode()
    assert "李举报" not in client.get(reverse("candidates:objection_list")).content.decode()


def test_a_conclusion_that_names_the_accuser_is_refused(township, desk, nominee):
    objection = object_to(desk, posted(township, nominee))
    today = timezone.localdate()
    services.check_objection(scope=desk, objection=objection, version=1, checked_by="县委组织部", on=today)
    row = Objection.objects.get()
    with pytest.raises(ValidationError) as raised:
        services.conclude_objection(
            scope=desk,
            objection=row,
            version=row.version,
            upheld=Upheld.UNFOUNDED,
            conclusion="李举报所述不实",
            on=today,
        )
    assert "conclusion" in raised.value.message_dict


def test_the_database_refuses_to_skip_the_check(township, desk, nominee):
    objection = object_to(desk, posted(township, nominee))
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(state="concluded", checked_by="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.all().update(state="draft", posted_on=None)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_notices_needs_as_many_queries_for_three_as_for_one(
    client, township, nominee, number, django_assert_num_queries
):
    for place in range(number):
        draft(township, nominee, batch=f"第{place}批")
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    url = reverse("candidates:notice_list")
    client.get(url)
    assert NoticeLine.objects.count() == number
    with django_assert_num_queries(7):
        assert client.get(url).status_code == 200
