"""Links are shown to those who may open them."""

import pytest
from django.urls import reverse

from accounts.pages import opens
from accounts.roles import Role
from accounts.scope import Grant, Scope
from tests.factories import COUNTY, TOWNSHIP, VILLAGE

LIAISON = Scope((Grant(Role.TOWNSHIP_LIAISON, TOWNSHIP, ""),))
INFORMANT = Scope((Grant(Role.VILLAGE_INFORMANT, VILLAGE, ""),))
LEADER = Scope((Grant(Role.COUNTY_LEADER, COUNTY, ""),))


@pytest.mark.parametrize("page", ["candidates:inspection", "candidates:talk"])
def test_an_informant_is_shown_no_inspections_and_a_leader_is(page):
    address = reverse(page, args=[1])
    assert (opens(INFORMANT, address), opens(LEADER, address)) == (False, True)


def test_what_follows_the_question_mark_does_not_matter():
    address = reverse("candidates:inspection_begin") + "?code=140431100200"
    assert not opens(INFORMANT, address)
    assert opens(LIAISON, address)
    assert opens(LIAISON, reverse("elections:election", args=[1]) + "?step=vote")


@pytest.mark.parametrize("address", ["", "/nowhere/", "?state=open"])
def test_what_is_no_page_is_not_opened(address):
    assert not opens(LEADER, address)
