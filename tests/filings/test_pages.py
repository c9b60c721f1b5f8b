"""The pages: register, one document, making it, checking, withdrawing, wording; queries do not grow with the rows."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from elections.models import Election
from filings.kinds import kind_of
from filings.models import Document, DocumentDownload, Wording
from filings.services import issue
from jobs.models import Job
from tests.factories import (
    COUNTY,
    EMPTY_PDF,
    FRAME_QUERIES,
    VILLAGE,
    make_cycle,
    make_division,
    make_document,
    make_officer,
)

pytestmark = pytest.mark.django_db
KIND = "announcement-election-day"


@pytest.fixture
def signed_in(client, organiser):
    client.force_login(organiser)
    return client


def test_the_list_asks_as_much_for_three_as_for_one(signed_in, election, django_assert_num_queries):
    make_document(election)
    for expected in (1, 3):
        with django_assert_num_queries(FRAME_QUERIES + 2):
            page = signed_in.get(reverse("filings:document_list"))
        assert page.context["listing"].page.paginator.count == expected
        if expected == 1:
            others = [f"{VILLAGE[:9]}30{number}" for number in (1, 2)]
            cycle = make_cycle(villages=others, name="另一批次")
            for one in cycle.elections.filter(body="committee", village_id__in=others):
                make_document(one)


def test_filters_by_state_and_search_by_number(signed_in, election, organiser):
    first = make_document(election)
    Election.objects.filter(pk=election.pk).update(election_day="2026-12-20")
    changed = Election.objects.select_related("cycle", "village__parent").get(pk=election.pk)
    second = make_document(changed, replaces=first, pdf=EMPTY_PDF + b"2")

    def shown(**query):
        rows = signed_in.get(reverse("filings:document_list"), query).context["listing"].page.object_list
        return [row.number for row in rows]

    assert shown(standing="genuine") == [second.number]
    assert shown(standing="superseded") == [first.number]
    assert shown(standing="withdrawn") == []
    assert shown(q=first.number[-5:].lower()) == [first.number]
    assert set(shown(q="城西村")) == {first.number, second.number}


def test_a_document_shows_its_facts_and_who_took_it(signed_in, election, organiser):
    document = make_document(election)
    answer = signed_in.get(reverse("filings:document_file", args=[document.number]))
    assert answer.getvalue() == EMPTY_PDF
    assert "no-store" in answer["Cache-Control"]
    assert DocumentDownload.objects.get().user == organiser
    page = signed_in.get(reverse("filings:document", args=[document.number])).content.decode()
    for text in (document.digest, document.sm3, "选举日", "2026-12-14", "韩志远"):
        assert text in page


def test_the_preview_is_a_picture(signed_in, election):
    answer = signed_in.get(reverse("filings:preview", args=[make_document(election).number]))
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")


def test_what_is_missing_is_listed_before_and_nothing_is_asked_for(signed_in, election):
    Election.objects.filter(pk=election.pk).update(election_day=None)
    address = reverse("filings:make_one", args=[KIND, election.pk])
    assert "<li>选举日</li>" in signed_in.get(address).content.decode()
    assert signed_in.post(address).status_code == 200
    assert not Job.objects.exists()


def test_making_one_leads_to_its_job(signed_in, election):
    answer = signed_in.post(reverse("filings:make_one", args=[KIND, election.pk]))
    job = Job.objects.get()
    assert answer.url == reverse("jobs:detail", args=[job.pk])
    assert job.arguments == {"kind": KIND, "pk": str(election.pk), "typed": {"ordinal": "第1号"}}


def test_what_the_maker_types_stands_on_this_document_alone(signed_in, organiser, election):
    address = reverse("filings:make_one", args=[KIND, election.pk])
    assert signed_in.get(address).context["form"].initial == {"ordinal": "第1号"}
    signed_in.post(address, {"ordinal": "第2号"})
    typed = Job.objects.get().arguments["typed"]
    made, _is_new = issue(scope=scope_of(organiser), kind=kind_of(KIND), thing=election, user=None, typed=typed)
    assert json.loads(made.facts)["facts"]["ordinal"] == "第2号"
    # Asked for again the page begins with what stands on the document in force, so nothing has changed.
    page = signed_in.get(address)
    assert page.context["form"].initial == {"ordinal": "第2号"}
    assert page.context["paper"].digest == made.digest


def test_what_is_asked_of_the_maker_is_missing_until_he_types_it(signed_in, election):
    address = reverse("filings:make_one", args=["announcement-representatives-vote", election.pk])
    assert [gap.detail for gap in signed_in.get(address).context["paper"].gaps] == ["推选时间"]
    page = signed_in.post(address, {"ordinal": "第5号", "period": "", "where": "村委会二楼"})
    assert page.context["form"]["where"].value() == "村委会二楼"
    assert page.context["form"].errors.keys() == {"period"}
    assert not Job.objects.exists()
    signed_in.post(address, {"ordinal": "第5号", "period": "12月5日8时至18时", "where": "村委会二楼"})
    assert Job.objects.get().arguments["typed"]["period"] == "12月5日8时至18时"


@pytest.mark.parametrize("address", ["nothing/1/", f"{KIND}/0/", f"{KIND}/x/", f"{KIND}/99999999999999999999/"])
def test_what_cannot_be_made_does_not_exist(signed_in, election, address):
    assert signed_in.get(reverse("filings:make") + address).status_code == 404


def test_checking_by_file_by_number_and_with_nothing(signed_in, election):
    document = make_document(election)
    address = reverse("filings:check")
    assert "byte by byte" in signed_in.post(address, {"file": SimpleUploadedFile("a.pdf", EMPTY_PDF)}).content.decode()
    assert "unknown" in signed_in.post(address, {"file": SimpleUploadedFile("a.pdf", b"%PDF")}).content.decode()
    assert document.title in signed_in.post(address, {"number": document.number}).content.decode()
    answer = signed_in.post(address, {"number": ""})
    assert answer.context["form"].errors["number"]


def test_a_township_checks_a_paper_of_another_and_sees_no_facts(client, election):
    document = make_document(election)
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, "140431101"))
    page = client.post(reverse("filings:check"), {"number": document.number}).content.decode()
    assert document.number in page
    assert "2026-12-14" not in page
    assert client.get(reverse("filings:document", args=[document.number])).status_code == 404


def test_withdrawing_asks_for_a_reason(signed_in, election):
    document = make_document(election)
    address = reverse("filings:withdraw", args=[document.number])
    assert signed_in.post(address, {"reason": "错"}).context["form"].errors["reason"]
    signed_in.post(address, {"reason": "日期有误，重新发布"})
    page = signed_in.get(reverse("filings:document", args=[document.number])).content.decode()
    assert "日期有误，重新发布" in page


def test_wording_is_kept_with_its_versions(signed_in, election):
    address = reverse("filings:wording_change", args=[KIND])
    texts = {"ordinal": "第3号", "basis": "<script>alert(1)</script>"}
    assert signed_in.post(address, texts).status_code == 302
    page = signed_in.get(address).content.decode()
    assert "第3号" in page
    assert "<script>alert" not in page
    assert Wording.objects.filter(kind=KIND).count() == 2
    assert signed_in.post(reverse("filings:wording_change", args=["shared"]), {"term": "第十四届"}).status_code == 302


def test_a_package_needs_a_kind(signed_in, election):
    make_division(COUNTY)
    address = reverse("filings:package_make")
    assert signed_in.post(address, {"division": COUNTY}).context["form"].errors["kinds"]
    assert signed_in.post(address, {"division": "140430", "kinds": [KIND]}).context["form"].errors["division"]
    answer = signed_in.post(address, {"division": COUNTY, "kinds": [KIND]})
    assert signed_in.get(answer.url).context["is_open"]


def test_stored_facts_are_the_attached_ones(election):
    document = make_document(election)
    assert json.loads(Document.objects.get().facts)["facts"]["place"] == "沁源县沁河镇城西村"
    assert document.kind_label == "确定选举日公告"
