"""The list of elections."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from tests.factories import TOWNSHIP, make_cycle, make_officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_elections_takes_the_same_queries_for_more_rows(client, count, django_assert_max_num_queries):
    make_cycle(villages=[f"{TOWNSHIP}20{number}" for number in range(count)])
    client.force_login(make_officer(Role.COUNTY_LEADER))
    with django_assert_max_num_queries(12):
        answer = client.get(reverse("elections:election_list"))
    assert answer.content.decode().count("<tr") >= 3 * count
