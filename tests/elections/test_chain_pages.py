"""The page of the chains and the county's additions."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from elections.chain.models import CountyChain
from tests.elections.chain import open_cycle, state
from tests.factories import make_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_gates")]


def _payload(**changes):
    return {
        "at": "vote",
        "name": "",
        "approval": "county",
        "requested_by": "township",
        "plan": "2",
        "basis": "沁组发〔2026〕3号",
        "reason": "从严把关",
    } | changes


def test_the_page_shows_every_step_with_article_and_days(client):
    open_cycle()
    client.force_login(make_officer(Role.OBSERVER))
    text = client.get(reverse("elections:chain")).content.decode()
    assert "第十七条" in text
    assert "D-20" in text
    assert "关于召开党员大会进行换届选举的请示" in text
    assert reverse("elections:chain_add", args=["party"]) not in text


def test_an_approval_and_a_step_are_added_as_versions(client):
    cycle = open_cycle()
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    url = reverse("elections:chain_add", args=["party"])
    assert client.post(url, _payload()).status_code == 302
    assert client.post(url, _payload(name="书记集中培训")).status_code == 302
    assert list(CountyChain.objects.order_by("version").values_list("version", "reason")) == [
        (1, "从严把关"),
        (2, "从严把关"),
    ]
    assert state(cycle, "own-2") == "not_started"
    text = client.get(reverse("elections:chain")).content.decode()
    assert "书记集中培训" in text
    assert "沁组发〔2026〕3号" in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"basis": ""}, "basis"),
        ({"at": "nowhere"}, "at"),
        ({"approval": "village"}, "approval"),
        ({"plan": "soon"}, "plan"),
        ({"approval": "township"}, "__all__"),
    ],
)
def test_an_addition_that_lacks_something_is_refused(client, changes, field):
    open_cycle()
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    answer = client.post(reverse("elections:chain_add", args=["party"]), _payload(**changes))
    assert field in answer.context["form"].errors
    assert not CountyChain.objects.exists()


def test_without_a_cycle_there_is_nothing_to_add_to_and_without_the_body_no_page(client):
    client.force_login(make_officer(Role.COUNTY_ORGANISER))
    assert client.get(reverse("elections:chain_add", args=["party"])).url == reverse("elections:chain")
    open_cycle()
    assert client.get(reverse("elections:chain_add", args=["council"])).status_code == 404
