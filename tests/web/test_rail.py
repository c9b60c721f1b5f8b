"""The rail: what a user may open, where he is, and what waits there."""

import pytest
from django.test import Client

from accounts.navigation import rail
from accounts.roles import Role
from tests.factories import make_cycle, make_division, make_officer
from villages.models import Division

pytestmark = pytest.mark.django_db
TOWNSHIP = "140431100"


def shown(client: Client, path: str = "/") -> dict[str, tuple[str, bool, int | None]]:
    response = client.get(path)
    sections = response.context["rail"]()
    return {link.url: (str(link.label), link.current, link.count) for section in sections for link in section.links}


@pytest.fixture
def signed_in(client: Client):
    def sign_in(role: Role, code: str = "140431") -> Client:
        client.force_login(make_officer(role, code), "django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def test_reviewer_sees_his_reviews_and_no_villages(signed_in):
    links = shown(signed_in(Role.DEPARTMENT_REVIEWER))
    assert "/villages/" not in links
    assert "/accounts/" not in links


def test_administrator_sees_the_accounts_and_no_persons(signed_in):
    links = shown(signed_in(Role.COUNTY_ADMIN))
    assert "/accounts/" in links
    assert "/persons/" not in links


@pytest.mark.parametrize(
    ("path", "current"), [("/", "/"), ("/elections/", "/elections/"), ("/elections/cycles/", "/elections/cycles/")]
)
def test_one_entry_is_where_the_user_is(signed_in, path, current):
    make_cycle(villages=[f"{TOWNSHIP}201"])
    links = shown(signed_in(Role.OBSERVER), path)
    assert [url for url, (_label, here, _count) in links.items() if here] == [current]


def test_villages_are_counted_within_the_scope(signed_in):
    for code in (f"{TOWNSHIP}201", f"{TOWNSHIP}202", "140431101201"):
        make_division(code)
    assert shown(signed_in(Role.TOWNSHIP_LIAISON, TOWNSHIP))["/villages/"][2] == 2


def test_abolished_village_is_not_counted(signed_in):
    make_division(f"{TOWNSHIP}201")
    make_division(f"{TOWNSHIP}202")
    Division.objects.filter(pk=f"{TOWNSHIP}202").update(abolished_on="2020-01-01")
    assert shown(signed_in(Role.OBSERVER))["/villages/"][2] == 1


def test_nobody_signed_in_sees_no_rail(client: Client):
    assert client.get("/account/sign-in/").context["rail"]() == []


def test_all_counts_cost_one_query(signed_in, django_assert_num_queries):
    client = signed_in(Role.COUNTY_ORGANISER)
    request = client.get("/").wsgi_request
    with django_assert_num_queries(1):
        links = [link for section in rail(request)["rail"]() for link in section.links]
    assert sum(link.count is not None for link in links) >= 2
