"""Commitments: the text signed, the witness, the scan; a refusal is a finding."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import Grant, Scope
from candidates.commitments import services
from candidates.models import Answer, Commitment, CommitmentKind, CommitmentText, Nomination
from elections import gates
from elections.steps import Step
from tests.factories import (
    COUNTY,
    FRAME_QUERIES,
    VILLAGE,
    attention_of,
    make_attachment,
    make_cycle,
    make_division,
    make_officer,
    make_person,
)

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
INFORMANT = Scope((Grant(Role.VILLAGE_INFORMANT, VILLAGE, ""),))
TODAY = datetime.date.today()


@pytest.fixture
def cycle():
    make_division(VILLAGE, "城西村")
    return make_cycle(villages=[VILLAGE])


@pytest.fixture
def texts(cycle):
    return {kind: write(cycle, kind) for kind in CommitmentKind}


def write(cycle, kind=CommitmentKind.CONDUCT, body="不拉票贿选。", valid_from=TODAY):
    return services.save_text(scope=ORGANISER, cycle=cycle, kind=kind, body=body, valid_from=valid_from)


def nominate(cycle, name="王小明"):
    person = make_person(name, village_code=VILLAGE)
    Nomination.objects.create(
        election=cycle.elections.get(body="committee"),
        person=person,
        post="member",
        source="party",
        nominated_on=TODAY,
        state_on=TODAY,
    )
    return person


def answer(cycle, person, kind=CommitmentKind.CONDUCT, what=Answer.SIGNED, scope=ORGANISER, **more):
    fields = {"answered_on": TODAY, "witness": "王芳", **more}
    return services.record_answer(scope=scope, cycle=cycle, person=person, kind=kind, answer=what, **fields)


def test_a_signature_is_under_the_text_in_force(cycle):
    person = nominate(cycle)
    write(cycle)
    second = write(cycle, body="不拉票贿选，不造谣。")
    signed = answer(cycle, person, scope=INFORMANT, thumbprint=True)
    assert (signed.text, signed.village_id, signed.thumbprint) == (second, VILLAGE, True)
    write(cycle, body="第三版")
    signed.refresh_from_db()
    assert signed.text == second


def test_the_same_text_is_no_new_version(cycle):
    write(cycle)
    with pytest.raises(ValidationError) as refused:
        write(cycle, body=" 不拉票贿选。 \n")
    assert set(refused.value.message_dict) == {"body"}
    assert CommitmentText.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "change", "field"),
    [
        (Answer.SIGNED, {"witness": " "}, "witness"),
        (Answer.SIGNED, {"witness": "王小明"}, "witness"),
        (Answer.SIGNED, {"answered_on": TODAY + datetime.timedelta(days=1)}, "answered_on"),
        (Answer.SIGNED, {"answered_on": TODAY - datetime.timedelta(days=1)}, "answered_on"),
        (Answer.REFUSED, {}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cycle, texts, what, change, field):
    with pytest.raises(ValidationError) as refused:
        answer(cycle, nominate(cycle), what=what, **change)
    assert set(refused.value.message_dict) == {field}
    assert not Commitment.objects.exists()


def test_without_a_text_nothing_is_signed(cycle):
    with pytest.raises(ValidationError) as refused:
        answer(cycle, nominate(cycle))
    assert set(refused.value.message_dict) == {"kind"}


def test_somebody_elses_scan_is_refused(cycle, texts):
    person = nominate(cycle)
    with pytest.raises(ValidationError) as refused:
        answer(cycle, person, scan=make_attachment(make_person("李红"), kind="commitment"))
    assert set(refused.value.message_dict) == {"scan"}
    assert answer(cycle, person, scan=make_attachment(person, kind="commitment")).scan


def test_a_later_answer_takes_the_place_of_the_first_which_stays_on_record(cycle, texts):
    person = nominate(cycle)
    first = answer(cycle, person, what=Answer.REFUSED, reason="再考虑")
    answer(cycle, person)
    first.refresh_from_db()
    assert first.superseded_on == TODAY
    assert [one.answer for one in Commitment.objects.filter(superseded_on=None)] == ["signed"]


def test_outside_the_divisions_nothing_is_signed(cycle, texts):
    stranger = Scope((Grant(Role.VILLAGE_INFORMANT, "140431200201", ""),))
    with pytest.raises(Http404):
        answer(cycle, nominate(cycle), scope=stranger)


def test_a_refusal_stands_in_the_way_by_name(cycle, texts):
    person = nominate(cycle)
    election = cycle.elections.select_related("cycle", "village").get(body="committee")
    [missing] = gates.findings(Step.COMMITMENT, [election])[election.pk]
    assert missing.blocks
    assert "王小明" in missing.finding.detail
    for kind in CommitmentKind:
        answer(cycle, person, kind)
    [signed] = gates.findings(Step.COMMITMENT, [election])[election.pk]
    assert signed.finding.ok
    answer(cycle, person, CommitmentKind.RESIGNATION, Answer.REFUSED, reason="条款过严")
    _signed, refused = gates.findings(Step.COMMITMENT, [election])[election.pk]
    assert refused.blocks
    assert "条款过严" in refused.finding.detail
    assert str(person.pk) in refused.url


@pytest.mark.parametrize("number", [1, 3])
def test_list_and_gate_ask_a_fixed_number_of_times(client, cycle, texts, django_assert_num_queries, number):
    for place in range(number):
        answer(cycle, nominate(cycle, f"王{'甲乙丙'[place]}"))
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    client.get(reverse("home"))
    with django_assert_num_queries(FRAME_QUERIES + 3):
        client.get(reverse("candidates:commitment_list"))
    from candidates.commitments.gates import committed

    with django_assert_num_queries(4):
        committed(list(cycle.elections.select_related("cycle", "village")))


@pytest.mark.parametrize(("state", "names"), [("missing", ["王乙"]), ("refused", ["王丙"]), ("complete", ["王甲"])])
def test_the_list_is_narrowed_by_state(client, cycle, texts, state, names):
    people = [nominate(cycle, f"王{mark}") for mark in "甲乙丙"]
    for kind in CommitmentKind:
        answer(cycle, people[0], kind)
        refuses = kind is CommitmentKind.CONDUCT
        answer(cycle, people[2], kind, Answer.REFUSED if refuses else Answer.SIGNED, reason="不愿" if refuses else "")
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    page = client.get(reverse("candidates:commitment_list"), {"state": state}).context["listing"].page
    found = [person.name for person in page.object_list]
    assert set(names) <= set(found)
    assert "王甲" not in found or state == "complete"


def test_the_page_keeps_what_was_typed(client, cycle, texts):
    person = nominate(cycle)
    client.force_login(make_officer(Role.VILLAGE_INFORMANT, VILLAGE, username="clerk"))
    url = reverse("candidates:person_commitments", args=[person.pk])
    data = {"kind": "conduct", "answer": "refused", "answered_on": str(TODAY), "witness": "任建国", "reason": ""}
    page = client.post(url, data)
    assert page.context["form"].errors["reason"]
    assert page.context["form"]["witness"].value() == "任建国"
    assert client.post(url, {**data, "reason": "再考虑"}).status_code == 302
    assert client.get(url).content.decode().count("再考虑") == 1


def test_only_the_county_writes_texts(client, cycle):
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    data = {"kind": "conduct", "valid_from": str(TODAY), "body": "不拉票贿选。"}
    assert client.post(reverse("candidates:text_add"), data).status_code == 302
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, VILLAGE[:9], username="liaison"))
    assert client.get(reverse("candidates:text_add")).status_code == 404
    assert "不拉票贿选" in client.get(reverse("candidates:text_list")).content.decode()


def test_the_home_page_counts_persons_who_refused(client, cycle, texts):
    person = nominate(cycle)
    for kind in CommitmentKind:
        answer(cycle, person, kind, Answer.REFUSED, reason="条款过严")
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    assert attention_of(client, "commitments") == [("1 persons have refused a commitment", 1)]
