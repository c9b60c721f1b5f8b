"""The tree of divisions on the web, and its changes by hand."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.factories import COUNTY, FRAME_QUERIES, TOWNSHIP, make_division, make_officer
from villages.models import Division
from villages.services.divisions import initials_of

pytestmark = pytest.mark.django_db
WEST, EAST = f"{TOWNSHIP}201", f"{TOWNSHIP}202"
OTHER = "140431200"
ORDER = {"on": "2026-03-01", "reason": "合村并居", "document": "沁政发〔2026〕3号"}


@pytest.fixture
def tree():
    for code, name in ((COUNTY, "沁源县"), (TOWNSHIP, "沁河镇"), (OTHER, "郭道镇"), (WEST, "城西村"), (EAST, "城东村")):
        make_division(code, name)
        Division.objects.filter(pk=code).update(initials=initials_of(name))


def _url(name, code):
    return reverse(f"villages:division{name}", args=[code])


def test_the_tree_opens_at_the_users_own_division(client, tree):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    assert client.get(reverse("villages:division_list")).url == _url("", TOWNSHIP)


def test_a_level_shows_what_lies_below_with_its_villages(client, tree):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    context = client.get(_url("", COUNTY)).context
    assert [(child.name, count) for child, count in context["rows"]] == [("沁河镇", 2), ("郭道镇", 0)]
    assert context["total"] == 2


def test_the_path_leads_up_only_as_far_as_the_scope(client, tree):
    client.force_login(make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP))
    path = client.get(_url("", WEST)).context["path"]
    assert [(above.code, open_) for above, open_ in path][-2:] == [(COUNTY, False), (TOWNSHIP, True)]
    assert client.get(_url("", COUNTY)).status_code == 404
    assert client.get(_url("", OTHER)).status_code == 404


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"q": "城"}, [WEST, EAST]),
        ({"q": "cxc"}, [WEST]),
        ({"q": "140431200000"}, [OTHER]),
        ({"level": "9"}, [TOWNSHIP, OTHER]),
    ],
)
def test_divisions_are_found_by_name_initials_and_code(client, tree, query, codes):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    page = client.get(reverse("villages:division_list"), query).context["listing"].page
    assert [division.code for division in page.object_list] == codes


def test_a_rename_stands_in_the_history(client, tree):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    typed = {**ORDER, "name": "新西村", "seen_name": "城西村"}
    assert client.post(_url("_rename", WEST), typed).url == _url("", WEST)
    content = client.get(_url("", WEST)).content.decode()
    assert "城西村 → 新西村" in content
    assert ORDER["document"] in content


def test_the_second_rename_is_told_and_decides(client, tree):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    client.post(_url("_rename", WEST), {**ORDER, "name": "新西村", "seen_name": "城西村"})
    typed = {**ORDER, "name": "老西村", "seen_name": "城西村"}
    form = client.post(_url("_rename", WEST), typed).context["form"]
    assert "新西村" in str(form.errors["name"])
    assert form["name"].value() == "老西村"
    client.post(_url("_rename", WEST), {**typed, "seen_name": form["seen_name"].value()})
    assert Division.objects.get(pk=WEST).name == "老西村"


def test_a_merged_village_stays_and_points_to_its_successor(client, tree):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    offered = client.get(_url("_merge", WEST)).context["form"].fields["villages"].queryset
    assert [village.code for village in offered] == [EAST]
    client.post(_url("_merge", WEST), {**ORDER, "villages": [EAST]})
    gone = client.get(_url("", EAST))
    assert (gone.context["division"].successor_id, gone.status_code) == (WEST, 200)
    assert [child.code for child in client.get(_url("", TOWNSHIP)).context["abolished"]] == [EAST]
    village = client.get(reverse("villages:village", args=[EAST]))
    assert not village.context["may_change"]


@pytest.mark.parametrize(
    ("page", "typed", "field"),
    [
        ("_merge", {**ORDER}, "villages"),
        ("_merge", {**ORDER, "villages": [EAST], "reason": ""}, "reason"),
        ("_merge", {**ORDER, "villages": [EAST], "on": "2099-01-01"}, "on"),
        ("_merge", {**ORDER, "villages": [WEST]}, "villages"),
        ("_abolish", {**ORDER, "on": "soon"}, "on"),
        ("_rename", {**ORDER, "seen_name": "城西村", "name": "城东村"}, "name"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client, tree, page, typed, field):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert set(client.post(_url(page, WEST), typed).context["form"].errors) == {field}


def test_a_township_that_is_not_empty_is_not_abolished(client, tree):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    form = client.post(_url("_abolish", TOWNSHIP), ORDER).context["form"]
    assert form.non_field_errors()
    assert Division.objects.get(pk=TOWNSHIP).abolished_on is None


def test_an_abolished_village_is_restored(client, tree):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    client.post(_url("_abolish", WEST), ORDER)
    assert client.get(_url("_rename", WEST)).status_code == 404
    client.post(_url("_restore", WEST), {**ORDER, "reason": "录入错误"})
    assert client.get(_url("_restore", WEST)).status_code == 404
    changes = client.get(reverse("villages:change_list")).context["listing"].page.object_list
    assert {change.kind for change in changes} == {"abolished", "restored"}


@pytest.mark.parametrize("page", ["_rename", "_merge", "_abolish"])
@pytest.mark.parametrize("role", [Role.TOWNSHIP_LIAISON, Role.AUDITOR, Role.COUNTY_LEADER])
def test_only_the_county_changes_the_tree(client, tree, page, role):
    client.force_login(make_officer(role, TOWNSHIP if role is Role.TOWNSHIP_LIAISON else COUNTY))
    assert client.get(_url(page, WEST)).status_code == 404
    assert client.post(_url(page, WEST), ORDER).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, rows):
    for number in range(rows):
        make_division(f"14043110{number}201")
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    client.get(reverse("home"))
    with django_assert_num_queries(TREE_QUERIES):
        client.get(_url("", COUNTY))


# Division, children, villages, path; changes, predecessors.
TREE_QUERIES = FRAME_QUERIES + 6
