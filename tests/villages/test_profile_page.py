"""The form of a village's figures."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from tests.factories import TOWNSHIP, VILLAGE, make_division, make_officer, make_profile
from villages.models import VillageProfile
from villages.services import save_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    return make_division(VILLAGE, "城西村")


@pytest.fixture
def address(client, village):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    return reverse("villages:profile", args=[VILLAGE])


def _payload(**figures):
    return {"kind": "village", "version": "0", **figures}


def test_figures_are_entered_and_the_page_returns_to_the_village(client, address):
    response = client.post(address, _payload(population="1,200", adults="９００", as_of="2026-09-30"))
    assert response.url == reverse("villages:village", args=[VILLAGE])
    profile = VillageProfile.objects.get()
    assert (profile.population, profile.adults, profile.households) == (1200, 900, None)


def test_a_community_is_guessed_by_its_name(client):
    make_division(f"{TOWNSHIP}001", "胜利路社区")
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    form = client.get(reverse("villages:profile", args=[f"{TOWNSHIP}001"])).context["form"]
    assert form["kind"].value() == "community"


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"population": "about 900"}, "population"),
        ({"population": "-5"}, "population"),
        ({"population": "100", "adults": "200"}, "adults"),
        ({"population": "9" * 30}, "population"),
        ({"weak_note": "班子不团结"}, "weak_note"),
        ({"as_of": "soon"}, "as_of"),
    ],
)
def test_a_wrong_figure_is_told_at_its_field_and_nothing_typed_is_lost(client, address, figures, field):
    form = client.post(address, _payload(merged_from="南村", **figures)).context["form"]
    assert set(form.errors) == {field}
    assert form["merged_from"].value() == "南村"
    assert not VillageProfile.objects.exists()


def test_the_second_of_two_people_sees_what_the_first_has_changed_and_decides(client, address, village):
    first = make_profile(village, population=900, adults=700)
    scope = scope_of(make_officer(Role.COUNTY_ORGANISER))
    save_profile(scope=scope, village=village, values={"population": 950, "adults": 720}, version=first.version)
    typed = _payload(version="1", population="900", adults="710", groups="4")
    form = client.post(address, typed).context["form"]
    shown = {difference.label: difference for difference in form.differences}
    assert set(shown) == {"Population", "Adults"}
    assert [(d.before, d.now, d.typed, d.both) for d in shown.values()] == [
        ("900", "950", "950", False),
        ("700", "720", "710", True),
    ]
    # What he left alone follows the other, what he typed stays.
    assert (form["population"].value(), form["adults"].value(), form["groups"].value()) == ("950", "710", "4")
    assert VillageProfile.objects.get().groups is None

    again = {name: form[name].value() or "" for name in ("population", "adults", "groups", "version")}
    client.post(address, _payload(**again))
    profile = VillageProfile.objects.get()
    assert (profile.population, profile.adults, profile.groups) == (950, 710, 4)


def test_two_who_enter_a_first_profile_meet_too(client, address, village):
    make_profile(village, population=900)
    form = client.post(address, _payload(population="800")).context["form"]
    assert [(d.before, d.now, d.typed) for d in form.differences] == [("—", "900", "800")]


def test_a_change_of_what_the_form_does_not_show_needs_no_decision(client, address, village):
    make_profile(village, population=900)
    VillageProfile.objects.update(version=5)
    assert client.post(address, _payload(version="1", population="910")).status_code == 302
    assert VillageProfile.objects.get().population == 910


def test_an_abolished_village_is_not_changed(client, address, village):
    village.abolished_on = "2026-01-01"
    village.save()
    assert client.get(address).status_code == 404
    assert client.post(address, _payload(population="800")).status_code == 404


def test_outside_the_scope_there_is_no_form(client, address):
    make_division("140431200201")
    outside = reverse("villages:profile", args=["140431200201"])
    assert client.get(outside).status_code == 404
    assert client.post(outside, _payload(population="1")).status_code == 404
