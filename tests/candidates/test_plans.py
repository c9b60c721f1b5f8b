"""The plan of the committees: figures, targets, what-if, near relatives."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from candidates.models import Decision, PlanEntry, Targets
from candidates.plans import rules, services
from candidates.plans.services import Planned
from electionadmin.versions import Stale
from people.models import Kinship
from tests.factories import TOWNSHIP, VILLAGE, make_division, make_officer, make_person, seat
from villages.models import BodyKind, Post

DAY = datetime.date(2026, 10, 1)


def sits(person, body="party", post="member", *, born=datetime.date(1980, 1, 1), sex="M", education=40, village="v"):
    return rules.Seat(village, body, post, person, born, sex, education)


def test_a_person_on_both_committees_counts_once_and_as_cross_appointed():
    seats = [sits(1, "party", "secretary"), sits(1, "committee", "director"), sits(2, sex="F", education=30)]
    figures = rules.add_up(seats, on=DAY)
    assert (figures.persons, figures.cross, figures.both_posts, figures.headed) == (2, 1, 1, 1)
    assert (figures.women, figures.college) == (1, 1)


@pytest.mark.parametrize(("age", "young", "old"), [(35, 1, 0), (36, 0, 0), (60, 0, 0), (61, 0, 1)])
def test_the_limits_of_age(age, young, old):
    figures = rules.add_up([sits(1, born=DAY.replace(year=DAY.year - age))], on=DAY)
    assert (figures.young, figures.old) == (young, old)


@pytest.mark.parametrize(("women", "met"), [(28, True), (27, False)])
def test_shares_are_compared_by_multiplying(women, met):
    seats = [sits(number, sex="F" if number < women else "M") for number in range(100)]
    lines = {line.key: line for line in rules.against(rules.add_up(seats, on=DAY), Targets(women_least=28))}
    assert lines["women_least"].met is met
    assert lines["young_least"].met is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(["party", "committee"]), st.booleans()), max_size=40))
def test_the_parts_never_exceed_the_whole(rows):
    figures = rules.add_up([sits(person, body, sex="F" if woman else "M") for person, body, woman in rows], on=DAY)
    for line in rules.against(figures, None):
        assert line.years or line.part <= line.whole or not line.whole


@pytest.fixture
def village(cycle):
    return make_division(VILLAGE)


def adult(name, **fields):
    return make_person(
        name,
        **{
            "village_code": VILLAGE,
            "birth_date": datetime.date(1980, 1, 1),
            "sex": "M",
            "education": 40,
            "party_joined": DAY.replace(year=2010),
            **fields,
        },
    )


def test_a_preview_writes_nothing_and_shows_what_would_be(client, village, party):
    old = adult("王老", birth_date=datetime.date(1960, 1, 1))
    seat(old, village)
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    url = reverse("candidates:plan", args=[VILLAGE])
    page = client.post(url, {"preview": "1", f"plan-{party.pk}-{old.pk}": "leaves", "seen": ""})
    [_village, _township, (_county, lines)] = page.context["columns"]
    assert (lines[0][0].whole, lines[0][1].whole) == (1, 0)
    assert not PlanEntry.objects.exists()
    assert client.post(url, {f"plan-{party.pk}-{old.pk}": "leaves", "seen": ""}).status_code == 302
    assert PlanEntry.objects.get().decision == Decision.LEAVES


def test_htmx_gets_the_figures_alone(client, village, party):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    page = client.post(reverse("candidates:plan", args=[VILLAGE]), {"preview": "1"}, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()


def test_near_relatives_on_one_committee_are_refused(township, village, committee):
    one, other = adult("王一"), adult("王二")
    Kinship.objects.create(person=one, relative=other, kind="sibling")
    planned = [Planned(committee, person, Decision.ENTERS, Post.MEMBER) for person in (one, other)]
    with pytest.raises(ValidationError, match="王一"):
        services.save_plan(scope=township, elections=[committee], planned=planned, seen="")


def test_a_second_head_is_refused(township, village, party):
    planned = [Planned(party, adult(name), Decision.ENTERS, Post.SECRETARY) for name in ("王一", "李二")]
    with pytest.raises(ValidationError, match="李二"):
        services.save_plan(scope=township, elections=[party], planned=planned, seen="")


def test_the_second_of_two_planners_is_told(township, village, party):
    planned = [Planned(party, adult("王一"), Decision.ENTERS, Post.MEMBER)]
    services.save_plan(scope=township, elections=[party], planned=planned, seen="")
    with pytest.raises(Stale):
        services.save_plan(scope=township, elections=[party], planned=[], seen="")


def test_the_overview_adds_up_township_by_township(client, village, cycle):
    seat(adult("王一"), village, BodyKind.PARTY, Post.SECRETARY)
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    page = client.get(reverse("candidates:plan_overview"))
    assert page.context["figures"].persons == 1
