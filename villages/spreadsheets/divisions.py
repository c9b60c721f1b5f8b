"""Import of divisions: the national list or any part of it. What vanished from a list is named, never deleted."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import COUNTRY, Level, parent_of
from electionadmin.trail import because
from people.initials import initials_of_place
from sheets import cells
from sheets.engine import Outcome, Progress, run
from sheets.registry import register
from sheets.spec import Counts, Extra, Field, Order, SheetSpec
from sheets.stage import Stage, upsert
from villages.models import ChangeKind, Division

_NAME_LENGTH: Final = 100
_LISTED: Final = 1000


@register
class DivisionSheet(SheetSpec):
    """Codes and names of divisions."""

    name = "divisions"
    title = _("Divisions")
    about = _(
        "A list of codes and names. A changed name is recorded as a rename; what is not in the list is only named."
    )
    act = Act.CHANGE_DIVISIONS
    view_act = Act.VIEW_DIVISIONS
    exports = True
    created_label = _("new")
    changed_label = _("renamed")
    key = ("code",)
    fields = (
        Field(
            key="code",
            header=_("Statistical code"),
            names=(
                "统计用区划代码", "统计用区划代码和城乡划分代码", "区划代码", "行政区划代码", "行政区域代码", "代码", "编码", "区划编码", "division code",
            ),
            parse=cells.division_code,
            sql='varchar(12) COLLATE "C"',
            required=True,
            hint=_("2, 4, 6, 9 or 12 digits; 12 digits may end in zeros"),
            width=16,
        ),
        Field(
            key="name",
            header=_("Name of the division"),
            names=("名称", "名字", "区划名称", "行政区划名称", "行政区域名称", "单位名称", "地名", "division", "division name"),
            parse=cells.text(longest=_NAME_LENGTH),
            sql="varchar(100)",
            required=True,
            width=30,
        ),
    )  # fmt: skip
    extras = (Extra("parent", 'varchar(12) COLLATE "C"'), Extra("initials", 'varchar(100) COLLATE "C"'))

    def prepare(self, columns: Mapping[str, Sequence[Any]]) -> Sequence[Sequence[Any]]:
        """Code of the division above, pinyin initials."""
        return (
            [code and parent_of(code) for code in columns["code"]],
            [name and initials_of_place(name)[:_NAME_LENGTH] for name in columns["name"]],
        )

    def check(self, stage: Stage) -> None:
        """Repeated codes, parents that are missing or abolished, rows outside the user's divisions."""
        stage.refuse_repeated(gettext("The code stands on line %(first)s already. Delete one of the two lines."))
        _check_scope(stage)
        _ensure_country(stage)
        _check_parents(stage)

    def load(self, stage: Stage) -> Counts:
        """New divisions, renames with their record, and the list of what has vanished."""
        with because(gettext("Import of %(file)s") % {"file": stage.order.file_name}):
            _record_renames(stage)
            counts = upsert(
                stage,
                table="villages_division",
                key=("code",),
                values={"code": "s.code", "name": "s.name", "initials": "s.initials"},
                only_new={"parent_id": "s.parent"},
                compare=("name",),
                source="sheet_rows AS s LEFT JOIN villages_division AS d USING (code)",
                where="d.abolished_on IS NULL",
            )
        counts.vanished = _list_vanished(stage, listed=counts.created + counts.changed + counts.unchanged)
        _note_abolished(stage, counts)
        return counts

    def export(self, scope: Scope) -> Iterator[Sequence[Any]]:
        """The divisions in force within the scope, in the order of their codes."""
        rows = Division.objects.filter(scope.within(Act.VIEW_DIVISIONS), abolished_on=None)
        return rows.order_by("pk").values_list("code", "name").iterator(chunk_size=2000)


def import_divisions(
    path: Path,
    *,
    scope: Scope | None,
    file_name: str = "",
    skip_bad: bool = False,
    check_only: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Import a list of divisions.

    Args:
        path: The file, see `sheets.engine.run`.
        scope: Of the user; None for a command of the system.
        file_name: As the user knows it, for the record.
        skip_bad: Import the good rows although others are bad.
        check_only: Write nothing.
        progress: Told how far it is.

    """
    order = Order(scope=scope, file_name=file_name or path.name)
    return run(DivisionSheet(), path, order=order, skip_bad=skip_bad, check_only=check_only, progress=progress)


def _check_scope(stage: Stage) -> None:
    """Outside the user's divisions a list may only repeat what is known, such as the province above his county."""
    codes = stage.order.prefixes(Act.CHANGE_DIVISIONS)
    if COUNTRY in codes:
        return
    stage.refuse(
        "code",
        gettext("The division lies outside yours. Delete the line."),
        "SELECT line, code AS value FROM sheet_rows LEFT JOIN villages_division AS d USING (code)"
        " WHERE NOT code ^@ ANY(%(codes)s) AND d.name IS DISTINCT FROM sheet_rows.name",
        {"codes": list(codes)},
    )


def _ensure_country(stage: Stage) -> None:
    """Lists begin with the provinces: what they lie in is there without being listed."""
    if stage.query("SELECT 1 FROM sheet_rows WHERE parent = '0' LIMIT 1") and not stage.query(
        "SELECT 1 FROM sheet_rows WHERE code = '0' AND NOT bad LIMIT 1"
    ):
        Division.objects.get_or_create(pk=COUNTRY, defaults={"name": "中国", "initials": "zg"})


def _check_parents(stage: Stage) -> None:
    """From the top down: a division whose parent is refused is refused too."""
    missing = gettext(
        "The division above, %(parent)s, is neither in the file nor known, or is wrong itself. Add it first."
    )
    orphans = (
        "SELECT r.line, r.code AS value, r.parent FROM sheet_rows AS r"
        " WHERE NOT EXISTS (SELECT FROM sheet_rows AS p WHERE p.code = r.parent AND NOT p.bad)"
        " AND NOT EXISTS (SELECT FROM villages_division AS p WHERE p.code = r.parent)"
        " AND r.parent IS NOT NULL"
    )
    levels = (Level.PREFECTURE, Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE)
    for level in levels if stage.query(f"{orphans} LIMIT 1") else ():
        stage.refuse("code", missing, f"{orphans} AND length(r.code) = %(length)s", {"length": level.value})
    stage.refuse(
        "code",
        gettext("The division above, %(parent)s, is abolished. Restore it first, or delete the line."),
        "SELECT r.line, r.code AS value, r.parent FROM sheet_rows AS r JOIN villages_division AS p ON p.code = r.parent"
        " LEFT JOIN villages_division AS d ON d.code = r.code"
        " WHERE p.abolished_on IS NOT NULL AND d.code IS NULL",
    )


def _record_renames(stage: Stage) -> None:
    stage.execute(
        "INSERT INTO villages_divisionchange"
        " (division_id, kind, effective_on, old_name, new_name, reason, document, recorded_at)"
        " SELECT d.code, %(kind)s, %(today)s, d.name, s.name, %(reason)s, '', statement_timestamp()"
        " FROM sheet_rows AS s JOIN villages_division AS d USING (code)"
        " WHERE NOT s.bad AND d.name <> s.name AND d.abolished_on IS NULL ORDER BY d.code",
        {
            "kind": ChangeKind.RENAMED.value,
            "today": timezone.localdate(),
            "reason": (gettext("Import of %(file)s") % {"file": stage.order.file_name})[:300],
        },
    )


def _note_abolished(stage: Stage, counts: Counts) -> None:
    """A division abolished here stays so, whatever an older list says; it counts as unchanged."""
    rows = stage.query(
        "SELECT d.code, s.name FROM sheet_rows AS s JOIN villages_division AS d USING (code)"
        " WHERE NOT s.bad AND d.abolished_on IS NOT NULL ORDER BY d.code"
    )
    counts.unchanged += len(rows)
    if rows:
        stage.lists[gettext("Abolished here, and left so")] = _named(rows)


# A list is taken as complete for what it covers: below each division that it names without naming the one above,
# and for townships and villages of which it names not even the division above, below that one.
_VANISHED: Final = """
    WITH tops AS (
        SELECT DISTINCT CASE WHEN length(r.code) > %(county)s THEN r.parent ELSE r.code END AS code
        FROM sheet_rows AS r
        WHERE r.code IS NOT NULL AND NOT EXISTS (SELECT FROM sheet_rows AS p WHERE p.code = r.parent)
    )
    SELECT DISTINCT d.code, d.name FROM tops AS t JOIN villages_division AS d
    ON d.code > t.code AND d.code < CASE WHEN t.code = '0' THEN ':' ELSE t.code || ':' END
    WHERE d.abolished_on IS NULL AND NOT EXISTS (SELECT FROM sheet_rows AS r WHERE r.code = d.code)
"""


def _list_vanished(stage: Stage, *, listed: int) -> int:
    """Name what the file no longer holds, which are `listed` divisions in force; how many there are."""
    [(known,)] = stage.query(
        "SELECT (SELECT count(*) FROM villages_division WHERE abolished_on IS NULL AND code <> '0')"
        " + (SELECT count(*) FROM sheet_rows WHERE code = '0' AND NOT bad)"
    )
    if known == listed:
        return 0
    params = {"county": Level.COUNTY.value}
    rows = stage.query(f"{_VANISHED} ORDER BY code LIMIT {_LISTED + 1}", params)
    if not rows:
        return 0
    total: int = len(rows)
    if total > _LISTED:
        total = stage.query(f"SELECT count(*) FROM ({_VANISHED}) AS vanished", params)[0][0]
    stage.lists[gettext("Not in the file any more, and left as they are")] = _named(rows[:_LISTED])
    return total


def _named(rows: Sequence[Sequence[Any]]) -> list[str]:
    return [f"{code} {name}" for code, name in rows]
