import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import SecondFactorRule, User
from accounts.roles import Role
from tests.factories import COUNTY, make_officer

pytestmark = pytest.mark.django_db
RULES = reverse("staff:second_factor")


def test_the_administrator_demands_it_of_a_role_with_a_reason(client: Client, admin: User):
    observer = Client()
    observer.force_login(make_officer(Role.OBSERVER, username="observer"))
    assert observer.get(reverse("accounts:me")).status_code == 200
    assert client.post(RULES, {"roles": ["observer"], "reason": ""}).context["form"].errors.keys() == {"reason"}
    assert client.post(RULES, {"roles": ["observer"], "reason": "decision 12"}).status_code == 302
    assert observer.get(reverse("accounts:me"))["Location"] == reverse("factors:set_up")


def test_saving_without_a_change_needs_no_reason(client: Client, admin: User):
    SecondFactorRule.objects.create(county_id=COUNTY, role="observer", reason="decision 12")
    assert client.post(RULES, {"roles": ["observer"], "reason": ""}).status_code == 302


def test_an_administrator_who_demands_it_of_himself_sets_it_up_next(client: Client, admin: User):
    client.post(RULES, {"roles": ["county_admin"], "reason": "decision 12"})
    assert client.get(RULES)["Location"] == reverse("factors:set_up")


def test_what_the_operator_demands_cannot_be_chosen_away(client: Client, admin: User, settings):
    settings.SECOND_FACTOR_ROLES = ["auditor"]
    form = client.get(RULES).context["form"]
    assert "auditor" not in dict(form.fields["roles"].choices)
    response = client.post(RULES, {"roles": [], "reason": "none"})
    assert response.status_code == 302
    assert settings.SECOND_FACTOR_ROLES == ["auditor"]
