"""Opening and changing a cycle: services and pages."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from elections import services
from elections.models import Body, Cycle, Election
from tests.factories import COUNTY, TOWNSHIP, make_cycle, make_division, make_officer
from tests.rolls.factories import make_roll, publish_straight

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 2, 4, tzinfo=datetime.UTC))


def _payload(**changes):
    return {
        "name": "2026年换届",
        "rulebook": "cn-2026",
        "bodies": ["party", "committee"],
        "starts_on": "2026-09-01",
        "ends_on": "2026-12-31",
        "election_day": "2026-12-14",
    } | changes


def test_opening_makes_one_election_for_each_village_and_body(client):
    for number in range(3):
        make_division(f"{TOWNSHIP}20{number}")
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    answer = client.post(reverse("elections:cycle_open"), _payload())
    assert answer.status_code == 302
    elections = Election.objects.order_by("village_id", "body").values_list("village_id", "body", "election_day")
    day = datetime.date(2026, 12, 14)
    assert list(elections) == [
        (f"{TOWNSHIP}20{number}", body, planned)
        for number in range(3)
        for body, planned in (("committee", day), ("party", None))
    ]


def test_an_abolished_village_elects_nobody():
    gone = make_division(f"{TOWNSHIP}200")
    gone.abolished_on = datetime.date(2025, 1, 1)
    gone.save()
    assert make_cycle(villages=[f"{TOWNSHIP}201"]).elections.values_list("village_id", flat=True).distinct().get() == (
        f"{TOWNSHIP}201"
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": "2026-08-31"}, "ends_on"),
        ({"election_day": "2027-01-04"}, "election_day"),
        ({"rulebook": "cn-1998"}, "rulebook"),
        ({"rulebook": "cn-2018"}, "rulebook"),
        ({"bodies": []}, "bodies"),
        ({"name": ""}, "name"),
        ({"starts_on": "first of May"}, "starts_on"),
    ],
)
def test_a_refused_cycle_keeps_what_was_typed_and_makes_nothing(client, changes, field):
    make_division(f"{TOWNSHIP}200")
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    answer = client.post(reverse("elections:cycle_open"), _payload(**changes))
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.errors
    assert field in form.errors
    assert form["name"].value() == _payload(**changes)["name"]
    assert not Cycle.objects.exists()
    assert not Election.objects.exists()


def test_a_name_stands_once_in_a_county(client):
    make_cycle(name="2026年换届")
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    answer = client.post(reverse("elections:cycle_open"), _payload())
    assert answer.context["form"].errors
    assert Cycle.objects.count() == 1


def test_elections_without_a_day_of_their_own_follow_the_county(client):
    cycle = make_cycle(villages=[f"{TOWNSHIP}200", f"{TOWNSHIP}201"], election_day=datetime.date(2026, 12, 14))
    own = cycle.elections.get(village_id=f"{TOWNSHIP}200", body=Body.COMMITTEE)
    own.election_day = datetime.date(2026, 12, 20)
    own.save()
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    answer = client.post(
        reverse("elections:cycle_change", args=[cycle.pk]), _payload(name=cycle.name, election_day="2026-12-16")
    )
    assert answer.status_code == 302
    days = dict(cycle.elections.filter(body=Body.COMMITTEE).values_list("village_id", "election_day"))
    assert days == {
        f"{TOWNSHIP}200": datetime.date(2026, 12, 20),
        f"{TOWNSHIP}201": datetime.date(2026, 12, 16),
    }


def test_a_village_that_came_later_gets_its_elections():
    cycle = make_cycle(villages=[f"{TOWNSHIP}200"])
    make_division(f"{TOWNSHIP}299")
    assert services.make_elections(cycle=cycle) == len(cycle.bodies)
    assert services.make_elections(cycle=cycle) == 0


def test_a_liaison_opens_no_cycle():
    scope = scope_of(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    with pytest.raises(Http404):
        services.open_cycle(
            scope=scope,
            county=make_division(COUNTY),
            name="x",
            rulebook="cn-2026",
            bodies=[Body.PARTY],
            starts_on=datetime.date(2026, 9, 1),
            ends_on=datetime.date(2026, 12, 31),
        )


def test_a_day_outside_the_cycle_is_refused_at_the_field():
    cycle = make_cycle(villages=[f"{TOWNSHIP}200"])
    scope = scope_of(make_officer(Role.COUNTY_ORGANISER))
    with pytest.raises(ValidationError) as refused:
        services.set_election_day(scope=scope, election=cycle.elections.first(), day=datetime.date(2027, 1, 5))
    assert set(refused.value.message_dict) == {"election_day"}


def test_an_election_day_too_near_for_the_roll_is_refused_with_the_earliest(client, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 26, 4, tzinfo=datetime.UTC))
    make_division(f"{TOWNSHIP}200")
    client.force_login(make_officer(Role.COUNTY_ADMIN))
    answer = client.post(
        reverse("elections:cycle_open"), _payload(election_day="2026-12-15"), headers={"accept-language": "en"}
    )
    [error] = answer.context["form"].errors["election_day"]
    assert "第十七条" in error
    assert "2026-12-16" in error.replace("Dec. 16, 2026", "2026-12-16")
    assert not Cycle.objects.exists()
    assert client.post(reverse("elections:cycle_open"), _payload(election_day="2026-12-16")).status_code == 302


def test_a_village_whose_roll_is_published_may_elect_twenty_days_later(time_machine):
    cycle = make_cycle(villages=[f"{TOWNSHIP}200"])
    time_machine.move_to(datetime.datetime(2026, 11, 26, 4, tzinfo=datetime.UTC))
    election = cycle.elections.get(body=Body.COMMITTEE)
    scope = scope_of(make_officer(Role.COUNTY_ORGANISER))

    def plan(day: datetime.date) -> None:
        services.set_election_day(scope=scope, election=election, day=day)

    with pytest.raises(ValidationError) as refused:
        plan(datetime.date(2026, 12, 6))
    assert set(refused.value.message_dict) == {"election_day"}
    publish_straight(make_roll(election), on=datetime.date(2026, 11, 16))
    with pytest.raises(ValidationError):
        plan(datetime.date(2026, 12, 5))
    plan(datetime.date(2026, 12, 6))
    # The Party organisation has no roll.
    services.set_election_day(
        scope=scope, election=cycle.elections.get(body=Body.PARTY), day=datetime.date(2026, 11, 27)
    )


def test_the_day_of_an_election_that_was_held_is_planned_no_more():
    cycle = make_cycle(villages=[f"{TOWNSHIP}200"])
    election = cycle.elections.get(body=Body.COMMITTEE)
    services.tell_held(election=election, day=datetime.date(2026, 11, 24))
    scope = scope_of(make_officer(Role.COUNTY_ORGANISER))
    with pytest.raises(ValidationError) as refused:
        services.set_election_day(scope=scope, election=election, day=datetime.date(2026, 12, 20))
    assert "2026-11-24" in refused.value.message_dict["election_day"][0]
