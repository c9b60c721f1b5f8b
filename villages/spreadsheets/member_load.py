"""Storing a checked spreadsheet of members: bodies, persons, seats; what would not change is not touched."""

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.roles import Act
from electionadmin.codes import COUNTRY
from sheets.spec import Counts
from sheets.stage import Stage
from villages.models.bodies import HEADS, Post

_LISTED: Final = 1000
_HEADS: Final = [post.value for post in (*HEADS, Post.GROUP_HEAD)]
# One row for each person of the file: the columns that a file may fill, of the line that fills them.
_PERSONS: Final = """
    SELECT who, min(person_id) AS person_id, min(code) AS code, min(person) AS name, min(name_key) AS name_key,
        min(pinyin) AS pinyin, min(initials) AS initials, max(sex) AS sex, max(birth_date) AS birth_date,
        max(ethnicity) AS ethnicity, max(education) AS education, max(party_joined) AS party_joined,
        max(telephone) FILTER (WHERE telephone_index IS NOT NULL) AS telephone, max(telephone_index) AS telephone_index,
        max(id_number) FILTER (WHERE id_number NOT LIKE '%%*%%') AS id_number,
        max(id_index) AS id_index, max(id_last4) AS id_last4
    FROM sheet_rows WHERE NOT bad GROUP BY who
"""


def load(stage: Stage, act: Act) -> Counts:
    """Store the rows that are not bad. A row counts as changed when its seat or its person is."""
    _make_bodies(stage)
    _make_persons(stage)
    changed = _change_persons(stage, act) | _change_seats(stage)
    created = _make_seats(stage)
    [(rows,)] = stage.query("SELECT count(*) FROM sheet_rows WHERE NOT bad")
    counts = Counts(created=len(created), changed=len(changed - created))
    counts.unchanged = rows - counts.created - counts.changed
    counts.vanished = _list_vanished(stage)
    return counts


def _make_bodies(stage: Stage) -> None:
    stage.execute(
        "INSERT INTO villages_body (village_id, kind, party_form)"
        " SELECT DISTINCT code, body, '' FROM sheet_rows WHERE NOT bad ORDER BY code, body"
        " ON CONFLICT (village_id, kind) DO NOTHING"
    )


def _make_persons(stage: Stage) -> None:
    """Persons not on record yet; their rows get the new keys."""
    stage.execute(
        "UPDATE sheet_rows AS s SET person_id = new.id FROM (SELECT who,"
        " nextval(pg_get_serial_sequence('people_person', 'id')) AS id FROM ("
        "SELECT DISTINCT who FROM sheet_rows WHERE person_id IS NULL AND NOT bad ORDER BY who) AS unknown) AS new"
        " WHERE new.who = s.who AND NOT s.bad"
    )
    stage.execute(
        "INSERT INTO people_person (id, county_code, village_code, name, name_original, name_key, pinyin, initials,"
        " sex, birth_date, ethnicity, education, party_joined, telephone, telephone_index, id_number, id_index, id_last4,"
        " native_place, school, occupation, address, address_index, created_at, updated_at)"
        " SELECT person_id, left(code, 6), code, name, name, name_key, pinyin, initials, COALESCE(sex, ''), birth_date,"
        " COALESCE(ethnicity, ''), education, party_joined, COALESCE(telephone, ''), COALESCE(telephone_index, ''),"
        " COALESCE(id_number, ''), id_index, COALESCE(id_last4, ''), '', '', '', '', '', %(now)s, %(now)s"
        f" FROM ({_PERSONS}) AS f WHERE NOT EXISTS (SELECT FROM people_person AS p WHERE p.id = f.person_id)"
        " ORDER BY person_id",
        {"now": timezone.now()},
    )


# What a file says otherwise of persons on record; an empty cell says nothing.
_DIFFERING: Final = f"""
    SELECT f.*, COALESCE(NULLIF(p.village_code, ''), p.county_code) AS place
    FROM ({_PERSONS}) AS f JOIN people_person AS p ON p.id = f.person_id
    WHERE (f.sex, f.ethnicity, f.telephone_index) IS DISTINCT FROM (
            CASE WHEN f.sex IS NOT NULL THEN p.sex END,
            CASE WHEN f.ethnicity IS NOT NULL THEN p.ethnicity END,
            CASE WHEN f.telephone_index IS NOT NULL THEN p.telephone_index END)
        OR COALESCE(f.birth_date, p.birth_date) IS DISTINCT FROM p.birth_date
        OR COALESCE(f.education, p.education) IS DISTINCT FROM p.education
        OR COALESCE(f.party_joined, p.party_joined) IS DISTINCT FROM p.party_joined
"""


def _change_persons(stage: Stage, act: Act) -> set[int]:
    """Change the data of persons within the user's divisions; lines of the persons changed.

    Who is on record elsewhere in the county may be seated, but his data are not this user's to change.
    """
    params = {"codes": list(stage.order.prefixes(act)), "everywhere": COUNTRY in stage.order.prefixes(act)}
    own = "(%(everywhere)s OR place ^@ ANY(%(codes)s))"
    foreign = stage.query(f"SELECT count(*) FROM ({_DIFFERING}) AS d WHERE NOT {own}", params)[0][0]
    if foreign:
        message = ngettext(
            "%(count)s person is on record outside your divisions: the personal data were left as they are.",
            "%(count)s persons are on record outside your divisions: their personal data were left as they are.",
            foreign,
        )
        stage.notes.append(message % {"count": foreign})
    rows = stage.query(
        f"WITH d AS (SELECT * FROM ({_DIFFERING}) AS differing WHERE {own}), done AS (UPDATE people_person AS p SET"
        " sex = COALESCE(d.sex, p.sex), birth_date = COALESCE(d.birth_date, p.birth_date),"
        " ethnicity = COALESCE(d.ethnicity, p.ethnicity), education = COALESCE(d.education, p.education),"
        " party_joined = COALESCE(d.party_joined, p.party_joined),"
        " telephone = COALESCE(d.telephone, p.telephone),"
        " telephone_index = COALESCE(d.telephone_index, p.telephone_index), updated_at = %(now)s"
        " FROM d WHERE d.person_id = p.id RETURNING p.id)"
        " SELECT line FROM sheet_rows WHERE NOT bad AND person_id IN (SELECT id FROM done)",
        params | {"now": timezone.now()},
    )
    return {line for (line,) in rows}


_SEATS: Final = """
    sheet_rows AS s JOIN villages_body AS b ON b.village_id = s.code AND b.kind = s.body
    JOIN villages_member AS m ON m.body_id = b.id AND m.person_id = s.person_id AND m.ends_on IS NULL
"""


def _change_seats(stage: Stage) -> set[int]:
    """Change posts, order and dates of seats; their lines. Who leaves the head goes first: a body has one at a time."""
    lines: set[int] = set()
    for condition in ("m.post = ANY(%(heads)s) AND NOT s.post = ANY(%(heads)s)", "true"):
        rows = stage.query(
            f"WITH d AS (SELECT s.line, m.id, s.post, COALESCE(s.position, m.position) AS position,"
            ' COALESCE(s.starts_on, m.starts_on) AS starts_on, COALESCE(s.group_name, m."group") AS group_name'
            f" FROM {_SEATS} WHERE NOT s.bad AND {condition}"
            ' AND (m.post, m.position, m.starts_on, m."group") IS DISTINCT FROM (s.post, COALESCE(s.position, m.position),'
            ' COALESCE(s.starts_on, m.starts_on), COALESCE(s.group_name, m."group")))'
            " UPDATE villages_member AS t SET post = d.post, position = d.position, starts_on = d.starts_on,"
            ' "group" = d.group_name'
            " FROM d WHERE d.id = t.id RETURNING d.line",
            {"heads": _HEADS},
        )
        lines |= {line for (line,) in rows}
    return lines


def _make_seats(stage: Stage) -> set[int]:
    """Seat who does not sit yet; the lines."""
    rows = stage.query(
        "SELECT s.line FROM sheet_rows AS s WHERE NOT s.bad AND NOT EXISTS (SELECT FROM villages_body AS b"
        " JOIN villages_member AS m ON m.body_id = b.id AND m.ends_on IS NULL"
        " WHERE b.village_id = s.code AND b.kind = s.body AND m.person_id = s.person_id)"
    )
    lines = [line for (line,) in rows]
    stage.execute(
        'INSERT INTO villages_member (body_id, person_id, post, position, starts_on, "group")'
        " SELECT b.id, s.person_id, s.post, COALESCE(s.position, 0), s.starts_on, COALESCE(s.group_name, '')"
        " FROM sheet_rows AS s"
        " JOIN villages_body AS b ON b.village_id = s.code AND b.kind = s.body WHERE s.line = ANY(%(lines)s)"
        " ORDER BY s.line",
        {"lines": lines},
    )
    return set(lines)


def _list_vanished(stage: Stage) -> int:
    """Name the present members of the bodies in the file who are not in it; how many there are."""
    rows = stage.query(
        "SELECT d.name, p.name FROM villages_member AS m JOIN villages_body AS b ON b.id = m.body_id"
        " JOIN villages_division AS d ON d.code = b.village_id JOIN people_person AS p ON p.id = m.person_id"
        " WHERE m.ends_on IS NULL AND (b.village_id, b.kind) IN (SELECT code, body FROM sheet_rows WHERE NOT bad)"
        " AND NOT EXISTS (SELECT FROM sheet_rows AS s WHERE s.code = b.village_id AND s.body = b.kind"
        " AND (s.person_id = m.person_id OR s.bad AND s.person = p.name)) ORDER BY d.code, b.kind, p.name_key, m.id"
    )
    if rows:
        title = gettext("Not in the file, and left in their seats")
        stage.lists[title] = [f"{village} {person}" for village, person in rows[:_LISTED]]
    return len(rows)
