"""The matrix of persons and departments: what is shown, filtered, exported, and in how many queries."""

import io

import openpyxl
import pytest
from django.urls import reverse

from accounts.roles import Role
from accounts.scope import scope_of
from tests.factories import TOWNSHIP, VILLAGE, make_cycle, make_department, make_officer
from tests.vetting.factories import (
    COURT,
    answer,
    answer_all,
    make_batch,
    make_head,
    make_organiser,
    make_review,
    make_reviewer,
    problem,
    publish_bars,
    sheet_of,
)
from vetting import services
from vetting.models import Batch

pytestmark = pytest.mark.django_db

ELSEWHERE = "140431101201"


@pytest.fixture
def batch():
    """王小明 has a signed problem, 李小红 something unknown, 陈大 is clear by the police, 赵二 is open."""
    publish_bars()
    make_cycle(villages=[VILLAGE, ELSEWHERE])
    reviews = [make_review(name, village=VILLAGE) for name in ("王小明", "李小红", "陈大")]
    reviews.append(make_review("赵二", village=ELSEWHERE))
    batch = make_batch(reviews=reviews)
    sheet = sheet_of(batch)
    reviewer, head = make_reviewer(sheet.department), make_head(sheet.department)
    places = {entry.review.person.name: entry.position for entry in batch.entries.all()}
    answer(sheet, reviewer, place=places["王小明"], **problem())
    services.sign_opinions(scope=scope_of(head), user=head, sheet=sheet)
    answer(sheet, reviewer, "unknown", place=places["李小红"])
    answer(sheet, reviewer, place=places["陈大"])
    return batch


def names(response):
    return [entry.review.person.name for entry, _cells, _verdict, _issued in response.context["rows"]]


def page(client, batch, **asked):
    return client.get(reverse("vetting:batch", args=[batch.pk]), asked)


def test_every_cell_says_what_stands_in_it(client, batch):
    client.force_login(make_organiser("看"))
    response = page(client, batch)
    cells = {entry.review.person.name: cells for entry, cells, _verdict, _issued in response.context["rows"]}
    police = [row.sheet.department.code for row in response.context["progress"]].index("police")
    shown = {name: (row[police].state, row[police].signed) for name, row in cells.items()}
    assert shown == {
        "王小明": ("problem", True),
        "李小红": ("unknown", False),
        "陈大": ("clear", False),
        "赵二": ("", False),
    }
    text = response.content.decode()
    assert "行政拘留五日" not in text  # facts are not on the matrix
    assert "unanswered" in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "problem"}, {"王小明"}),
        ({"state": "unknown"}, {"李小红"}),
        ({"state": "unsigned"}, {"李小红", "陈大"}),
        ({"state": "consult"}, {"王小明"}),
        ({"state": "open"}, {"王小明", "李小红", "陈大", "赵二"}),
        ({"state": "overdue"}, set()),
        ({"state": "nonsense"}, {"王小明", "李小红", "陈大", "赵二"}),
        ({"village": ELSEWHERE}, {"赵二"}),
        ({"bar": "N08"}, {"王小明"}),
        ({"bar": "N09"}, set()),
        ({"q": "小"}, {"王小明", "李小红"}),
        ({"state": "problem", "village": ELSEWHERE}, set()),
    ],
)
def test_the_filters(client, batch, asked, found):
    client.force_login(make_organiser("看"))
    assert set(names(page(client, batch, **asked))) == found


def test_once_the_day_is_over_the_open_ones_are_overdue(client, batch):
    Batch.objects.filter(pk=batch.pk).update(sent_on="2026-01-05", due_on="2026-01-09")
    client.force_login(make_organiser("看"))
    response = page(client, batch, state="overdue")
    assert len(names(response)) == 4
    assert all(row.late for row in response.context["progress"])


def test_the_tabs_count_persons(client, batch):
    client.force_login(make_organiser("看"))
    counts = {label: count for label, count, _url, _current in page(client, batch).context["tabs"]}
    assert counts == {"All": 4, "Problem": 1, "Not known": 1, "Unanswered": 4, "Not signed": 2, "To be consulted on": 1}


def test_a_liaison_sees_the_persons_of_his_township_and_no_bars(client, batch):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    response = page(client, batch)
    assert set(names(response)) == {"王小明", "李小红", "陈大"}
    assert {row.asked for row in response.context["progress"]} == {3}
    assert response.context["bars"] == []
    assert len(names(page(client, batch, bar="N08"))) == 3  # the filter is not his
    assert "N08" not in response.content.decode()


def test_the_export_holds_the_answers_and_no_facts(client, batch):
    client.force_login(make_organiser("看"))
    content = page(client, batch, format="xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    heads = list(rows[0])
    table = {row[heads.index("Name")]: row for row in rows[1:]}
    police = heads.index("公安")
    assert table["王小明"][police] == "problem"
    assert table["李小红"][police] == "not known (not signed)"
    assert table["赵二"][police] == "unanswered"
    assert not any("行政拘留五日" in str(cell) for row in rows for cell in row)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_are_the_same_for_more_persons(client, count, django_assert_num_queries):
    batch = make_batch(*[f"王{'甲乙丙'[number]}" for number in range(count)])
    client.force_login(make_organiser("看"))
    page(client, batch)
    with django_assert_num_queries(23):
        page(client, batch)


def test_a_closed_and_clean_batch_is_concluded_and_listed(client):
    batch = make_batch("王小明", "李小红")
    answer_all(batch)
    client.force_login(make_organiser("看"))
    [row] = client.get(reverse("vetting:batch_list")).context["listing"].page.object_list
    assert (row.persons, row.asked, row.answered, row.problems) == (2, 8, 8, 0)
    address = reverse("vetting:batch_conclude", args=[batch.pk])
    assert client.get(address).context["count"] == 2
    wrong = client.post(address, {"count": "1"})
    assert "count" in wrong.context["form"].errors
    assert client.post(address, {"count": "2"}).status_code == 302
    assert client.get(address).context["count"] == 0


def test_another_countys_batch_does_not_exist(client, batch):
    client.force_login(make_officer(Role.COUNTY_ORGANISER, "140430"))
    assert page(client, batch).status_code == 404


def test_a_department_is_asked_for_the_bars_it_decides_on(client):
    make_department("tax", name="县税务局")
    batch = make_batch()
    client.force_login(make_organiser("看"))
    codes = [row.sheet.department.code for row in page(client, batch).context["progress"]]
    assert COURT in codes
    assert "tax" in codes  # of the sample list: N12
    assert "audit" not in codes
