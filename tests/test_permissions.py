"""Every address × every role and nobody × own place, another township, another county × reading and sending.

What must come out follows from the page's own declaration (`accounts.pages.page`) and the table of roles
(`accounts.roles`), so a new page is tested by being there; one that declares nothing fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template
from django.test import Client
from django.urls import path, reverse
from django.urls.resolvers import RegexPattern, URLResolver

from accounts.models import Duty, User
from accounts.pages import Access, page, public
from accounts.roles import ACTS, LEVELS, OF_A_DEPARTMENT, Act, Role
from accounts.scope import Scope, scope_of
from electionadmin import urls
from electionadmin.codes import covers
from tests.addresses import Address, addresses
from tests.factories import make_department, make_division, make_officer
from tests.samples import Sample, sample_for

OWN, NEIGHBOUR, FOREIGN = "140431100201", "140431101201", "140430100201"
ADDRESSES = sorted(addresses(), key=lambda address: address.name)
OPENED, SENT, HIDDEN, NOT_SENT = {200, 302}, {200, 302, 400}, {404}, {405}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody before the pages: nobody, or an officer with his scope and cookies."""

    label: str
    scope: Scope | None
    cookies: str


@dataclass(frozen=True, slots=True)
class Office:
    """The visitors and the browser they share: only its cookies change."""

    client: Client
    visitors: list[Visitor]

    def who_comes(self, access: Access, village: str, *, method: str) -> list[Visitor]:
        """All at the own place; at another one those whose duties would open the page if it lay within them.

        At a page that takes nothing it is asked once for each way out: by nobody, and by one who may read it.
        """
        visitors = [visitor for visitor in self.visitors if village == OWN or _might(visitor, access, village)]
        if method == "get" or access.writes or access.public:
            return visitors
        strangers = [visitor for visitor in visitors if visitor.scope is None]
        return strangers + [visitor for visitor in visitors if visitor.scope and _may(visitor.scope, access)][:1]

    def answer(self, visitor: Visitor, method: str, address: str) -> HttpResponse:
        """The answer to a request; what it changed is undone."""
        self.client.cookies = SimpleCookie(visitor.cookies)
        point = transaction.savepoint()
        try:
            response: HttpResponse = getattr(self.client, method)(address)
            if response.streaming:
                b"".join(response)
        finally:
            transaction.savepoint_rollback(point)
        return response


def _might(visitor: Visitor, access: Access, village: str) -> bool:
    """Whether only the place keeps an officer out: he has the act, and the neighbour does not lie in his county."""
    scope = visitor.scope
    outside = village == FOREIGN or not (scope and any(covers(grant.code, village) for grant in scope.grants))
    return scope is not None and outside and _may(scope, access)


def _may(scope: Scope, access: Access) -> bool:
    return any(act is None or scope.allows(act) for act in (access.read, access.write or access.read))


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Office]:
    """One officer of each role, signed in; all of it is rolled back after the last test.

    A page is drawn for the first who is let in, and a refusal not at all (tests/web/test_error_pages.py): who else is let
    in is told by the answer's status.
    """
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(Template, "render", _once(Template.render))
        for status in (400, 404):
            patch.setattr(urls, f"handler{status}", partial(_bare, status), raising=False)
        for village in (OWN, NEIGHBOUR, FOREIGN):
            make_division(village)
        client = Client()
        visitors = [Visitor("nobody", None, "")]
        for role in Role:
            user = make_officer(role, OWN[: LEVELS[role]], username=role.value)
            if role in OF_A_DEPARTMENT:
                Duty.objects.filter(user=user).update(department=make_department(role.value))
            visitors.append(Visitor(role.value, scope_of(user), _signed_in(client, user)))
        yield Office(client, visitors)
        transaction.set_rollback(True)


def _once(draw: Callable[..., str]) -> Callable[..., str]:
    drawn: set[tuple[str, str | None]] = set()

    def render(template: Template, context: Any = None, request: HttpRequest | None = None) -> str:
        if request is None or request.resolver_match is None:
            return draw(template, context, request)
        page = (request.resolver_match.view_name, request.method)
        if page in drawn:
            return ""
        text = draw(template, context, request)
        drawn.add(page)
        return text

    return render


def _bare(status: int, request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=status)


def _signed_in(client: Client, user: User) -> str:
    client.cookies = SimpleCookie()
    client.force_login(user)
    return client.cookies.output(header="", sep=";")


def samples_of(address: Address, village: str) -> dict[str, Sample]:
    return {argument: sample_for(address.name, argument)(village) for argument in address.arguments}


def expected(access: Access, scope: Scope | None, method: str, samples: dict[str, Sample]) -> set[int]:
    """Statuses that a request may be answered with."""
    if access.public:
        return SENT | NOT_SENT
    if scope is None:
        return {302}
    reading = method == "get"
    act = access.read if reading else access.write or access.read
    if not reading and not access.writes:
        return NOT_SENT if act is None or scope.allows(act) else HIDDEN
    if not sees(scope, act, samples):
        return HIDDEN
    return OPENED if reading else SENT


def sees(scope: Scope, act: Act | None, samples: dict[str, Sample]) -> bool:
    """Whether the page and everything its address names exist for a scope."""
    codes = {sample.code for sample in samples.values()}
    allowed = act is None or all(scope.allows(act, code) for code in codes or {None})
    return allowed and all(sample.seen_by(scope) for sample in samples.values() if sample.seen_by)


def unexpected_answers(office: Office, address: Address, village: str) -> Iterator[tuple[object, ...]]:
    """What somebody is answered at an address of a village that he should not be."""
    access = address.view.access  # type: ignore[attr-defined]
    samples = samples_of(address, village)
    url = reverse(address.name, kwargs={name: sample.value for name, sample in samples.items()})
    for method in ("get", "post"):
        for visitor in office.who_comes(access, village, method=method):
            response = office.answer(visitor, method, url)
            right = expected(access, visitor.scope, method, samples)
            asked_to_sign_in = response.headers.get("Location", "").startswith(reverse("accounts:sign_in"))
            stranger = visitor.scope is None and not access.public
            if response.status_code not in right or (asked_to_sign_in and not access.public) is not stranger:
                yield visitor.label, method, url, response.status_code, sorted(right)


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_every_page_opens_for_whom_it_declares_and_for_nobody_else(office: Office, address: Address):
    unexpected: list[tuple[object, ...]] = []
    for village in (OWN, NEIGHBOUR, FOREIGN) if address.arguments else (OWN,):
        point = transaction.savepoint()
        try:
            unexpected += list(unexpected_answers(office, address, village))
        finally:
            transaction.savepoint_rollback(point)  # also after an error: the next address starts as this one did
    assert unexpected == []


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_every_page_declares_who_may_open_it(address: Address):
    assert isinstance(getattr(address.view, "access", None), Access), f"{address.name} lacks @page or @public"


def test_a_page_without_a_declaration_would_be_found():
    def bare(request: object) -> HttpResponse:
        return HttpResponse()

    resolver = URLResolver(RegexPattern(r"^"), [path("bare/<int:pk>/", bare, name="bare")])
    [found] = addresses(resolver)
    assert (found.name, found.arguments) == ("bare", ("pk",))
    assert not hasattr(found.view, "access")


def test_every_act_is_given_to_a_role():
    given = frozenset().union(*ACTS.values())
    assert set(Act) - given == set()


def test_the_auditor_writes_nothing():
    writing = {address.view.access.write for address in ADDRESSES} - {None}
    assert ACTS[Role.AUDITOR] & writing == set()


def test_a_declaration_says_what_it_means():
    assert page(Act.VIEW_VILLAGES, write=Act.CHANGE_VILLAGES)(lambda request: HttpResponse()).access == Access(
        read=Act.VIEW_VILLAGES, write=Act.CHANGE_VILLAGES, writes=True
    )
    assert public(lambda request: HttpResponse()).access.public
