"""What the spreadsheets of villages share: the columns that name a village, and the checks of them."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from electionadmin.codes import COUNTRY, Level
from sheets import cells
from sheets.spec import Field
from sheets.stage import Stage

_CODE_NAMES: Final = ("统计用区划代码", "区划代码", "行政区划代码", "村代码", "代码", "编码", "division code")
_BEHIND: Final = "(村?村民委员会|村?村委会|社区居民委员会|社区居委会|居民委员会|居委会|村|社区)$"


def village_code_field() -> Field:
    """Column of the village's code."""
    return Field(
        key="code",
        header=_("Statistical code"),
        names=_CODE_NAMES,
        parse=cells.division_code,
        sql='varchar(12) COLLATE "C"',
        required=True,
        hint=_("12 digits of the village or community"),
        width=16,
    )


def village_name_field() -> Field:
    """Column of the village's name: for the reader, and a check of the code."""
    return Field(
        key="village",
        header=_("Village"),
        names=("村名", "村（社区）", "村", "行政村", "村名称", "名称"),
        parse=cells.text(longest=100),
        hint=_("Not stored: checked against the code"),
    )


def check_villages(stage: Stage, act: Act) -> None:
    """Refuse what is no village in force of the user's divisions, and names that belong to another code."""
    codes = list(stage.order.prefixes(act))
    if COUNTRY not in codes:
        stage.refuse(
            "code",
            gettext("The village lies outside your divisions. Delete the line."),
            "SELECT line, code AS value FROM sheet_rows WHERE NOT code ^@ ANY(%(codes)s)",
            {"codes": codes},
        )
    stage.refuse(
        "code",
        gettext("No village or community has this code. Compare it with the list of divisions."),
        "SELECT line, code AS value FROM sheet_rows LEFT JOIN villages_division AS d USING (code)"
        " WHERE code IS NOT NULL AND (d.code IS NULL OR length(code) <> %(length)s)",
        {"length": Level.VILLAGE.value},
    )
    stage.refuse(
        "code",
        gettext("%(name)s is abolished; its data stay as they were. Delete the line."),
        "SELECT line, code AS value, d.name FROM sheet_rows JOIN villages_division AS d USING (code)"
        " WHERE d.abolished_on IS NOT NULL",
    )
    stage.refuse(
        "village",
        gettext("This code belongs to %(name)s. Correct the name or the code."),
        "SELECT line, village AS value, d.name FROM sheet_rows JOIN villages_division AS d USING (code)"
        f" WHERE {_bare('village')} <> {_bare('d.name')}",
    )


def _bare(column: str) -> str:
    """SQL of a village's name without what stands behind it or not: 城西村, 城西村村委会 and 城西村民委员会 are one."""
    return f"regexp_replace(replace({column}, ' ', ''), '{_BEHIND}', '')"
