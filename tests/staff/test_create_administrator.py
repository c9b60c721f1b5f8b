import io
import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from accounts.scope import scope_of
from tests.factories import COUNTY, TOWNSHIP, make_division, make_officer

pytestmark = pytest.mark.django_db


def create(division: str = COUNTY, username: str = "zhao") -> str:
    out = io.StringIO()
    call_command("create_administrator", username, name="赵管理", division=division, stdout=out)
    return out.getvalue()


def test_the_first_administrator_gets_a_password_for_one_sign_in():
    make_division(COUNTY)
    [password] = re.findall(r"\w{4}-\w{4}-\w{4}", create())
    user = User.objects.get(username="zhao")
    assert user.check_password(password)
    assert user.must_change_password
    assert scope_of(user).roles() == {Role.COUNTY_ADMIN}


@pytest.mark.parametrize("division", ["140430", TOWNSHIP])
def test_he_needs_a_county_that_is_there(division: str):
    make_division(TOWNSHIP)
    with pytest.raises(CommandError):
        create(division)
    assert not User.objects.exists()


def test_a_county_with_an_administrator_gets_no_second_one_this_way():
    make_officer(Role.COUNTY_ADMIN)
    with pytest.raises(CommandError):
        create()


def test_a_name_that_is_taken_is_refused():
    make_officer(Role.OBSERVER, username="ZHAO")
    with pytest.raises(CommandError):
        create()
