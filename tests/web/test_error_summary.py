"""Every form of the application that is sent empty: what is wrong stands at its field and in a summary that takes the focus."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.test import Client
from django.test.utils import ContextList
from django.urls import reverse

from accounts.models import Duty
from accounts.roles import LEVELS, Act, Role
from accounts.scope import scope_of
from tests.addresses import Address, addresses
from tests.factories import make_department, make_division, make_officer
from tests.samples import sample_for
from tests.test_permissions import sees

pytestmark = pytest.mark.django_db
VILLAGE = "140431100201"
FORMS = [address for address in addresses() if address.view.access.writes]  # type: ignore[attr-defined]


class _Summary(HTMLParser):
    """Addresses that the summary leads to, and the ids of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.summaries = 0
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        if "error-summary" in (given.get("class") or "").split():
            self._inside = True
            self.summaries += "data-focus" in given
        if self._inside and tag == "a":
            self.links.add((given.get("href") or "").removeprefix("#"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "div":
            self._inside = False


def refused_forms(context: ContextList | dict[str, Any] | None) -> Iterator[BaseForm]:
    """Forms of a page that were sent and refused."""
    seen: set[int] = set()
    for layer in context if isinstance(context, list) else [context or {}]:
        for part in layer:
            values: list[Any] = list(part.values()) if hasattr(part, "values") else []
            for value in values:
                if isinstance(value, BaseForm) and value.is_bound and value.errors and id(value) not in seen:
                    seen.add(id(value))
                    yield value


@pytest.mark.parametrize("address", FORMS, ids=lambda address: address.name)
def test_an_empty_form_is_refused_at_its_fields_and_in_a_summary(client: Client, address: Address):
    make_division(VILLAGE)
    samples = {argument: sample_for(address.name, argument)(VILLAGE) for argument in address.arguments}
    url = reverse(address.name, kwargs={name: sample.value for name, sample in samples.items()})
    access = address.view.access  # type: ignore[attr-defined]
    act: Act | None = access.write or access.read
    for role in Role:
        user = make_officer(role, VILLAGE[: LEVELS[role]], username=role.value)
        if role is Role.DEPARTMENT_REVIEWER:
            Duty.objects.filter(user=user).update(department=make_department(f"own{role.value}"))
        if access.public or sees(scope_of(user), act, samples):
            break
    else:
        pytest.skip("seen by nobody: the page is its maker's own")
    if not access.public:
        client.force_login(user)
    response = client.post(url)
    forms = list(refused_forms(response.context))
    if response.status_code != 200 or not forms:
        return
    summary = _Summary(response.content.decode())
    assert summary.summaries == 1
    wrong = {form[name].id_for_label for form in forms for name in form.errors if name != NON_FIELD_ERRORS}
    assert {link for link in wrong if link} <= summary.links
    assert summary.links <= summary.ids
