"""Storing a village's figures: empty is not zero, and the second of two people is told."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.roles import Role
from accounts.scope import Grant, Scope
from electionadmin.versions import Stale
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_profile
from villages.models import VillageProfile
from villages.services import save_profile

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))


def test_what_is_not_known_stays_empty_and_zero_is_a_figure():
    profile = make_profile(make_division(VILLAGE), population=0)
    profile.refresh_from_db()
    assert (profile.population, profile.adults) == (0, None)
    assert "population" not in profile.missing()
    assert "adults" in profile.missing()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"population": -1}, "population"),
        ({"population": 10, "adults": 11}, "adults"),
        ({"population": 10, "households": 11}, "households"),
        ({"population": 10, "party_members": 11}, "party_members"),
        ({"collective_debt": -1}, "collective_debt"),
        ({"weak_note": "reason"}, "weak_note"),
    ],
)
def test_impossible_figures_are_refused_and_name_their_field(values, field):
    with pytest.raises(ValidationError) as refused:
        make_profile(make_division(VILLAGE), **values)
    assert field in {problem.code for problems in refused.value.error_dict.values() for problem in problems}


@pytest.mark.parametrize("values", [{"population": 10, "adults": 11}, {"groups": -1}])
def test_the_database_refuses_them_too(values):
    make_division(VILLAGE)
    with pytest.raises(IntegrityError), transaction.atomic():
        VillageProfile.objects.create(village_id=VILLAGE, kind="village", **values)


def test_a_second_person_is_told_that_the_profile_has_changed():
    village = make_division(VILLAGE)
    make_profile(village, population=500)
    save_profile(scope=ORGANISER, village=village, values={"population": 510}, version=1)
    with pytest.raises(Stale) as told:
        save_profile(scope=ORGANISER, village=village, values={"population": 520}, version=1)
    assert told.value.current.population == 510
    assert told.value.current.version == 2


def test_saving_the_same_figures_again_leaves_no_trace():
    village = make_division(VILLAGE)
    profile = make_profile(village, population=500)
    save_profile(scope=ORGANISER, village=village, values={"population": 500}, version=1)
    profile.refresh_from_db()
    assert profile.version == 1
    assert profile.events.count() == 1


def test_a_liaison_changes_only_his_own_villages():
    village = make_division(VILLAGE)
    own = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
    assert save_profile(scope=own, village=village, values={"kind": "village"}, version=0)
    other = Scope((Grant(Role.TOWNSHIP_LIAISON, "140431200", ""),))
    with pytest.raises(Http404):
        save_profile(scope=other, village=village, values={"population": 1}, version=1)
