"""The audits of outgoing officials: form, service, spreadsheet."""

import datetime

import pytest
from django.http import Http404
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from tests.factories import TOWNSHIP, VILLAGE, make_division, make_officer
from villages import services
from villages.models import OutgoingAudit

pytestmark = pytest.mark.django_db
OTHER = "140431101201"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC))


@pytest.fixture
def liaison(client):
    make_division(VILLAGE, "城西村")
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    return client


def _payload(**changes):
    return {
        "auditor": "沁源县农业农村局",
        "number": "沁审字〔2026〕12号",
        "published_on": "2026-11-02",
        "conclusion": "clean",
        "remark": "",
        "version": "0",
    } | changes


def _url(code=VILLAGE):
    return reverse("villages:audit", args=[code])


def test_an_audit_is_recorded_and_shown_with_the_village(liaison):
    assert liaison.post(_url(), _payload()).status_code == 302
    audit = OutgoingAudit.objects.get()
    assert (audit.village_id, audit.published_on, audit.number) == (
        VILLAGE,
        datetime.date(2026, 11, 2),
        "沁审字〔2026〕12号",
    )
    assert "沁审字〔2026〕12号" in liaison.get(reverse("villages:village", args=[VILLAGE])).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"auditor": ""}, "auditor"),
        ({"published_on": ""}, "published_on"),
        ({"published_on": "2026-11-25"}, "published_on"),
        ({"published_on": "32 November"}, "published_on"),
        ({"conclusion": "fine"}, "conclusion"),
        ({"conclusion": "open"}, "remark"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_nothing_is_lost(liaison, changes, field):
    answer = liaison.post(_url(), _payload(**changes))
    assert field in answer.context["form"].errors
    assert answer.context["form"]["number"].value() == "沁审字〔2026〕12号"
    assert not OutgoingAudit.objects.exists()


def test_two_audits_of_one_day_are_one_too_many(liaison):
    liaison.post(_url(), _payload())
    assert "published_on" in liaison.post(_url(), _payload(auditor="镇财政所")).context["form"].errors


def test_somebody_else_s_change_is_shown_before_it_is_overwritten(liaison):
    liaison.post(_url(), _payload())
    audit = OutgoingAudit.objects.get()
    url = reverse("villages:audit_change", args=[VILLAGE, audit.pk])
    liaison.post(url, _payload(version="1", auditor="镇财政所"))
    answer = liaison.post(url, _payload(version="1", auditor="县审计局"))
    assert answer.context["form"].differences
    audit.refresh_from_db()
    assert audit.auditor == "镇财政所"


def test_an_audit_of_another_village_is_not_found(liaison):
    make_division(OTHER)
    liaison.post(_url(), _payload())
    audit = OutgoingAudit.objects.get()
    assert liaison.get(_url(OTHER)).status_code == 404
    assert liaison.get(reverse("villages:audit_change", args=[OTHER, audit.pk])).status_code == 404


def test_recording_needs_the_right(liaison):
    scope = scope_of(make_officer(Role.COUNTY_LEADER))
    with pytest.raises(Http404):
        services.save_audit(scope=scope, village=make_division(VILLAGE), values={}, version=0)
