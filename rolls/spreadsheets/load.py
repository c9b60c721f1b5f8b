"""Storing a checked spreadsheet of voters; what would not change is not touched."""

from typing import Final

from django.utils.translation import gettext

from rolls.models import Method, State
from sheets.spec import Counts
from sheets.stage import Stage

_LISTED: Final = 1000
# What a line makes of an entry: an empty cell keeps what is on record, a masked number too.
_VALUES: Final = """
    SELECT s.line, s.roll_id, s.cycle_id, s.entry_id, s.person AS name, s.name_key, s.initials,
        COALESCE(s.sex, e.sex) AS sex, COALESCE(s.birth_date, e.birth_date) AS birth_date,
        CASE WHEN s.id_index IS NOT NULL AND s.id_index IS DISTINCT FROM e.id_index THEN s.id_number
            ELSE COALESCE(e.id_number, '') END AS id_number,
        COALESCE(s.id_index, e.id_index) AS id_index, COALESCE(s.id_last4, e.id_last4, '') AS id_last4,
        COALESCE(s.grouping, e."group", '') AS "group", COALESCE(s.group_order, e.group_order, 1000000) AS group_order,
        CASE WHEN s.unlisted IS NOT NULL THEN '' ELSE COALESCE(s.basis, e.basis, '') END AS basis,
        CASE WHEN s.basis IS NOT NULL THEN '' ELSE COALESCE(s.unlisted, e.unlisted, '') END AS unlisted,
        COALESCE(s.declared_on, e.declared_on) AS declared_on, COALESCE(s.here_since, e.here_since) AS here_since,
        COALESCE(s.confirmed_on, e.confirmed_on) AS confirmed_on,
        COALESCE(s.resolution_id, e.resolution_id) AS resolution_id, COALESCE(s.note, e.note, '') AS note
    FROM sheet_rows AS s LEFT JOIN rolls_entry AS e ON e.id = s.entry_id WHERE NOT s.bad
"""
_COLUMNS: Final = (
    "name", "name_key", "initials", "sex", "birth_date", "id_number", "id_index", "id_last4", "group", "group_order",
    "basis", "unlisted", "declared_on", "here_since", "confirmed_on", "resolution_id", "note",
)  # fmt: skip


def load(stage: Stage) -> Counts:
    """Store the lines that are not bad."""
    _make_rolls(stage)
    changed = stage.execute(
        f"WITH v AS ({_VALUES}) UPDATE rolls_entry AS t SET {_each('{0} = v.{0}')}"
        f" FROM v WHERE t.id = v.entry_id AND ({_each('t.{0}')}) IS DISTINCT FROM ({_each('v.{0}')})"
    )
    created = stage.execute(
        f"INSERT INTO rolls_entry (roll_id, cycle_id, added_in, added_as, removed_as, {_each('{0}')})"
        f" SELECT roll_id, cycle_id, 1, '', '', {_each('{0}')} FROM ({_VALUES}) AS v WHERE entry_id IS NULL ORDER BY line"
    )
    [(rows,)] = stage.query("SELECT count(*) FROM sheet_rows WHERE NOT bad")
    return Counts(created, changed, rows - created - changed, _list_vanished(stage))


def _each(form: str) -> str:
    return ", ".join(form.format(f'"{name}"') for name in _COLUMNS)


def _make_rolls(stage: Stage) -> None:
    stage.execute(
        "INSERT INTO rolls_roll (election_id, cycle_id, state, method) SELECT DISTINCT election_id, cycle_id, %(state)s, %(method)s"
        " FROM sheet_rows WHERE NOT bad AND roll_id IS NULL ORDER BY election_id",
        {"state": State.DRAFT.value, "method": Method.VOTERS.value},
    )
    stage.execute(
        "UPDATE sheet_rows AS s SET roll_id = r.id FROM rolls_roll AS r WHERE r.election_id = s.election_id AND s.roll_id IS NULL"
    )


def _list_vanished(stage: Stage) -> int:
    """Name the voters of the rolls in the file who are not in it; how many there are."""
    gone = (
        "FROM rolls_entry AS e JOIN rolls_roll AS r ON r.id = e.roll_id JOIN elections_election AS n ON n.id = r.election_id"
        " JOIN villages_division AS d ON d.code = n.village_id"
        " WHERE e.roll_id IN (SELECT roll_id FROM sheet_rows WHERE NOT bad) AND NOT EXISTS ("
        "SELECT FROM sheet_rows AS s WHERE s.roll_id = e.roll_id AND (s.entry_id = e.id OR s.id_index = e.id_index"
        " OR s.id_index IS NULL AND s.person = e.name OR s.bad AND s.person = e.name))"
    )
    [(count,)] = stage.query(f"SELECT count(*) {gone}")
    if count:
        rows = stage.query(f"SELECT d.name, e.name {gone} ORDER BY d.code, e.name_key, e.id LIMIT {_LISTED}")
        title = gettext("Not in the file, and left on the roll")
        stage.lists[title] = [f"{village} {person}" for village, person in rows]
    return int(count)
