"""Confidential kinds: read by their own act alone, each look on record, in no archive."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.roles import Act, Role
from accounts.scope import scope_of
from candidates.models import Conclusion, Inspection, Officer, Side, Team
from filings.kinds import kind_of
from filings.models import Document, DocumentDownload
from filings.packages import request_package
from protect.models import Reveal
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_document, make_officer, make_person
from villages.models import Division

pytestmark = pytest.mark.django_db
KIND = kind_of("inspection-material")
DAY = datetime.date(2026, 11, 3)


@pytest.fixture
def inspection(election) -> Inspection:
    village = Division.objects.get(code=VILLAGE)
    team = Team.objects.create(cycle=election.cycle, division=make_division(TOWNSHIP), name="沁河镇考察组")
    two = [Officer.objects.create(team=team, name=name, side=Side.ORGANISATION) for name in ("李组", "张纪")]
    return Inspection.objects.create(
        cycle=election.cycle,
        person=make_person("王小明", village_code=VILLAGE),
        village=village,
        team=team,
        begun_on=DAY,
        strong="带富能力强",
        weak="处事偏急",
        conclusion=Conclusion.AGREE,
        concluded_on=DAY,
        first_officer=two[0],
        second_officer=two[1],
    )


@pytest.fixture
def material(inspection) -> Document:
    return make_document(inspection, kind=KIND.code)


def as_role(client, role: Role, code: str = COUNTY) -> User:
    user = make_officer(role, code)
    client.force_login(user)
    return user


def pages_of(document: Document) -> list[str]:
    return [reverse(f"filings:{name}", args=[document.number]) for name in ("document", "document_file", "preview")]


def test_who_reads_documents_but_no_inspections_does_not_find_one(client, material, election):
    announcement = make_document(election)
    as_role(client, Role.VILLAGE_INFORMANT, VILLAGE)
    assert [client.get(page).status_code for page in pages_of(material)] == [404, 404, 404]
    listed = client.get(reverse("filings:document_list")).context["listing"].page.object_list
    assert [row.number for row in listed] == [announcement.number]


def test_a_check_says_that_it_is_genuine_and_keeps_what_is_in_it(client, material):
    as_role(client, Role.VILLAGE_INFORMANT, VILLAGE)
    page = client.post(reverse("filings:check"), {"number": material.number})
    assert page.context["verdict"].document == material
    assert "处事偏急" not in page.content.decode()


def test_each_look_is_recorded_before_anything_is_shown(client, material):
    reader = as_role(client, Role.COUNTY_LEADER)
    assert all(client.get(page).status_code == 200 for page in pages_of(material))
    looks = Reveal.objects.filter(user=reader, object_pk=material.number)
    assert sorted(look.field for look in looks) == ["content", "content", "facts"]
    assert DocumentDownload.objects.filter(document=material, user=reader).count() == 1


def test_a_look_at_an_ordinary_document_is_no_look_at_secrets(client, election):
    as_role(client, Role.COUNTY_LEADER)
    assert client.get(pages_of(make_document(election))[0]).status_code == 200
    assert not Reveal.objects.exists()


def test_before_it_is_made_the_page_shows_what_is_missing_and_no_facts(client, organiser, inspection):
    client.force_login(organiser)
    page = client.get(reverse("filings:make_one", args=[KIND.code, inspection.pk])).content.decode()
    assert "民主测评" in page
    assert "处事偏急" not in page
    assert "confidential" in page


def test_it_goes_into_no_archive(client, organiser, material, election):
    make_document(election)
    client.force_login(organiser)
    assert client.get(reverse("filings:bundle")).context["count"] == 1
    assert KIND not in client.get(reverse("filings:package_make")).context["folders"].get(KIND.folder, [])
    with pytest.raises(ValidationError, match="confidential"):
        request_package(
            scope=scope_of(organiser), division=Division.objects.get(code=COUNTY), kinds=[KIND], user=organiser
        )


def test_only_who_may_make_and_read_is_offered_the_kind(client, election):
    liaison = as_role(client, Role.TOWNSHIP_LIAISON, VILLAGE[:9])
    assert scope_of(liaison).allows(Act.VIEW_INSPECTIONS)
    assert KIND in client.get(reverse("filings:make")).context["folders"][KIND.folder]
    as_role(client, Role.VILLAGE_INFORMANT, VILLAGE)
    assert KIND.folder not in client.get(reverse("filings:make")).context["folders"]
    assert client.get(reverse("filings:make_kind", args=[KIND.code])).status_code == 404
