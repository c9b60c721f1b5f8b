"""The page of statistics and its workbook: the user's divisions, constant queries, names that are no formulas."""

from io import BytesIO

import openpyxl
import pytest

from accounts.roles import Role
from elections.models import Election
from filings.ratios import Ratio
from filings.statistics.sheets import SHEETS
from tests.factories import COUNTY, FRAME_QUERIES, VILLAGE, make_division, make_officer
from villages.models import Division

pytestmark = pytest.mark.django_db
TOWNSHIP = VILLAGE[:9]
ADDRESS = "/documents/statistics/"


def lines_of(page, place=0):
    _sheet, lines = page.context["tables"][place]
    return {line.name: line.values for line in lines}


@pytest.fixture
def signed_in(client, organiser):
    client.force_login(organiser)
    return client


def test_the_county_sees_its_townships_and_a_township_its_villages(signed_in, client, election):
    assert set(lines_of(signed_in.get(ADDRESS))) == {"沁河镇", "合计"}
    assert set(lines_of(signed_in.get(ADDRESS, {"division": TOWNSHIP}))) == {"城西村", "合计"}
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    page = client.get(ADDRESS)
    assert set(lines_of(page)) == {"城西村", "合计"}
    assert [one.code for one in page.context["divisions"]] == [TOWNSHIP]


@pytest.mark.parametrize("code", [COUNTY, "140431101", "999999", "x"])
def test_a_division_of_others_does_not_exist(client, election, code):
    make_division("140431101")
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert client.get(ADDRESS, {"division": code}).status_code == 404


def test_without_a_cycle_there_is_nothing_to_count(signed_in):
    make_division(COUNTY)
    page = signed_in.get(ADDRESS)
    assert "no cycle yet" in page.content.decode()


def test_the_page_asks_as_much_for_three_units_as_for_one(signed_in, election, django_assert_num_queries):
    for expected in (1, 3):
        with django_assert_num_queries(FRAME_QUERIES + QUERIES):
            page = signed_in.get(ADDRESS)
        assert len(lines_of(page)) == expected + 1
        if expected == 1:
            for number in (1, 2):
                village = f"14043110{number}201"
                make_division(village[:9], f"第{number}镇")
                make_division(village, "新村")
                Election.objects.create(cycle=election.cycle, village_id=village, body="committee")


QUERIES = 16


def test_the_workbook_has_the_tables_of_the_page_with_names_as_text(signed_in, election):
    Division.objects.filter(code=TOWNSHIP).update(name="=1+1镇")
    answer = signed_in.get(ADDRESS, {"format": "xlsx"})
    assert "no-store" in answer["Cache-Control"]
    book = openpyxl.load_workbook(BytesIO(answer.getvalue()))
    assert book.sheetnames == [sheet.title for sheet in SHEETS]
    first = book.worksheets[0]
    assert "2026年换届选举统计表" in first["A1"].value
    assert "中共沁源县委组织部" in first["A2"].value
    name = first["A5"]
    assert (name.value, name.data_type, name.quotePrefix) == ("=1+1镇", "s", True)
    assert [cell.value for cell in first[6]][:2] == ["合计", 1]
    assert first.cell(5, first.max_column).value == "—"


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [(Ratio(0, 0), "—"), (Ratio(1, 3), "33.3%"), (Ratio(2, 3), "66.7%"), (Ratio(91, 2, percent=False), "45.5")],
)
def test_shares_are_worked_out_where_they_are_shown(ratio, shown):
    assert str(ratio) == shown
