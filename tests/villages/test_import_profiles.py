"""Spreadsheet of villages' figures: all faults at once, empty cells keep, the export comes back without a change."""

import csv

import pytest

from accounts.roles import Role
from accounts.scope import Grant, Scope
from sheets.engine import run
from sheets.spec import Order
from sheets.writing import write_table
from tests.factories import COUNTY, TOWNSHIP, VILLAGE, make_division, make_profile
from villages.models import VillageProfile
from villages.spreadsheets import ProfileSheet

pytestmark = pytest.mark.django_db
ORGANISER = Scope((Grant(Role.COUNTY_ORGANISER, COUNTY, ""),))
OTHER = "140431200201"


@pytest.fixture
def send(tmp_path):
    def send(*rows, scope=ORGANISER, **options):
        path = tmp_path / "figures.csv"
        heads = list(dict.fromkeys(head for row in rows for head in row))
        with path.open("w", newline="", encoding="utf-8") as target:
            writer = csv.DictWriter(target, heads)
            writer.writeheader()
            writer.writerows(rows)
        return run(ProfileSheet(), path, order=Order(scope=scope, file_name="figures.csv"), **options)

    return send


def _counts(outcome):
    return outcome.counts.created, outcome.counts.changed, outcome.counts.unchanged


@pytest.fixture
def village():
    return make_division(VILLAGE, "城西村")


def test_figures_come_in_and_a_second_time_change_nothing(send, village):
    row = {
        "区划代码": VILLAGE,
        "村名": "城西村村委会",
        "人口": "1,200",
        "成年人": "９００",
        "软弱涣散": "否",
        "统计日期": "2026.9.30",
    }
    assert _counts(send(row)) == (1, 0, 0)
    profile = VillageProfile.objects.get()
    assert (profile.kind, profile.population, profile.adults, profile.households) == ("village", 1200, 900, None)
    assert str(profile.as_of) == "2026-09-30"
    assert _counts(send(row)) == (0, 0, 1)
    profile.refresh_from_db()
    assert (profile.version, profile.events.count()) == (1, 1)


def test_a_community_is_known_by_its_name(send):
    make_division(f"{TOWNSHIP}001", "胜利路社区")
    send({"区划代码": f"{TOWNSHIP}001", "人口": "1"})
    assert VillageProfile.objects.get().kind == "community"


def test_an_empty_cell_keeps_what_is_on_record_and_zero_replaces_it(send, village):
    make_profile(village, population=500, groups=4, collective_debt=10)
    send({"区划代码": VILLAGE, "人口": "510", "村民小组": "", "集体债务": "0"})
    profile = VillageProfile.objects.get()
    assert (profile.population, profile.groups, profile.collective_debt, profile.version) == (510, 4, 0, 2)


def test_the_export_comes_back_without_a_change(tmp_path, village):
    make_profile(
        village,
        population=500,
        adults=0,
        merged_from="=南村",
        weak_organisation=True,
        weak_note="班子不团结",
        as_of="2026-09-30",
        collective_income=123_456_789_012,
    )
    make_profile(make_division(f"{TOWNSHIP}001", "胜利路社区"), kind="community")
    path = tmp_path / "export.xlsx"
    with write_table(ProfileSheet(), ProfileSheet().export(ORGANISER)) as table:
        path.write_bytes(table.read())
    outcome = run(ProfileSheet(), path, order=Order(scope=ORGANISER))
    assert outcome.problems == []
    assert _counts(outcome) == (0, 0, 2)


def test_an_export_holds_the_scope_alone(village):
    make_profile(village)
    make_profile(make_division(OTHER))
    liaison = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
    assert [row[0] for row in ProfileSheet().export(liaison)] == [VILLAGE]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"人口": "about 900"}, "population"),
        ({"人口": "-1"}, "population"),
        ({"人口": "100", "成年人": "101"}, "adults"),
        ({"户数": "501"}, "households"),
        ({"党员": "501"}, "party_members"),
        ({"整顿情况": "班子不团结"}, "weak_note"),
        ({"软弱涣散": "maybe"}, "weak"),
        ({"统计日期": "2099-01-01"}, "as_of"),
        ({"类型": "city"}, "kind"),
        ({"村名": "城东村"}, "village"),
        ({"区划代码": OTHER}, "code"),
        ({"区划代码": TOWNSHIP}, "code"),
        ({"区划代码": "14043110020"}, "code"),
        ({"区划代码": "", "人口": "7"}, "code"),
    ],
)
def test_a_fault_is_named_by_line_and_column_and_nothing_is_stored(send, village, row, column):
    make_profile(village, population=500)
    good = make_division(f"{TOWNSHIP}299")
    outcome = send({"区划代码": good.code, "人口": "7"}, {"区划代码": VILLAGE, **row})
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(3, column)]
    assert VillageProfile.objects.count() == 1
    assert VillageProfile.objects.get().version == 1


def test_all_faults_are_told_in_one_pass_and_the_good_rows_go_in_on_request(send, village):
    good = make_division(f"{TOWNSHIP}299")
    rows = [
        {"区划代码": VILLAGE, "人口": "x", "户数": "y"},
        {"区划代码": good.code, "人口": "7"},
        {"区划代码": good.code, "人口": "8"},
    ]
    outcome = send(*rows, skip_bad=True)
    assert [(p.line, p.column) for p in outcome.problems] == [(2, "population"), (2, "households"), (4, "code")]
    assert VillageProfile.objects.get().population == 7


def test_a_liaison_imports_only_his_own_villages(send, village):
    make_division(OTHER)
    liaison = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
    outcome = send({"区划代码": VILLAGE, "人口": "7"}, {"区划代码": OTHER, "人口": "7"}, scope=liaison)
    assert [(problem.line, problem.column) for problem in outcome.problems] == [(3, "code")]


def test_an_abolished_village_is_refused(send, village):
    village.abolished_on = "2026-01-01"
    village.save()
    assert [problem.column for problem in send({"区划代码": VILLAGE, "人口": "7"}).problems] == ["code"]
