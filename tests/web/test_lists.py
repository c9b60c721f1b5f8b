"""List pages from their declaration: search, filters, order, pages, notes, export, print."""

import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import Client, RequestFactory

from accounts.roles import Role
from accounts.scope import Scope
from electionadmin.web.lists import Column, Filter, Listing, Table, list_response
from tests.factories import make_cycle, make_division, make_officer
from villages.models import Division

pytestmark = pytest.mark.django_db
TOWNSHIP = "140431100"


def _by_length(divisions: QuerySet[Division], length: str) -> QuerySet[Division]:
    return divisions.filter(code__regex=f"^.{{{length}}}$")


DIVISIONS = Table(
    name="divisions",
    columns=(
        Column("code", "Code", "code", sort="code"),
        Column("name", "Name", "name", sort="name", link=lambda division: f"/divisions/{division.code}/"),
        Column("parent", "Lies in", "parent_id", sort="parent_id"),
        Column("length", "Digits", lambda division: len(division.code), numeric=True),
        Column("state", "State", lambda division: "gone", badge=lambda division: ("warn", "gone")),
    ),
    filters=(Filter("level", "Level", lambda: [(9, "township"), (12, "village")], _by_length),),
    search=lambda divisions, text: divisions.filter(name__icontains=text),
    default_sort="code",
    empty="No divisions yet. Import them.",
    per_page=3,
)


def listing(query: str = "", table: Table = DIVISIONS, rows: QuerySet[Any] | None = None) -> Listing:
    asked = RequestFactory().get(f"/list/?{query}").GET.dict()
    return Listing(table, Division.objects.all() if rows is None else rows, asked, "/list/")


def shown(query: str = "") -> list[str]:
    return [row[0].text for row in listing(query).cells()]


@pytest.fixture
def villages() -> list[str]:
    codes = [f"{TOWNSHIP}20{place}" for place in range(5)]
    for place, code in enumerate(codes):
        make_division(code, name=f"{'城河'[place % 2]}{place}村")
    return codes


def page(query: str = "", **headers: str) -> HttpResponse:
    request = RequestFactory().get(f"/list/?{query}", headers=headers)
    request.user, request.scope = make_officer(Role.OBSERVER, username=f"u{query}{len(headers)}"), Scope()  # type: ignore[attr-defined]
    return list_response(
        request, table=DIVISIONS, queryset=Division.objects.filter(pk__startswith=TOWNSHIP), title="Divisions"
    )


def test_search_narrows_and_ignores_outer_and_doubled_spaces(villages):
    assert [cell.text for row in listing("q=%20%20城%20").cells() for cell in row[1:2]] == ["城0村", "城2村", "城4村"]


def test_nul_in_a_search_is_left_out(villages):
    assert listing("q=%00城").query == "城"


def test_filter_narrows(villages):
    assert shown("level=9") == [TOWNSHIP]


@pytest.mark.parametrize(
    ("query", "note"),
    [("level=7", "7"), ("sort=length", "length"), ("sort=-nonsense", "-nonsense"), ("level=7&sort=x", "x")],
)
def test_unknown_values_are_ignored_with_a_note(villages, query, note):
    state = listing(query)
    assert [row[0].text for row in state.cells()] == shown()
    assert note in state.notes[-1]


def test_parameters_that_no_list_knows_are_not_carried_on(villages):
    assert listing("utm=1&level=12").address() == "/list/?level=12"


def test_order_is_kept_by_pages_and_filters(villages):
    state = listing("sort=-name&level=12")
    assert state.page_prefix() == "/list/?level=12&sort=-name&page="
    assert [row[1].text for row in state.cells()] == ["河3村", "河1村", "城4村"]


def test_empty_values_come_last_in_both_directions(villages):
    for direction in ("", "-"):
        assert list(listing(f"sort={direction}parent&page=99").page.object_list)[-1].parent_id is None


def test_equal_values_keep_one_order_over_all_pages(villages):
    Division.objects.update(name="同名村")
    seen = [row[0].text for page in range(1, 5) for row in listing(f"sort=name&page={page}").cells()]
    assert len(seen) == len(set(seen)) == Division.objects.count()


@pytest.mark.parametrize(("asked", "number"), [("0", 4), ("99", 4), ("x", 1), ("2", 2)])
def test_page_asked_for_or_the_nearest(villages, asked, number):
    assert listing(f"page={asked}").page.number == number


def test_heading_turns_the_order(villages):
    code, name, *_rest = listing("sort=name").headings()
    assert (code.order, name.order, name.url) == ("", "ascending", "/list/?sort=-name")


def test_default_order_needs_no_address(villages):
    code, *_rest = listing("sort=-code").headings()
    assert code.url == "/list/?sort=code"
    assert listing("sort=code").address() == "/list/"


def test_conditions_say_what_narrows_and_lead_to_the_list_without_it(villages):
    conditions = [(str(c.label), str(c.text), c.url_without) for c in listing("q=城&level=12").conditions()]
    assert conditions[1] == ("Level", "village", "/list/?q=%E5%9F%8E")
    assert conditions[0][2] == "/list/?level=12"


def test_nothing_found_offers_the_whole_list(villages):
    assert 'href="/list/">' in page("q=nowhere").content.decode()


def test_empty_list_says_what_to_do():
    assert "No divisions yet. Import them." in page().content.decode()


def test_htmx_gets_the_results_alone(villages):
    content = page(hx_request="true").content.decode()
    assert content.count("<tr>") == 4
    assert "<html" not in content


def test_going_back_gets_the_whole_page(villages):
    assert "<html" in page(hx_request="true", hx_history_restore_request="true").content.decode()


def test_caches_tell_results_from_pages(villages):
    assert "HX-Request" in page()["Vary"]


def test_print_shows_every_row(villages):
    content = page("format=print").content.decode()
    assert content.count("<tr>") == 7
    assert "data-print" in content


def test_text_of_a_row_is_escaped(villages):
    Division.objects.filter(pk=villages[0]).update(name="<b>村</b>")
    assert "&lt;b&gt;村" in page().content.decode()


def sheet_of(response: HttpResponse) -> Any:
    return openpyxl.load_workbook(BytesIO(response.content)).active


def _exported(query: str = "") -> Any:
    return sheet_of(page(f"format=xlsx&{query}"))


def test_export_holds_every_row_of_the_list_with_title_and_conditions(villages):
    sheet = _exported("q=城&level=12")
    assert sheet["A1"].value == "Divisions"
    assert "城 · Level: village · " in sheet["A2"].value
    assert [cell.value for cell in sheet[3]] == ["Code", "Name", "Lies in", "Digits", "State"]
    assert [row[1].value for row in sheet.iter_rows(min_row=4)] == ["城0村", "城2村", "城4村"]
    assert sheet["D4"].value == 12


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1"])
def test_exported_text_is_never_a_formula(villages, text):
    Division.objects.filter(pk=villages[0]).update(name=text)
    cell = _exported("level=12")["B4"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_code_is_exported_as_text(villages):
    assert _exported("level=12")["A4"].data_type == "s"


@pytest.mark.parametrize(
    "value", [datetime.date(2026, 11, 2), datetime.datetime(2026, 11, 2, 8, 5, tzinfo=datetime.UTC)]
)
def test_dates_are_exported_as_dates_of_the_office(villages, value):
    table = Table(
        "t", (Column("code", "Code", "code", sort="code"), Column("day", "Day", lambda row: value)), "code", ""
    )
    request = RequestFactory().get("/list/?format=xlsx")
    response = list_response(request, table=table, queryset=Division.objects.all(), title="Days")
    cell = sheet_of(response)["B4"]
    assert cell.is_date
    assert cell.value.hour == (16 if isinstance(value, datetime.datetime) else 0)


def test_declaration_that_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="no column to sort by"):
        Table("t", (Column("code", "Code", "code"),), "code", "")
    with pytest.raises(ValueError, match="belong to every list"):
        Table(
            "t",
            (Column("code", "Code", "code", sort="code"),),
            "code",
            "",
            filters=(Filter("page", "Page", list, lambda rows, value: rows),),
        )


@pytest.mark.parametrize("villages_in_cycle", [1, 3])
def test_list_costs_the_same_whatever_its_length(client: Client, django_assert_num_queries, villages_in_cycle):
    make_cycle(villages=[f"{TOWNSHIP}20{place}" for place in range(villages_in_cycle)])
    client.force_login(make_officer(Role.OBSERVER), "django.contrib.auth.backends.ModelBackend")
    client.get("/elections/")
    with django_assert_num_queries(7):  # session, user, duties, counts of the rail, cycle; count and rows
        client.get("/elections/")
