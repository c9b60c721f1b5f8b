"""Renaming, merging, abolishing: each leaves its day, reason and document, and no code is lost."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from accounts.roles import Role
from accounts.scope import Grant, Scope
from electionadmin.versions import Stale
from tests.factories import COUNTY, TOWNSHIP, make_division, make_person, seat
from villages.models import Division
from villages.services import abolish, merge_villages, rename_division, restore

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
ORDER = {"on": datetime.date(2026, 3, 1), "reason": "合村并居", "document": "沁政发〔2026〕3号"}
WEST, EAST, SOUTH = (f"{TOWNSHIP}{number}" for number in ("201", "202", "203"))


def test_a_rename_keeps_the_old_name_in_the_history_and_finds_the_new_one_by_pinyin():
    village = make_division(WEST, "城西村")
    change = rename_division(scope=ORGANISER, division=village, name=" 新  西村 ", seen_name="城西村", **ORDER)
    village.refresh_from_db()
    assert (village.name, village.initials) == ("新 西村", "xxc")
    assert (change.old_name, change.new_name, change.document) == ("城西村", "新 西村", ORDER["document"])


def test_the_second_of_two_who_rename_is_told():
    village = make_division(WEST, "城西村")
    rename_division(scope=ORGANISER, division=village, name="新西村", seen_name="城西村", **ORDER)
    with pytest.raises(Stale) as told:
        rename_division(scope=ORGANISER, division=village, name="老西村", seen_name="城西村", **ORDER)
    assert str(told.value.current) == "新西村"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "城西村"}, "name"),
        ({"name": "城东村"}, "name"),
        ({"name": "村" * 101}, "name"),
        ({"reason": " "}, "reason"),
        ({"on": datetime.date(2099, 1, 1)}, "on"),
    ],
)
def test_a_rename_needs_a_new_name_a_reason_and_a_day_that_has_come(changes, field):
    make_division(EAST, "城东村")
    village = make_division(WEST, "城西村")
    with pytest.raises(ValidationError) as refused:
        rename_division(
            scope=ORGANISER, division=village, **{"name": "新村", "seen_name": "城西村", **ORDER, **changes}
        )
    assert set(refused.value.error_dict) == {field}


def test_merged_villages_stay_on_record_and_point_to_their_successor():
    west, east, south = (make_division(code) for code in (WEST, EAST, SOUTH))
    member = seat(make_person(), east)
    changes = merge_villages(scope=ORGANISER, villages=[east, south], into=west, **ORDER)
    assert [change.division_id for change in changes] == [EAST, SOUTH]
    gone = Division.objects.filter(abolished_on=ORDER["on"])
    assert set(gone.values_list("code", "successor_id")) == {(EAST, WEST), (SOUTH, WEST)}
    assert list(west.predecessors.order_by("code")) == [east, south]
    member.refresh_from_db()
    assert member.ends_on == ORDER["on"]


@pytest.mark.parametrize("what", ["nothing", "itself", "abolished", "township"])
def test_a_merger_needs_villages_in_force(what):
    west, east = make_division(WEST), make_division(EAST)
    merged = {"nothing": [], "itself": [west], "abolished": [east], "township": [west.parent]}[what]
    if what == "abolished":
        abolish(scope=ORGANISER, division=east, **ORDER)
    with pytest.raises(ValidationError):
        merge_villages(scope=ORGANISER, villages=merged, into=west, **ORDER)
    assert not Division.objects.exclude(successor=None).exists()


def test_a_township_is_abolished_only_when_nothing_lies_in_it():
    village = make_division(WEST)
    with pytest.raises(ValidationError):
        abolish(scope=ORGANISER, division=village.parent, **ORDER)
    abolish(scope=ORGANISER, division=village, **ORDER)
    abolish(scope=ORGANISER, division=village.parent, **ORDER)
    assert Division.objects.get(pk=TOWNSHIP).abolished_on == ORDER["on"]


def test_a_mistake_is_taken_back_and_both_steps_stay_in_the_history():
    west, east = make_division(WEST), make_division(EAST)
    merge_villages(scope=ORGANISER, villages=[east], into=west, **ORDER)
    restore(scope=ORGANISER, division=east, on=ORDER["on"], reason="录入错误")
    east.refresh_from_db()
    assert (east.abolished_on, east.successor) == (None, None)
    assert [change.kind for change in east.changes.all()] == ["restored", "merged"]


def test_only_the_county_changes_divisions():
    village = make_division(WEST, "城西村")
    liaison = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
    with pytest.raises(Http404):
        rename_division(scope=liaison, division=village, name="新西村", seen_name="城西村", **ORDER)
    with pytest.raises(Http404):
        abolish(scope=liaison, division=village, **ORDER)


def test_the_database_refuses_a_successor_of_a_division_in_force():
    make_division(EAST)
    make_division(WEST)
    with pytest.raises(IntegrityError), transaction.atomic():
        Division.objects.filter(pk=WEST).update(successor_id=EAST)
