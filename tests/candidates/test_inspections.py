"""Inspections: joint teams, relatives who step aside, the sheet, the conclusion of two officers, and the gate."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import Grant, Scope
from candidates.inspections import services
from candidates.inspections.queries import files_of
from candidates.models import AppraisalSheet, Conclusion, Inspection, Nomination, Recusal, RecusalSource, Side
from electionadmin.versions import Stale
from elections import gates
from elections.steps import Step
from people.models import Kin, Kinship
from tests.factories import (
    COUNTY,
    FRAME_QUERIES,
    TOWNSHIP,
    VILLAGE,
    attention_of,
    make_cycle,
    make_division,
    make_officer,
    make_person,
)

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
TODAY = datetime.date.today()
SHEET = {
    "held_on": TODAY,
    "due": 30,
    "present": 28,
    "issued": 28,
    "returned": 27,
    "excellent": 18,
    "competent": 5,
    "basic": 2,
    "incompetent": 1,
    "abstained": 1,
    "spoiled": 0,
}


@pytest.fixture
def cycle():
    make_division(VILLAGE, "城西村")
    return make_cycle(villages=[VILLAGE])


@pytest.fixture
def election(cycle):
    return cycle.elections.get(body="committee")


def nominate(election, name="王小明", **fields):
    person = make_person(name, village_code=VILLAGE, **fields)
    Nomination.objects.create(
        election=election, person=person, post="member", source="party", nominated_on=TODAY, state_on=TODAY
    )
    return person


@pytest.fixture
def team(cycle):
    made = services.save_team(
        scope=ORGANISER, cycle=cycle, team=None, division=make_division(TOWNSHIP), name="沁河镇考察组"
    )
    for name, side in (("李组", Side.ORGANISATION), ("张纪", Side.DISCIPLINE), ("陈乡", Side.TOWNSHIP)):
        officer(made, name, side)
    return made


def officer(team, name, side=Side.TOWNSHIP, person=None):
    values = {"name": name, "side": side, "post": "", "leads": False, "left_on": None, "person": person}
    return services.save_officer(scope=ORGANISER, team=team, officer=None, values=values)


def begin(cycle, team, *people, scope=ORGANISER):
    return services.begin(scope=scope, cycle=cycle, team=team, people=people, begun_on=TODAY)


def hear(inspection, times=3):
    for number in range(times):
        values = {
            "name": f"群众{'甲乙丙丁'[number]}",
            "post": "村民代表",
            "held_on": TODAY,
            "opinion": "for",
            "points": "公道",
        }
        services.save_hearing(scope=ORGANISER, inspection=inspection, hearing=None, values=values)


def prepare(inspection):
    hear(inspection)
    services.save_appraisal(scope=ORGANISER, inspection=inspection, values=SHEET)
    values = {"strong": "公道", "weak": "未发现", "scenes": "", "records_checked_on": TODAY}
    return services.save_material(scope=ORGANISER, inspection=inspection, values=values, version=inspection.version)


def conclude(inspection, conclusion=Conclusion.AGREE, officers=None, **fields):
    first, second = officers or list(inspection.team.officers.all())[:2]
    return services.conclude(
        scope=ORGANISER,
        inspection=inspection,
        conclusion=conclusion,
        reason=fields.pop("reason", ""),
        concluded_on=TODAY,
        first_officer=first,
        second_officer=second,
        **fields,
    )


def test_two_officers_conclude_what_is_complete(cycle, election, team):
    [inspection] = begin(cycle, team, nominate(election))
    done = conclude(prepare(inspection))
    assert (done.conclusion, done.concluded_on) == ("agree", TODAY)
    with pytest.raises(ValidationError):
        hear(done, 1)
    services.reopen(scope=ORGANISER, inspection=done, reason="有新的反映")
    hear(done, 1)


def test_what_is_missing_is_said_all_at_once(cycle, election, team):
    [inspection] = begin(cycle, team, nominate(election))
    with pytest.raises(ValidationError) as refused:
        conclude(inspection)
    said = " ".join(refused.value.messages)
    assert len(refused.value.messages) == 3
    for word in ("talks held", "democratic appraisal", "strong points"):
        assert word in said


@pytest.mark.parametrize("how", ["himself", "linked", "through another"])
def test_an_officer_who_is_related_steps_aside_by_himself(cycle, election, team, how):
    person, own = nominate(election), make_person("赵父")
    if how == "himself":
        own = person
    elif how == "linked":
        Kinship.objects.create(person=own, relative=person, kind=Kin.CHILD)
    else:
        parent = make_person("王父")
        Kinship.objects.create(person=person, relative=parent, kind=Kin.PARENT)
        Kinship.objects.create(person=own, relative=parent, kind=Kin.PARENT)
    related = officer(team, "赵亲", person=own)
    [inspection] = begin(cycle, team, person)
    assert [(row.officer, row.source) for row in inspection.recusals.all()] == [(related, RecusalSource.FOUND)]
    assert related not in files_of([inspection])[inspection.pk].acting
    with pytest.raises(ValidationError) as refused:
        conclude(prepare(inspection), officers=(team.officers.first(), related))
    assert set(refused.value.message_dict) == {"second_officer"}


def test_a_relative_found_later_steps_aside_too(cycle, election, team):
    person = nominate(election)
    [inspection] = begin(cycle, team, person)
    own = make_person("赵父")
    Kinship.objects.create(person=own, relative=person, kind=Kin.CHILD)
    officer(team, "赵亲", person=own)
    assert Recusal.objects.filter(inspection=inspection).count() == 1


def test_a_relatives_name_is_looked_into_before_the_conclusion(cycle, election, team):
    person = nominate(election)
    Kinship.objects.create(person=person, kind=Kin.SPOUSE, name="陈乡")
    [inspection] = begin(cycle, team, person)
    [likeness] = files_of([inspection])[inspection.pk].likenesses
    assert likeness.officer.name == "陈乡"
    with pytest.raises(ValidationError):
        conclude(prepare(inspection))
    services.record_recusal(
        scope=ORGANISER,
        inspection=inspection,
        officer=likeness.officer,
        source=RecusalSource.CLEARED,
        relation="核对身份证，同名不同人",
    )
    assert conclude(inspection).conclusion == "agree"


def test_without_a_side_the_team_is_not_joint(cycle, election, team):
    [inspection] = begin(cycle, team, nominate(election))
    discipline = team.officers.get(side=Side.DISCIPLINE)
    services.record_recusal(
        scope=ORGANISER, inspection=inspection, officer=discipline, source=RecusalSource.DECLARED, relation="系其表弟"
    )
    with pytest.raises(ValidationError) as refused:
        conclude(prepare(inspection))
    assert "discipline commission" in refused.value.messages[0]


def test_a_disagreement_gives_its_reason_and_the_same_officer_signs_once(cycle, election, team):
    [inspection] = begin(cycle, team, nominate(election))
    ready, first = prepare(inspection), team.officers.first()
    with pytest.raises(ValidationError) as refused:
        conclude(ready, Conclusion.DISAGREE)
    assert set(refused.value.message_dict) == {"reason"}
    with pytest.raises(ValidationError):
        conclude(ready, officers=(first, first))
    assert conclude(ready, Conclusion.DISAGREE, reason="群众反映未查清").conclusion == "disagree"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"present": 31}, "present"),
        ({"issued": 29}, "issued"),
        ({"returned": 29}, "returned"),
        ({"excellent": 19}, "returned"),
        ({"spoiled": None}, "spoiled"),
    ],
)
def test_figures_that_do_not_fit_are_refused_at_their_field(client, election, team, change, field):
    [inspection] = begin(election.cycle, team, nominate(election))
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    typed = {"version": "0", **SHEET, **change}
    page = client.post(
        reverse("candidates:appraisal", args=[inspection.pk]),
        {name: "" if value is None else str(value) for name, value in typed.items()},
    )
    assert page.context["form"].errors[field]
    assert not AppraisalSheet.objects.exists()


def test_the_second_of_two_clerks_is_told(cycle, election, team):
    [inspection] = begin(cycle, team, nominate(election))
    services.save_appraisal(scope=ORGANISER, inspection=inspection, values=SHEET)
    with pytest.raises(Stale):
        services.save_appraisal(scope=ORGANISER, inspection=inspection, values=SHEET, version=0)


def test_only_who_stands_is_inspected_once_and_within_the_divisions(cycle, election, team):
    with pytest.raises(ValidationError):
        begin(cycle, team, make_person("李红", village_code=VILLAGE))
    person = nominate(election)
    foreign = Scope((Grant(Role.TOWNSHIP_LIAISON, "140431200", ""),))
    with pytest.raises(Http404):
        begin(cycle, team, person, scope=foreign)
    begin(cycle, team, person)
    with pytest.raises(ValidationError):
        begin(cycle, team, person)


def test_the_gate_names_who_is_not_inspected_and_who_is_not_agreed_to(cycle, election, team):
    people = [nominate(election, name) for name in ("王甲", "王乙", "王丙")]
    first, second = begin(cycle, team, *people[:2])
    conclude(prepare(first))
    conclude(prepare(second), Conclusion.DISAGREE, reason="群众反映未查清")
    found = gates.findings(Step.INSPECTION, [election])[election.pk]
    by_rule = {one.finding.rule: one for one in found}
    assert "王丙" in by_rule["inspection_held"].finding.detail
    assert by_rule["inspection_held"].blocks
    assert "王乙" in by_rule["inspection_conclusion"].finding.detail
    assert str(second.pk) in by_rule["inspection_conclusion"].url


@pytest.mark.parametrize("number", [1, 3])
def test_the_gate_asks_a_fixed_number_of_times(cycle, election, team, django_assert_num_queries, number):
    begin(cycle, team, *(nominate(election, f"王{'甲乙丙'[place]}") for place in range(number)))
    elections = list(cycle.elections.select_related("cycle", "village"))
    from candidates.inspections.gates import inspected

    with django_assert_num_queries(7):
        inspected(elections)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_a_fixed_number_of_times(client, election, team, django_assert_num_queries, number):
    begin(election.cycle, team, *(nominate(election, f"王{'甲乙丙'[place]}") for place in range(number)))
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    client.get(reverse("home"))
    with django_assert_num_queries(FRAME_QUERIES + 4):
        assert client.get(reverse("candidates:inspection_list")).status_code == 200


def test_the_pages_lead_through_an_inspection(client, cycle, election):
    make_division(TOWNSHIP, "沁河镇")
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    person = nominate(election)
    data = {"version": "0", "name": "沁河镇考察组", "division": TOWNSHIP}
    assert client.post(reverse("candidates:team_add"), data).status_code == 302
    from candidates.models import Team

    team = Team.objects.get()
    for name, side in (("李组", "organisation"), ("张纪", "discipline"), ("陈乡", "township")):
        data = {"version": "0", "name": name, "side": side}
        assert client.post(reverse("candidates:officer_add", args=[team.pk]), data).status_code == 302
    data = {"team": team.pk, "begun_on": str(TODAY), "people": [person.pk]}
    assert client.post(reverse("candidates:inspection_begin"), data).status_code == 302
    inspection = Inspection.objects.get()
    url = reverse("candidates:conclude", args=[inspection.pk])
    first, second = team.officers.all()[:2]
    data = {"version": "1", "conclusion": "agree", "concluded_on": str(TODAY), "first_officer": first.pk}
    page = client.post(url, {**data, "second_officer": second.pk})
    assert len(page.context["form"].non_field_errors()) == 3
    prepare(inspection)
    inspection.refresh_from_db()
    data |= {"version": str(inspection.version), "second_officer": second.pk}
    assert client.post(url, data).status_code == 302
    content = client.get(reverse("candidates:inspection", args=[inspection.pk])).content.decode()
    assert "18 / 27" in content
    assert "李组" in content


def test_the_home_page_counts_what_is_not_concluded(client, cycle, election, team):
    done, _open = begin(cycle, team, nominate(election, "王甲"), nominate(election, "王乙"))
    prepare(done)
    conclude(done)
    client.force_login(make_officer(Role.COUNTY_ORGANISER, username="clerk"))
    assert attention_of(client, "inspection") == [("1 inspections have begun and are not concluded", 1)]
