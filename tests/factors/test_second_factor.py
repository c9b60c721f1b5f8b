import datetime
import re
import time

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp

from accounts.models import SecondFactorRule, User
from accounts.passwords import give_one_time_password
from accounts.roles import Role
from factors import services
from factors.models import Authenticator, CardCode, CodeCard
from tests.factories import COUNTY, make_division, make_officer

pytestmark = pytest.mark.django_db
ASK, SET_UP, PHONE, CARD, ME = (
    reverse(name) for name in ("factors:ask", "factors:set_up", "factors:phone", "factors:card", "accounts:me")
)


@pytest.fixture
def leader() -> User:
    return make_officer(Role.COUNTY_LEADER, username="leader")


@pytest.fixture
def demanded(leader: User) -> None:
    SecondFactorRule.objects.create(county_id=COUNTY, role=Role.COUNTY_LEADER, reason="county rule")


@pytest.fixture
def phone(leader: User) -> Authenticator:
    device = services.begin_authenticator(user=leader)
    assert services.confirm(device=device, code=code_of(device, steps=-1))
    return Authenticator.objects.get()


def code_of(device: Authenticator, steps: int = 0) -> str:
    return f"{totp(bytes.fromhex(device.secret), t0=-30 * steps):06}"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_role_that_demands_it_reaches_no_page_with_a_password_alone(leader: User, demanded: None):
    client = signed_in(leader)
    for name in ("home", "accounts:me", "accounts:change_password", "elections:election_list"):
        assert client.get(reverse(name))["Location"] == SET_UP
        assert client.post(reverse(name))["Location"] == SET_UP
    assert client.get(ASK).status_code == 302


def test_nothing_of_the_work_shows_before_sign_in_is_complete(leader: User, demanded: None):
    assert reverse("elections:election_list") not in signed_in(leader).get(SET_UP).content.decode()


def test_a_phone_is_set_up_with_a_code_and_opens_the_page_asked_for(leader: User, demanded: None):
    client = signed_in(leader)
    client.get(ME)
    assert client.post(PHONE)["Location"] == PHONE
    page = client.get(PHONE).content.decode()
    device = Authenticator.objects.get()
    assert "<svg" in page
    assert "style=" not in page
    assert device.secret_to_type() in page
    assert client.post(PHONE, {"code": "000000"}).status_code == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=5)):
        assert client.post(PHONE, {"code": code_of(device)})["Location"] == ME
        assert client.get(ME).status_code == 200


def test_a_second_session_is_asked_for_a_code(leader: User, phone: Authenticator):
    client = signed_in(leader)
    assert client.get(ME)["Location"] == ASK
    response = client.post(ASK, {"code": code_of(phone)})
    assert response["Location"] == ME
    assert client.get(ME).status_code == 200


def test_full_width_digits_and_blanks_are_understood(leader: User, phone: Authenticator):
    code = code_of(phone).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    client = signed_in(leader)
    assert client.post(ASK, {"code": f"{code[:3]} {code[3:]}"})["Location"] == reverse("home")


def test_a_code_works_once(leader: User, phone: Authenticator):
    code = code_of(phone)
    assert signed_in(leader).post(ASK, {"code": code}).status_code == 302
    assert signed_in(leader).post(ASK, {"code": code}).status_code == 200


def test_an_old_code_is_refused(leader: User, phone: Authenticator):
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=5)):
        assert signed_in(leader).post(ASK, {"code": code_of(phone, steps=-3)}).status_code == 200


def test_failures_make_the_next_attempt_wait_longer_and_longer(leader: User, phone: Authenticator):
    client = signed_in(leader)
    client.post(ASK, {"code": "000000"})
    refused = client.post(ASK, {"code": code_of(phone)})
    assert refused.status_code == 200
    phone.refresh_from_db()
    assert phone.throttling_failure_count == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=40)):
        assert client.post(ASK, {"code": code_of(phone)}).status_code == 302


def test_five_wrong_codes_end_the_session(leader: User, phone: Authenticator):
    client = signed_in(leader)
    answers = [client.post(ASK, {"code": "000000"}) for _attempt in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 302]
    assert answers[-1]["Location"] == reverse("accounts:sign_in")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", [SET_UP, PHONE, CARD])
def test_who_has_not_shown_the_factor_cannot_replace_it(leader: User, phone: Authenticator, page: str):
    client = signed_in(leader)
    for response in (client.get(page), client.post(page)):
        assert response["Location"] == ASK
    session = client.session
    session["asks_second_factor"] = False
    session.save()
    assert client.post(page).status_code == 404
    assert Authenticator.objects.get() == phone


def test_the_password_of_a_slip_is_replaced_only_after_the_factor(leader: User, phone: Authenticator):
    give_one_time_password(leader)
    leader.save()
    client = signed_in(leader)
    assert client.get(reverse("accounts:change_password"))["Location"] == ASK
    client.post(ASK, {"code": code_of(phone)})
    assert client.get(ME)["Location"] == reverse("accounts:change_password")


def test_without_a_factor_the_password_of_a_slip_comes_first(leader: User, demanded: None):
    give_one_time_password(leader)
    leader.save()
    assert signed_in(leader).get(ME)["Location"] == reverse("accounts:change_password")


def test_a_card_is_printed_once_and_each_of_its_codes_works_once(leader: User, demanded: None):
    client = signed_in(leader)
    page = client.post(CARD).content.decode()
    codes = re.findall(r"<code>(\w{4} \w{4})</code>", page)
    assert len(set(codes)) == 40
    assert codes[0] not in client.get(CARD).content.decode()
    assert client.post(CARD, {"code": codes[0]}).status_code == 302
    assert signed_in(leader).post(ASK, {"code": codes[0]}).status_code == 200
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=5)):
        assert signed_in(leader).post(ASK, {"code": codes[1].upper()}).status_code == 302
    assert CodeCard.objects.get().codes_left() == 38


def test_a_card_that_runs_out_says_so(leader: User):
    card, codes = services.begin_card(user=leader)
    services.confirm(device=card, code=codes[0])
    CardCode.objects.exclude(digest__in=[card.digest(code) for code in codes[:4]]).update(used_at=timezone.now())
    client = signed_in(leader)
    client.post(ASK, {"code": codes[1]})
    assert "2" in next(str(message) for message in client.get(ME).context["messages"])


def test_a_new_card_replaces_the_old_one_when_its_first_code_is_typed(leader: User):
    old, old_codes = services.begin_card(user=leader)
    services.confirm(device=old, code=old_codes[0])
    new, new_codes = services.begin_card(user=leader)
    assert services.check(user=leader, code=old_codes[1])
    assert services.confirm(device=new, code=new_codes[0])
    assert services.check(user=leader, code=old_codes[2]) is None
    assert CodeCard.objects.get() == new


def test_nobody_can_take_away_a_factor_that_his_role_demands(leader: User, demanded: None, phone: Authenticator):
    client = signed_in(leader)
    client.post(ASK, {"code": code_of(phone)})
    assert client.post(SET_UP).status_code == 404
    SecondFactorRule.objects.all().delete()
    assert client.post(SET_UP).status_code == 302
    assert not Authenticator.objects.exists()


def test_a_factor_that_is_taken_away_ends_what_it_had_opened(leader: User, demanded: None, phone: Authenticator):
    client = signed_in(leader)
    client.post(ASK, {"code": code_of(phone)})
    assert services.remove_all(user=leader, reason="phone lost") == 1
    assert client.get(ME)["Location"] == SET_UP


def test_the_tables_hold_neither_secret_nor_code(leader: User):
    device = services.begin_authenticator(user=leader)
    _card, codes = services.begin_card(user=leader)
    tables = [m._meta.db_table for m in (Authenticator, CodeCard, CardCode)]
    events = [m.pgh_event_model._meta.db_table for m in (Authenticator, CodeCard, CardCode)]  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        text = ""
        for table in [*tables, *events]:
            cursor.execute(f"SELECT row::text FROM {table} AS row")  # noqa: S608
            text += "".join(row[0] for row in cursor.fetchall())
    assert text
    assert device.secret not in text
    assert not [code for code in codes if code in text]


def test_the_qr_code_names_account_and_county_office(leader: User):
    device = services.begin_authenticator(user=leader)
    address = device.address(issuer="换届选举")
    assert address.startswith("otpauth://totp/%E6%8D%A2%E5%B1%8A%E9%80%89%E4%B8%BE%3Aleader?secret=")
    assert f"{int(time.time()) // 30}" not in address


def test_division_of_another_county_is_not_asked(leader: User):
    SecondFactorRule.objects.create(county=make_division("140430"), role=Role.COUNTY_LEADER, reason="theirs")
    assert signed_in(leader).get(ME).status_code == 200
