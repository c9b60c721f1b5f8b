"""Nothing typed is lost when the session has ended: kept for the same user, shown, sent only when he says so."""

import datetime
from collections.abc import Mapping

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from people.models import Training
from tests.factories import TOWNSHIP, VILLAGE, make_division, make_officer, make_person

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 2, 1, 0, tzinfo=datetime.UTC)
PASSWORD = "Spring-Rain-2026"
TYPED = {
    "title": "换届业务培训 <b>",
    "starts_on": "2026-10-01",
    "days": "3",
    "version": "0",
    "csrfmiddlewaretoken": "x",
}
SIGN_IN, KEPT = reverse("accounts:sign_in"), reverse("protect:typed")


def at(minutes: float) -> time_machine.travel:
    return time_machine.travel(START + datetime.timedelta(minutes=minutes), tick=False)


@pytest.fixture
def officer() -> User:
    with at(0):
        make_division(VILLAGE)
        return make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP, username="clerk", password=PASSWORD)


@pytest.fixture
def page(officer: User) -> str:
    return reverse("people:training_add", args=[make_person(village_code=VILLAGE).pk])


@pytest.fixture
def signed_in(client: Client, officer: User) -> Client:
    with at(0):
        client.force_login(officer, settings.AUTHENTICATION_BACKENDS[1])
    return client


def sign_in(client: Client, address: str, username: str = "clerk"):
    return client.post(address, {"username": username, "password": PASSWORD, "next": KEPT})


def send_late(client: Client, page: str, fields: Mapping[str, object] = TYPED, **headers: str):
    with at(31):
        return client.post(page, fields, headers={name.replace("_", "-"): value for name, value in headers.items()})


def is_kept(client: Client, minutes: float) -> bool:
    with at(minutes):
        return "typed" in client.session


def stored_sessions() -> str:
    return "".join(str(session.get_decoded()) for session in Session.objects.all())


def test_a_form_sent_too_late_comes_back_after_sign_in_and_is_stored_only_when_sent(signed_in: Client, page: str):
    answer = send_late(signed_in, page)
    assert answer["Location"].startswith(f"{SIGN_IN}?ended=idle&kept=1&next=")
    with at(32):
        assert signed_in.get(answer["Location"]).context["kept"]
        assert sign_in(signed_in, answer["Location"])["Location"] == KEPT
        shown = signed_in.get(KEPT)
        assert (shown.context["path"], shown.context["filled"]) == (page, 4)
        assert "&lt;b&gt;" in shown.content.decode()
        assert not Training.objects.exists()
        again = dict(shown.context["typed"].fields)
        assert again == {name: value for name, value in TYPED.items() if name != "csrfmiddlewaretoken"}
        assert signed_in.post(shown.context["typed"].address, again).status_code == 302
        assert Training.objects.get().title == TYPED["title"]
        assert signed_in.get(KEPT).status_code == 302


def test_what_is_kept_is_neither_in_the_database_in_plain_nor_in_an_address_or_cookie(signed_in: Client, page: str):
    answer = send_late(signed_in, page)
    assert "培训" not in stored_sessions()
    assert "typed" in stored_sessions()
    assert "title" not in answer["Location"] + str(answer.cookies)


def test_an_ill_filled_form_that_is_sent_again_shows_itself_with_what_was_typed(signed_in: Client, page: str):
    answer = send_late(signed_in, page, TYPED | {"starts_on": "soon"})
    with at(32):
        sign_in(signed_in, answer["Location"])
        form = signed_in.post(page, dict(signed_in.get(KEPT).context["typed"].fields)).context["form"]
    assert form.errors["starts_on"]
    assert form["title"].value() == TYPED["title"]


def test_another_user_of_the_same_browser_sees_nothing_of_it(signed_in: Client, page: str):
    with at(0):
        make_officer(Role.TOWNSHIP_LIAISON, TOWNSHIP, username="other", password=PASSWORD)
    answer = send_late(signed_in, page)
    with at(32):
        sign_in(signed_in, answer["Location"], "other")
        assert not is_kept(signed_in, 32)
        assert signed_in.get(KEPT)["Location"] == reverse("home")


def test_a_wrong_password_on_the_way_loses_nothing(signed_in: Client, page: str):
    answer = send_late(signed_in, page)
    with at(32):
        signed_in.post(answer["Location"], {"username": "clerk", "password": "wrong"})
        sign_in(signed_in, answer["Location"])
        assert signed_in.get(KEPT).context["path"] == page


def test_it_is_kept_for_an_hour(signed_in: Client, page: str):
    answer = send_late(signed_in, page)
    with at(90):
        sign_in(signed_in, answer["Location"])
        assert signed_in.get(KEPT).status_code == 200
    with at(92):
        assert signed_in.get(KEPT)["Location"] == reverse("home")
    assert not is_kept(signed_in, 92)


def test_sign_in_gives_the_session_its_full_time_again(signed_in: Client, page: str):
    answer = send_late(signed_in, page)
    with at(32):
        assert signed_in.session.get_expiry_age() == settings.KEPT_SECONDS
        sign_in(signed_in, answer["Location"])
        assert signed_in.session.get_expiry_age() == settings.SESSION_COOKIE_AGE


def test_discarding_forgets_it(signed_in: Client, page: str):
    answer = send_late(signed_in, page)
    with at(32):
        sign_in(signed_in, answer["Location"])
        assert signed_in.post(KEPT)["Location"] == reverse("home")
    assert not is_kept(signed_in, 32)
    assert not Training.objects.exists()


def test_files_are_not_kept_and_the_page_says_so(signed_in: Client, page: str):
    answer = send_late(signed_in, page, {"title": "扫描件", "file": SimpleUploadedFile("scan.pdf", b"%PDF-1.4")})
    with at(32):
        sign_in(signed_in, answer["Location"])
        shown = signed_in.get(KEPT)
    assert shown.context["typed"].fields == [("title", "扫描件")]
    assert shown.context["typed"].files == 1
    assert "message-warn" in shown.content.decode()


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (reverse("accounts:change_password"), {"old_password": PASSWORD, "note": "x"}),
        (reverse("factors:ask"), {"code": "123456"}),
        (reverse("people:person_add"), {"new_password1": PASSWORD}),
        (reverse("people:person_add"), {"name": "王" * 600_000}),
        ("/no/such/page/", {"name": "王"}),
    ],
    ids=["password", "code", "password elsewhere", "too much", "no page"],
)
def test_secrets_and_floods_are_not_kept(signed_in: Client, address: str, fields: dict[str, str]):
    assert "kept" not in send_late(signed_in, address, fields)["Location"]
    assert "typed" not in stored_sessions()


def test_a_visitor_who_never_signed_in_leaves_nothing(client: Client, page: str):
    assert "kept" not in client.post(page, TYPED)["Location"]
    assert not Session.objects.exists()


def test_a_session_ended_on_another_machine_loses_nothing_either(signed_in: Client, officer: User, page: str):
    with at(1):
        User.objects.update(session_generation=officer.session_generation + 1)
        answer = signed_in.post(page, TYPED)
        sign_in(signed_in, answer["Location"])
        assert signed_in.get(KEPT).context["path"] == page


def test_a_part_of_a_page_sends_the_whole_browser_to_sign_in_and_what_it_brought_is_kept(signed_in: Client, page: str):
    answer = send_late(signed_in, page, HX_Request="true")
    assert (answer.status_code, "kept=1" in answer["HX-Redirect"]) == (200, True)
    assert is_kept(signed_in, 31)


@pytest.fixture
def strict(officer: User) -> Client:
    """A browser whose form tokens are checked."""
    client = Client(enforce_csrf_checks=True)
    with at(0):
        client.force_login(officer, settings.AUTHENTICATION_BACKENDS[1])
    return client


def test_a_foreign_page_can_leave_nothing_for_the_user(strict: Client, page: str):
    answer = send_late(strict, page, Origin="https://evil.example")
    assert "kept" not in answer["Location"]
    assert "typed" not in stored_sessions()


def test_a_page_still_open_from_before_another_sign_in_loses_nothing(strict: Client, page: str):
    with at(1):
        answer = strict.post(page, TYPED, headers={"Origin": "http://testserver"})
        assert answer["Location"] == KEPT
        assert strict.get(KEPT).context["filled"] == 4
    assert not Training.objects.exists()


def test_a_foreign_form_is_refused_as_before(strict: Client, page: str):
    with at(1):
        assert strict.post(page, TYPED, headers={"Origin": "https://evil.example"}).status_code == 403
        assert strict.post(page, TYPED).status_code == 403
    assert not is_kept(strict, 1)


def test_whoever_has_nothing_kept_is_told(signed_in: Client):
    with at(1):
        assert signed_in.get(KEPT)["Location"] == reverse("home")
