"""Storing a checked spreadsheet of persons; what would not change is not touched."""

from typing import Final

from django.utils import timezone

from sheets.spec import Counts
from sheets.stage import Stage

_WORDS: Final = ("sex", "ethnicity", "native_place", "school", "occupation")
_VALUES: Final = ("birth_date", "education", "work_started", "party_joined", "party_confirmed")
# Column → the index by which a change of its cipher text is noticed.
_SECRETS: Final = {"telephone": "telephone_index", "address": "address_index", "id_number": "id_index"}


def load(stage: Stage) -> Counts:
    """Store the rows that are not bad. A row counts as changed when its person or a line of his CV is."""
    created = _make(stage)
    changed = _change(stage) | _change_cv(stage)
    [(rows,)] = stage.query("SELECT count(*) FROM sheet_rows WHERE NOT bad")
    counts = Counts(created=created, changed=len(changed))
    counts.unchanged = rows - counts.created - counts.changed
    return counts


def _make(stage: Stage) -> int:
    """Persons not on record yet, their CVs too; how many."""
    stage.execute("DROP TABLE IF EXISTS pg_temp.sheet_new, pg_temp.sheet_cv")
    stage.execute(
        "CREATE TEMP TABLE sheet_new ON COMMIT DROP AS SELECT line, nextval(pg_get_serial_sequence('people_person', 'id'))"
        " AS id FROM (SELECT line FROM sheet_rows WHERE person_id IS NULL AND NOT bad ORDER BY line) AS unknown"
    )
    stage.execute("UPDATE sheet_rows AS s SET person_id = new.id FROM sheet_new AS new WHERE new.line = s.line")
    words = ", ".join(_WORDS)
    made = stage.execute(
        "INSERT INTO people_person (id, county_code, village_code, name, name_original, name_key, pinyin, initials,"
        f" {words}, {', '.join(_VALUES)}, telephone, telephone_index, address, address_index, id_number, id_index,"
        " id_last4, created_at, updated_at)"
        " SELECT person_id, left(code, 6), code, person, person, name_key, pinyin, initials,"
        f" {', '.join(f'COALESCE({name}, {chr(39)}{chr(39)})' for name in _WORDS)}, {', '.join(_VALUES)},"
        " COALESCE(telephone, ''), COALESCE(telephone_index, ''), COALESCE(address, ''), COALESCE(address_index, ''),"
        " COALESCE(id_number, ''), id_index, CASE WHEN id_index IS NULL THEN '' ELSE id_last4 END, %(now)s, %(now)s"
        " FROM sheet_rows JOIN sheet_new USING (line) ORDER BY line",
        {"now": timezone.now()},
    )
    stage.execute(f"INSERT INTO people_cventry (person_id, starts_on, ends_on, text) {_CV} JOIN sheet_new USING (line)")
    return made


def _change(stage: Stage) -> set[int]:
    """Change what a file says otherwise of persons on record; an empty cell says nothing. Lines of the changed."""
    differs = " OR ".join(
        [
            "p.village_code <> s.code",
            *(f"s.{name} <> p.{name}" for name in _WORDS),
            *(f"s.{name} IS NOT NULL AND s.{name} IS DISTINCT FROM p.{name}" for name in _VALUES),
            *(f"s.{index} IS NOT NULL AND s.{index} IS DISTINCT FROM p.{index}" for index in _SECRETS.values()),
        ]
    )
    sets = ", ".join(
        [
            *(f"{name} = COALESCE(s.{name}, p.{name})" for name in (*_WORDS, *_VALUES)),
            # Cipher text differs each time: an old one stays where it hides the same.
            *(
                f"{name} = CASE WHEN s.{index} IS DISTINCT FROM p.{index} AND s.{index} IS NOT NULL THEN s.{name} ELSE p.{name} END"
                for name, index in _SECRETS.items()
            ),
            *(f"{index} = COALESCE(s.{index}, p.{index})" for index in _SECRETS.values()),
        ]
    )
    rows = stage.query(
        f"UPDATE people_person AS p SET village_code = s.code, {sets},"
        " id_last4 = CASE WHEN s.id_index IS NULL THEN p.id_last4 ELSE s.id_last4 END, updated_at = %(now)s"
        f" FROM sheet_rows AS s WHERE p.id = s.person_id AND NOT s.bad AND ({differs})"
        " AND NOT EXISTS (SELECT FROM sheet_new AS new WHERE new.line = s.line) RETURNING s.line",
        {"now": timezone.now()},
    )
    return {line for (line,) in rows}


# The lines of the CVs in the file: `people.cv.written` has put them there.
_CV: Final = """
    SELECT s.person_id, to_date(left(entry, 7), 'YYYY.MM'),
        CASE WHEN substr(entry, 9, 1) <> ' ' THEN to_date(substr(entry, 9, 7), 'YYYY.MM') END,
        CASE WHEN substr(entry, 9, 1) <> ' ' THEN substr(entry, 17) ELSE substr(entry, 10) END
    FROM sheet_rows AS s CROSS JOIN LATERAL regexp_split_to_table(s.cv, E'\\n') AS entry
"""


def _change_cv(stage: Stage) -> set[int]:
    """Give the persons the CV of their row where it differs from theirs; lines of the changed."""
    stage.execute(
        f"CREATE TEMP TABLE sheet_cv ON COMMIT DROP AS SELECT line, c.* FROM ({_CV}"
        " WHERE NOT s.bad AND s.cv IS NOT NULL AND NOT EXISTS (SELECT FROM sheet_new AS new WHERE new.line = s.line)"
        ") AS c (person_id, starts_on, ends_on, text) JOIN sheet_rows USING (person_id)"
    )
    same = (
        "c.person_id = e.person_id AND c.starts_on = e.starts_on AND c.ends_on IS NOT DISTINCT FROM e.ends_on"
        " AND c.text = e.text"
    )
    gone = stage.query(
        "WITH gone AS (DELETE FROM people_cventry AS e WHERE e.person_id IN (SELECT person_id FROM sheet_cv)"
        f" AND NOT EXISTS (SELECT FROM sheet_cv AS c WHERE {same}) RETURNING person_id)"
        " SELECT line FROM sheet_rows WHERE person_id IN (SELECT person_id FROM gone)"
    )
    come = stage.query(
        "WITH come AS (INSERT INTO people_cventry (person_id, starts_on, ends_on, text)"
        " SELECT person_id, starts_on, ends_on, text FROM sheet_cv AS c"
        f" WHERE NOT EXISTS (SELECT FROM people_cventry AS e WHERE {same}) RETURNING person_id)"
        " SELECT line FROM sheet_rows WHERE person_id IN (SELECT person_id FROM come)"
    )
    return {line for (line,) in [*gone, *come]}
