"""Spreadsheet of new accounts: a line makes an account with its first duty. Passwords come with the slips, never from here."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Duty, User, permission_of
from accounts.roles import LEVELS, OF_A_DEPARTMENT, Act, Role
from accounts.rules import WRONG_LEVEL
from electionadmin.codes import MalformedCode, covers, parse_code, prefix_of
from electionadmin.trail import because
from sheets import cells
from sheets.dates import date
from sheets.problems import Refused
from sheets.registry import register
from sheets.spec import Counts, Extra, Field, SheetSpec
from sheets.stage import Stage

_LONGEST_NAME: Final = 64
_LONGEST_OFFICE: Final = 100


def _account_name(cell: cells.Cell) -> str:
    name = cells.narrow(cell)
    try:
        UnicodeUsernameValidator()(name)
    except ValidationError as error:
        message = gettext("An account name is letters, digits and . @ + - _ without blanks, such as wangfang.")
        raise Refused(message) from error
    if len(name) > _LONGEST_NAME:
        raise Refused(gettext("The text has more than %(limit)s characters. Shorten it."), limit=_LONGEST_NAME)
    return name


def _email(cell: cells.Cell) -> str:
    address = cells.narrow(cell)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused(gettext("This is no e-mail address. Type it as name@example.org, or leave it empty.")) from error
    return address


def _role(cell: cells.Cell) -> str:
    role = _role_words().get(cells.narrow(cell).casefold())
    if role is None:
        words = "、".join(str(known.label) for known in Role)
        raise Refused(gettext("This is none of the words for this column: %(words)s."), words=words)
    return role.value


@cache
def _role_words() -> dict[str, Role]:
    """Every role by its codename and by its label in every language."""
    words = {role.value: role for role in Role}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            words |= {cells.narrow(str(role.label)).casefold(): role for role in Role}
    return words


@register
class AccountSheet(SheetSpec):
    """New accounts."""

    name = "accounts"
    title = _("New accounts")
    about = _("One line for each person. Print the slips with the one-time passwords afterwards, under Accounts.")
    act = Act.MANAGE_ACCOUNTS
    view_act = Act.VIEW_ACCOUNTS
    key = ("username",)
    extras: ClassVar = (Extra("division_code", 'text COLLATE "C"'), Extra("department_id", "bigint"))
    created_label = _("accounts created")
    fields = (
        Field(
            key="username",
            header=_("Account name"),
            names=("账号", "帐号", "用户名", "登录名"),
            parse=_account_name,
            required=True,
            hint=_("Letters and digits without blanks; it cannot be changed later"),
        ),
        Field(
            key="person",
            header=_("Name"),
            names=("姓名", "名字"),
            parse=cells.text(longest=_LONGEST_NAME),
            required=True,
        ),
        Field(
            key="office",
            header=_("Office"),
            names=("单位", "工作单位", "单位职务", "职务"),
            parse=cells.text(longest=_LONGEST_OFFICE),
            width=20,
        ),
        Field(
            key="role",
            header=_("Role"),
            names=("角色", "职责", "岗位"),
            parse=_role,
            required=True,
            choices=tuple(role.label for role in Role),
            width=16,
        ),
        Field(
            key="division",
            header=_("Division"),
            names=("区划", "区划代码", "统计用区划代码", "所属区划", "乡镇", "村", "division code"),
            parse=cells.text(longest=100),
            required=True,
            hint=_("Code or full name: the county, a township for its liaison, a village for its informant"),
            width=18,
        ),
        Field(
            key="department",
            header=_("Department"),
            names=("部门", "所属部门"),
            parse=cells.text(longest=100),
            hint=_("Name, short name or short code; only for a reviewer or the head of a department"),
        ),
        Field(
            key="starts_on",
            header=_("From"),
            names=("开始日期", "起始日期", "自"),
            parse=date(day_needed=True),
            sql="date",
            hint=_("Empty: today"),
        ),
        Field(
            key="ends_on",
            header=_("Last day"),
            names=("结束日期", "截止日期", "至", "until"),
            parse=date(day_needed=True),
            sql="date",
            hint=_("Empty: no end"),
        ),
        Field(
            key="email",
            header=_("E-mail"),
            names=("邮箱", "电子邮箱", "电子邮件", "email"),
            parse=_email,
            private=True,
            width=22,
        ),
    )

    def prepare(self, columns: Mapping[str, Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Codes of divisions in their short form; names and departments are looked up afterwards, all at once."""
        return [_code(text) for text in columns["division"]], [None] * len(columns["division"])

    def check(self, stage: Stage) -> None:
        """The same rules as on the page of a single account."""
        _check_names(stage)
        _check_divisions(stage)
        _check_departments(stage)
        stage.refuse(
            "ends_on",
            gettext("The duty ends before it begins. Give a last day that is not earlier."),
            "SELECT line, ends_on::text AS value FROM sheet_rows WHERE ends_on < COALESCE(starts_on, %(today)s)",
            {"today": timezone.localdate()},
        )

    def load(self, stage: Stage) -> Counts:
        """The accounts that are not there yet, each with its duty."""
        rows = stage.query(
            "SELECT username, person, office, email, role, division_code, department_id, starts_on, ends_on"
            f" FROM sheet_rows WHERE NOT bad AND NOT EXISTS ({_SAME_DUTY}) ORDER BY line"
        )
        with because(gettext("Import of %(file)s") % {"file": stage.order.file_name}):
            users = [_user(stage, row) for row in rows]
            User.objects.bulk_create(users)
            permissions = {role.value: permission_of(role) for role in Role}
            Duty.objects.bulk_create(
                Duty(
                    user=user,
                    permission=permissions[row[4]],
                    content_object_id=row[5],
                    department_id=row[6],
                    starts_on=row[7] or timezone.localdate(),
                    ends_on=row[8],
                )
                for user, row in zip(users, rows, strict=True)
            )
        if rows:
            stage.notes.append(gettext("The new accounts have no passwords yet: print their slips under Accounts."))
        good = stage.query("SELECT count(*) FROM sheet_rows WHERE NOT bad")[0][0]
        return Counts(created=len(rows), unchanged=good - len(rows))


def _code(text: str | None) -> str | None:
    try:
        return parse_code(cells.narrow(text)) if text else None
    except MalformedCode:
        return None


def _user(stage: Stage, row: tuple[Any, ...]) -> User:
    """An account without a password; it is managed where the administrator's own area begins."""
    username, person, office, email, _role_name, code = row[:6]
    areas = [area for area in stage.order.prefixes(Act.MANAGE_ACCOUNTS) if covers(area, code)]
    user = User(username=username, name=person, office=office or "", email=email or "", division_id=areas[0])
    user.set_unusable_password()
    return user


# The account is there already, with the same name and duty: a file that is sent again changes nothing.
_SAME_DUTY: Final = """
    SELECT FROM accounts_user u JOIN accounts_duty d ON d.user_id = u.id JOIN auth_permission p ON p.id = d.permission_id
    WHERE lower(u.username) = lower(sheet_rows.username) AND u.name = sheet_rows.person
    AND p.codename = sheet_rows.role AND d.content_object_id = sheet_rows.division_code
    AND d.department_id IS NOT DISTINCT FROM sheet_rows.department_id
"""


def _check_names(stage: Stage) -> None:
    stage.refuse(
        "username",
        gettext("The account stands on line %(first)s already. Further duties are given on its page."),
        "SELECT line, username AS value, first FROM sheet_rows JOIN (SELECT lower(username) AS folded,"
        " min(line) AS first FROM sheet_rows GROUP BY 1) AS others ON folded = lower(username) WHERE line > first",
    )


def _check_divisions(stage: Stage) -> None:
    """Look the divisions up by code or name within the administrator's area."""
    inside = [f"{prefix_of(code)}%" for code in stage.order.prefixes(Act.MANAGE_ACCOUNTS)]
    params = {"inside": inside, "roles": [role.value for role in Role], "digits": [int(LEVELS[role]) for role in Role]}
    known = (
        "SELECT code, name, abolished_on, parent_id FROM villages_division"
        " WHERE code LIKE ANY(%(inside)s) AND abolished_on IS NULL"
    )
    named = f"SELECT s.line, d.code, d.name FROM sheet_rows s JOIN ({known}) d ON d.name = replace(s.division, ' ', '')"
    stage.refuse(
        "division",
        gettext("Several divisions bear this name. Type the code: %(codes)s."),
        "SELECT line, min(name) AS value, string_agg(code, '、' ORDER BY code) AS codes"
        f" FROM ({named}) AS n GROUP BY line HAVING count(*) > 1",
        params,
    )
    stage.execute(
        f"UPDATE sheet_rows SET division_code = n.code FROM ({named}) AS n"
        " WHERE n.line = sheet_rows.line AND sheet_rows.division_code IS NULL AND NOT bad",
        params,
    )
    stage.refuse(
        "division",
        gettext("There is no such division here. Type its code or its full name."),
        f"SELECT line, division AS value FROM sheet_rows LEFT JOIN ({known}) AS d ON d.code = division_code"
        " WHERE division IS NOT NULL AND NOT bad AND d.code IS NULL",
        params,
    )
    for level, message in WRONG_LEVEL.items():
        stage.refuse(
            "division",
            str(message),
            "SELECT line, division AS value FROM sheet_rows JOIN unnest(%(roles)s::text[], %(digits)s::int[])"
            " AS held (role, digits) USING (role)"
            " WHERE division_code IS NOT NULL AND NOT bad AND digits = %(level)s AND length(division_code) <> digits",
            params | {"level": int(level)},
        )


def _check_departments(stage: Stage) -> None:
    params = {"held": [role.value for role in OF_A_DEPARTMENT]}
    stage.refuse(
        "department",
        gettext("Only a reviewer or the head of a department has one. Leave it empty."),
        "SELECT line, department AS value FROM sheet_rows WHERE department IS NOT NULL AND role <> ALL(%(held)s)",
        params,
    )
    stage.refuse(
        "department",
        gettext("This duty is held for a department. Choose it."),
        "SELECT line FROM sheet_rows WHERE department IS NULL AND role = ANY(%(held)s)",
        params,
        value=False,
    )
    stage.execute(
        "UPDATE sheet_rows SET department_id = d.id FROM vetting_department AS d"
        " WHERE d.county_id = division_code AND department IN (d.name, d.short_name, d.code)"
    )
    stage.refuse(
        "department",
        gettext("The county has no such department. Compare it with the list of departments."),
        "SELECT line, department AS value FROM sheet_rows"
        " WHERE department IS NOT NULL AND department_id IS NULL AND role = ANY(%(held)s) AND NOT bad",
        params,
    )
    stage.refuse(
        "username",
        gettext("There is an account of this name already. Choose another name, or give the duty on its page."),
        "SELECT line, username AS value FROM sheet_rows WHERE NOT bad"
        " AND EXISTS (SELECT FROM accounts_user u WHERE lower(u.username) = lower(sheet_rows.username))"
        f" AND NOT EXISTS ({_SAME_DUTY})",
    )
