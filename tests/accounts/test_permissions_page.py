from django.conf import settings

from accounts.permissions import permissions_page
from accounts.roles import ACTS, Act, Role


def test_the_page_on_permissions_is_the_table_of_roles():
    written = (settings.BASE_DIR / "docs" / "permissions.md").read_text(encoding="utf-8")
    assert written == permissions_page(), "run manage.py write_permissions"


def test_the_page_marks_every_act_of_every_role_once():
    assert permissions_page().count("●") == sum(len(acts) for acts in ACTS.values())
    assert all(act.value.replace("_", " ") in permissions_page() for act in Act)
    assert len(Role) == permissions_page().count(":-:")
