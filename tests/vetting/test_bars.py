"""The county's list of bars: draft, change, publication; what the law sets stays."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from tests.factories import COUNTY, TOWNSHIP, make_department, make_division, make_officer
from tests.vetting.factories import ORGANISER, make_organiser, publish_bars
from vetting.models import Bar, BarList, Statute
from vetting.queries.bars import bar_list_in_force
from vetting.services import bars as services

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    for code in ("police", "court", "organisation", "politics"):
        make_department(code, name=f"县{code}")
    return services.begin_draft(scope=ORGANISER, county=make_division(COUNTY))


def test_the_first_draft_is_the_sample_and_says_so(draft):
    assert draft.is_sample
    assert draft.bars.count() == 15
    assert set(draft.bars.exclude(statute="").values_list("code", "statute", "level")) == {
        ("N02", "expelled", "law"),
        ("N03", "crime", "law"),
        ("N04", "forces", "law"),
        ("N05", "religion", "law"),
    }
    deciding = draft.bars.get(code="N03").departments.values_list("code", flat=True)
    assert set(deciding) == {"court", "police"}  # the procuratorate and the justice bureau are not departments here


def test_a_second_draft_is_the_same(draft):
    assert services.begin_draft(scope=ORGANISER, county=make_division(COUNTY)) == draft


def test_a_new_version_copies_the_last_and_counts_on():
    publish_bars()
    again = services.begin_draft(scope=ORGANISER, county=make_division(COUNTY))
    assert (again.number, again.bars.count()) == (2, 15)
    assert again.bars.get(code="N08").departments.get().code == "police"


@pytest.mark.parametrize("statute", [statute.value for statute in Statute])
def test_a_bar_of_the_law_cannot_be_removed_or_softened(draft, statute):
    bar = draft.bars.get(statute=statute)
    with pytest.raises(ValidationError):
        services.remove_bar(scope=ORGANISER, bar=bar)
    for change in ({"effect": "normally_not"}, {"look_back": "current"}, {"valid_until": datetime.date(2030, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Bar.objects.filter(pk=bar.pk).update(**change)
    for act in (bar.delete, lambda: Bar.objects.filter(pk=bar.pk).update(statute="")):
        with pytest.raises(IntegrityError, match="cannot be removed"), transaction.atomic():
            act()


def test_a_list_without_one_of_them_is_not_published(draft):
    crime = draft.bars.get(statute="crime")
    crime.deciding.all().delete()
    with pytest.raises(ValidationError, match="punished for a crime"):
        services.publish(scope=ORGANISER, user=make_organiser(), bar_list=draft)
    draft.published_at, draft.published_by = timezone.now(), make_organiser("另")
    with pytest.raises(IntegrityError, match="lacks one"), transaction.atomic():
        draft.save()
    with pytest.raises(IntegrityError, match="before it is published"), transaction.atomic():
        BarList.objects.create(
            county_id=COUNTY,
            number=9,
            title="x",
            valid_from=timezone.localdate(),
            published_at=timezone.now(),
            published_by=make_organiser("三"),
        )


def test_a_published_list_stays_as_it_is():
    publish_bars()
    published = BarList.objects.get()
    bar = published.bars.get(code="N08")
    with pytest.raises(ValidationError):
        services.remove_bar(scope=ORGANISER, bar=bar)
    for act in (
        lambda: Bar.objects.filter(pk=bar.pk).update(text="x"),
        bar.delete,
        lambda: Bar.objects.create(bar_list=published, code="N99", text="x"),
        lambda: bar.deciding.all().delete(),
        lambda: BarList.objects.filter(pk=published.pk).update(title="x"),
        published.delete,
    ):
        with pytest.raises(IntegrityError, match="published"), transaction.atomic():
            act()


def test_the_list_in_force_is_the_newest_that_has_begun():
    publish_bars()
    today = timezone.localdate()
    later = services.begin_draft(scope=ORGANISER, county=make_division(COUNTY))
    services.publish(
        scope=ORGANISER, user=make_organiser(), bar_list=later, valid_from=today + datetime.timedelta(days=5)
    )
    assert bar_list_in_force(COUNTY, today).number == 1
    assert bar_list_in_force(COUNTY, today + datetime.timedelta(days=5)).number == 2
    assert bar_list_in_force(COUNTY, today - datetime.timedelta(days=1)) is None


def _payload(bar, **changes):
    values = {
        "code": bar.code,
        "text": bar.text,
        "level": bar.level,
        "effect": bar.effect,
        "look_back": bar.look_back,
        "look_back_years": bar.look_back_years or "",
        "evidence": bar.evidence,
        "position": bar.position,
        "departments": [row.department_id for row in bar.deciding.all()],
    }
    return values | changes


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "N09"}, "code"),
        ({"text": ""}, "text"),
        ({"look_back_years": ""}, "look_back_years"),
        ({"look_back": "current"}, "look_back_years"),
        ({"valid_from": "2026-12-01", "valid_until": "2026-01-01"}, "valid_until"),
    ],
)
def test_a_refused_bar_says_why(client, draft, changes, field):
    bar = draft.bars.get(code="N08")
    client.force_login(make_organiser())
    answer = client.post(reverse("vetting:bar", args=[bar.pk]), _payload(bar, **changes))
    assert field in answer.context["form"].errors


def test_a_bar_is_changed_added_taken_out_and_the_list_published(client, draft):
    client.force_login(make_organiser())
    bar, court = draft.bars.get(code="N08"), draft.bars.get(code="N09").departments.get()
    payload = _payload(bar, text="改", departments=[court.pk], only_bodies=["committee"])
    assert client.post(reverse("vetting:bar", args=[bar.pk]), payload).status_code == 302
    bar.refresh_from_db()
    assert (bar.text, bar.bodies, bar.departments.get()) == ("改", ["committee"], court)
    added = _payload(bar, code="N16", position="16", departments=[])
    assert client.post(reverse("vetting:bar_add", args=[draft.pk]), added).status_code == 302
    assert client.post(reverse("vetting:bar", args=[bar.pk]), {"remove": "yes"}).status_code == 302
    assert draft.bars.count() == 15
    head = {"title": "沁源县清单", "document": "沁组发〔2026〕9号", "valid_from": "2026-01-01"}
    assert client.post(reverse("vetting:bar_list", args=[draft.pk]), head).status_code == 302
    assert client.post(reverse("vetting:bar_publish", args=[draft.pk]), {"valid_from": "2026-01-01"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.is_sample, draft.published_by.name) == ("沁源县清单", False, "李明")


def test_a_bar_of_the_law_keeps_a_department(client, draft):
    bar = draft.bars.get(code="N02")
    client.force_login(make_organiser())
    answer = client.post(reverse("vetting:bar", args=[bar.pk]), _payload(bar, departments=[]))
    assert "departments" in answer.context["form"].errors


@pytest.mark.parametrize("role", [Role.COUNTY_LEADER, Role.AUDITOR])
def test_others_read_and_do_not_write(client, draft, role):
    client.force_login(make_officer(role))
    assert client.get(reverse("vetting:bar_list", args=[draft.pk])).status_code == 200
    assert client.post(reverse("vetting:bar_list", args=[draft.pk]), {}).status_code == 404
    assert client.post(reverse("vetting:bar_draft")).status_code == 404


def test_a_liaison_reads_the_list(client, draft):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert "N15" in client.get(reverse("vetting:bar_list", args=[draft.pk])).content.decode()
    assert client.get(reverse("vetting:bar_list_list")).status_code == 200
