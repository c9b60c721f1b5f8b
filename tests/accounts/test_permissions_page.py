import pytest
from django.conf import settings
from django.urls import reverse

from accounts.pages import opens
from accounts.permissions import permissions_page
from accounts.roles import ACTS, Act, Role
from accounts.scope import Grant, Scope


def test_the_page_on_permissions_is_the_table_of_roles():
    written = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert written == permissions_page(), "run manage.py write_permissions"


def test_the_page_marks_every_act_of_every_role_once():
    assert permissions_page().count("●") == sum(len(acts) for acts in ACTS.values())
    assert all(act.value.replace("_", " ") in permissions_page() for act in Act)
    assert len(Role) == permissions_page().count(":-:")


@pytest.mark.parametrize(
    ("role", "name", "opened"),
    [
        (Role.COUNTY_ORGANISER, "candidates:inspection_begin", True),
        (Role.VILLAGE_INFORMANT, "candidates:inspection_begin", False),
        (Role.VILLAGE_INFORMANT, "elections:tasks", True),
        (Role.VILLAGE_INFORMANT, "accounts:sign_in", True),
    ],
)
def test_a_link_is_shown_to_whom_its_page_opens(role, name, opened):
    scope = Scope((Grant(role, "140431100201", ""),))
    assert opens(scope, reverse(name) + "?code=140431") is opened
    assert not opens(scope, "/nowhere/")
