"""The table of roles as a page to read: `docs/permissions.md` is written from it."""

from django.utils import translation

from accounts.roles import ACTS, APART, LEVELS, Act, Role

_HEAD = """# Who may do what

Written from `accounts/roles.py` by `manage.py write_permissions`; a test keeps both alike. A role is held on a division of
the level given and covers all that lies below it. What is not marked does not exist for the role: the page answers 404.
"""


def permissions_page() -> str:
    """The page in Markdown: a line for each act, a column for each role."""
    with translation.override("en"):
        roles = [f"{role.label} ({LEVELS[role].name.lower()})" for role in Role]
        lines = [_row(["", *roles]), _row(["---", *[":-:"] * len(roles)])]
        lines += [
            _row([act.value.replace("_", " "), *("●" if act in ACTS[role] else "" for role in Role)]) for act in Act
        ]
        apart = " and ".join(str(role.label) for role in APART)
    return f"{_HEAD}\n{chr(10).join(lines)}\n\n{apart} are never held by one account, not even one after the other; the database refuses it.\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
