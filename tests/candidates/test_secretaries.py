"""County filing of village secretaries: request, opinion by somebody else, filing; one person, one file."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.scope import Scope, scope_of
from candidates.models import FilingState, Matter, SecretaryFiling
from candidates.secretaries import services
from candidates.secretaries.rules import Proposal, blocked, findings
from electionadmin.versions import Stale
from tests.factories import COUNTY, FRAME_QUERIES, TOWNSHIP, VILLAGE, make_division, make_officer, make_person
from villages.models import Division, Post

pytestmark = pytest.mark.django_db
TODAY = datetime.date.today()
LATER = TODAY + datetime.timedelta(days=10)
REQUEST = {"number": "沁河组〔2026〕1号", "signer": "李卫国", "on": TODAY}
VALUES = {
    "matter": Matter.APPOINTMENT,
    "post": Post.SECRETARY,
    "effective_on": LATER,
    "until": None,
    "reason": "换届拟任人选",
    "stand_in": "",
}


@pytest.fixture
def village() -> Division:
    make_division(COUNTY)
    return make_division(VILLAGE, "城西村")


@pytest.fixture
def liaison(village) -> User:
    return make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP)


@pytest.fixture
def organiser(village) -> User:
    return make_officer(Role.COUNTY_ORGANISER)


def member(name="王小明", **values):
    confirmed = {"party_joined": datetime.date(2010, 7, 1), "party_confirmed": datetime.date(2011, 7, 1)}
    return make_person(name, village_code=VILLAGE, **{**confirmed, **values})


def draft(user, village, person=None, **values):
    return services.save_draft(
        scope=scope_of(user), village=village, person=person or member(), values={**VALUES, **values}
    )


def submitted(user, village, **more):
    filing = draft(user, village, **more)
    return services.submit(scope=scope_of(user), user=user, filing=filing, version=filing.version, **REQUEST)


def decide(user, filing, decision=FilingState.AGREED, on=TODAY, opinion="同意"):
    return services.give_opinion(
        scope=scope_of(user),
        user=user,
        filing=filing,
        decision=decision,
        opinion=opinion,
        on=on,
        version=filing.version,
    )


def file(user, filing, on=TODAY):
    return services.put_on_file(
        scope=scope_of(user), filing=filing, result_on=on, reply_number="沁河发〔2026〕9号", version=filing.version
    )


def test_a_filing_goes_from_the_township_to_the_county_and_on_file(village, liaison, organiser):
    filing = submitted(liaison, village)
    assert (filing.state, filing.submitted_by) == (FilingState.SUBMITTED, liaison)
    filing = decide(organiser, filing)
    assert (filing.state, filing.opinion_by, filing.opinion) == (FilingState.AGREED, organiser, "同意")
    filing = file(liaison, filing)
    assert (filing.state, filing.filed_on, filing.reply_number) == (FilingState.FILED, TODAY, "沁河发〔2026〕9号")


def test_whoever_submitted_does_not_give_the_opinion(village, organiser):
    filing = submitted(organiser, village)
    with pytest.raises(ValidationError, match="somebody else"):
        decide(organiser, filing)
    # Nor does the database take it.
    with pytest.raises(IntegrityError), transaction.atomic():
        SecretaryFiling.objects.filter(pk=filing.pk).update(opinion_by=organiser)


def test_without_the_countys_agreement_nothing_is_put_on_file(village, liaison, organiser):
    filing = submitted(liaison, village)
    with pytest.raises(ValidationError, match="gone on meanwhile"):
        file(liaison, filing)
    refused = decide(organiser, filing, FilingState.REFUSED, opinion="审计问题未整改")
    with pytest.raises(ValidationError, match="gone on meanwhile"):
        file(liaison, refused)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecretaryFiling.objects.filter(pk=filing.pk).update(state=FilingState.FILED)


def test_what_was_sent_back_is_put_right_and_submitted_again(village, liaison, organiser):
    filing = decide(organiser, submitted(liaison, village), FilingState.RETURNED, opinion="补充考察材料")
    filing = services.save_draft(
        scope=scope_of(liaison),
        village=village,
        person=filing.person,
        values={"reason": "换届拟任人选，已补充考察材料"},
        filing=filing,
        version=filing.version,
    )
    again = services.submit(
        scope=scope_of(liaison), user=liaison, filing=filing, version=filing.version, **{**REQUEST, "number": "2号"}
    )
    assert (again.state, again.number) == (FilingState.SUBMITTED, "2号")


def test_only_a_full_member_of_the_party_is_appointed(village, liaison):
    filing = draft(liaison, village, person=member(party_confirmed=None))
    with pytest.raises(ValidationError, match="no full member"):
        services.submit(scope=scope_of(liaison), user=liaison, filing=filing, version=filing.version, **REQUEST)
    assert SecretaryFiling.objects.get().state == FilingState.DRAFT


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"matter": Matter.LEAVE}, "stand_in"),
        ({"matter": Matter.LEAVE, "until": LATER}, "stand_in"),
        ({"matter": Matter.DISCIPLINE, "until": TODAY}, "until"),
        ({"reason": ""}, "reason"),
        ({"post": Post.DIRECTOR}, "post"),
        ({"effective_on": None}, "effective_on"),
    ],
)
def test_what_a_matter_lacks_is_named_at_its_field(village, liaison, change, field):
    with pytest.raises(ValidationError) as refused:
        draft(liaison, village, **change)
    codes = {problem.code for problems in refused.value.error_dict.values() for problem in problems}
    assert field in codes | set(refused.value.error_dict)
    assert not SecretaryFiling.objects.exists()


@pytest.mark.parametrize("on", [TODAY + datetime.timedelta(days=1), TODAY - datetime.timedelta(days=1)])
def test_an_opinion_has_a_day_between_the_request_and_today(village, liaison, organiser, on):
    with pytest.raises(ValidationError) as refused:
        decide(organiser, submitted(liaison, village), on=on)
    assert set(refused.value.error_dict) == {"on"}


def test_one_matter_of_a_person_is_under_way_at_a_time(village, liaison):
    person = member()
    first = draft(liaison, village, person)
    with pytest.raises(ValidationError, match="under way already"):
        draft(liaison, village, person)
    services.withdraw(scope=scope_of(liaison), filing=first, reason="重复录入", version=first.version)
    assert draft(liaison, village, person).pk != first.pk


def test_a_withdrawal_needs_a_reason_and_stays_on_record(village, liaison):
    filing = draft(liaison, village)
    with pytest.raises(ValidationError, match="why it is withdrawn"):
        services.withdraw(scope=scope_of(liaison), filing=filing, reason=" ", version=filing.version)
    with pytest.raises(IntegrityError), transaction.atomic():
        filing.delete()


def test_who_changes_an_older_version_is_told(village, liaison):
    filing = draft(liaison, village)
    args = {"scope": scope_of(liaison), "village": village, "person": filing.person, "filing": filing}
    services.save_draft(**args, values={"reason": "更正"}, version=filing.version)
    with pytest.raises(Stale):
        services.save_draft(**args, values={"reason": "又更正"}, version=filing.version)


def test_a_neighbour_neither_sees_nor_decides(village, liaison):
    filing = draft(liaison, village)
    other: Scope = scope_of(make_officer(Role.TOWNSHIP_LIAISON, "140431101"))
    with pytest.raises(Http404):
        services.withdraw(scope=other, filing=filing, reason="无", version=filing.version)


@pytest.mark.parametrize(
    ("proposal", "failed"),
    [
        (Proposal("appointment", LATER, TODAY, in_party=True), []),
        (Proposal("appointment", LATER, TODAY, in_party=False), ["secretary_member"]),
        (Proposal("appointment", TODAY, TODAY, in_party=True), ["secretary_before"]),
        (Proposal("appointment", LATER, None, in_party=True, missing=("公示",)), ["secretary_package"]),
        (Proposal("leave", TODAY, TODAY, in_party=False, missing=("公示",)), []),
    ],
)
def test_rules(proposal, failed):
    found = findings(proposal, on=TODAY)
    assert [one.rule for one in found if not one.ok] == failed
    assert [one.rule for one in blocked(found)] == [rule for rule in failed if rule == "secretary_member"]


def test_the_list_asks_as_much_for_three_as_for_one(client, village, liaison, django_assert_num_queries):
    client.force_login(liaison)
    for expected, names in ((1, "王"), (3, "李赵")):
        for name in names:
            draft(liaison, village, member(f"{name}一"))
        with django_assert_num_queries(FRAME_QUERIES + 2):
            page = client.get(reverse("candidates:secretary_list"))
        assert page.context["listing"].page.paginator.count == expected


def test_the_page_leads_from_the_draft_to_the_file(client, village, liaison, organiser):
    client.force_login(liaison)
    person = member()
    add = reverse("candidates:secretary_add", args=[VILLAGE])
    refused = client.post(add, {"version": 0, "person": person.pk, "matter": "leave", "post": "secretary"})
    assert refused.context["form"].errors.keys() >= {"effective_on", "reason"}
    typed = {"matter": "appointment", "post": "secretary", "effective_on": LATER, "reason": "换届拟任人选"}
    address = client.post(add, {"version": 0, "person": person.pk, **typed}).url
    assert "draft" in client.get(address).content.decode()
    lacking = client.post(address, {"do": "submit", "version": 1, "number": "", "signer": "李卫国", "on": TODAY})
    assert lacking.context["steps"]["submit"]["signer"].value() == "李卫国"
    assert client.post(address, {"do": "submit", "version": 1, **REQUEST}).url == address
    assert list(client.get(address).context["steps"]) == ["withdraw"]
    client.force_login(organiser)
    opinion = {"do": "opinion", "version": 2, "decision": "agreed", "opinion": "同意", "on": TODAY}
    client.post(address, opinion)
    client.force_login(liaison)
    client.post(address, {"do": "file", "version": 3, "result_on": TODAY, "reply_number": "沁河发〔2026〕9号"})
    page = client.get(reverse("candidates:secretary_file", args=[person.pk])).content.decode()
    assert "沁河发〔2026〕9号" in page
    assert client.get(address).context["steps"] == {}


def test_who_only_looks_takes_no_step(client, village, liaison):
    filing = draft(liaison, village)
    client.force_login(make_officer(Role.AUDITOR))
    address = reverse("candidates:secretary_filing", args=[filing.pk])
    assert client.get(address).context["steps"] == {}
    client.post(address, {"do": "withdraw", "version": 1, "reason": "无"})
    filing.refresh_from_db()
    assert filing.state == FilingState.DRAFT


def test_the_county_is_told_what_awaits_it(client, village, liaison, organiser):
    submitted(liaison, village)
    client.force_login(organiser)
    page = client.get("/", follow=True).content.decode()
    assert "1 filings of secretaries await" in page
