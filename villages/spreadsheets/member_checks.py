"""Checks of a spreadsheet of members, set by set: villages and posts, personal data, who is who, seats."""

from typing import Any, Final

from django.utils.translation import gettext

from accounts.roles import Act
from people.spreadsheets.places import check_villages
from sheets.stage import Stage
from villages.models.bodies import HEADS, POSTS, Post


def check(stage: Stage, act: Act) -> None:
    """Refuse what cannot be stored; find the persons on record (`person_id`) and who is one person (`who`)."""
    check_villages(stage, act)
    _check_posts(stage)
    _check_personal_data(stage)
    _find_persons(stage)
    _name_persons(stage)
    _check_repeated(stage)
    _check_heads(stage)
    _check_groups(stage)


def _check_posts(stage: Stage) -> None:
    pairs = [f"{body}/{post.value}" for body, posts in POSTS.items() for post in posts]
    stage.refuse(
        "post",
        gettext("The body has no such post. Choose one of its own."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE NOT body || '/' || post = ANY(%(pairs)s)",
        {"pairs": pairs},
    )


def _check_personal_data(stage: Stage) -> None:
    stage.refuse(
        "sex",
        gettext("The sex differs from the one in the ID number. Correct the one that is wrong."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE sex <> id_sex",
    )
    stage.refuse(
        "birth_date",
        gettext("The date of birth differs from the one in the ID number. Correct the one that is wrong."),
        # A month without a day was read as its first day.
        "SELECT line, NULL AS value FROM sheet_rows WHERE birth_date <> id_birth"
        " AND birth_date <> date_trunc('month', id_birth)",
    )
    stage.execute("UPDATE sheet_rows SET birth_date = id_birth, sex = id_sex WHERE id_birth IS NOT NULL")
    stage.refuse(
        "starts_on",
        gettext("The membership begins before the person was born. Correct the date."),
        "SELECT line, starts_on::text AS value FROM sheet_rows WHERE starts_on <= birth_date",
    )
    stage.refuse(
        "party_joined",
        gettext("The date of joining the Party must be later than the date of birth."),
        "SELECT line, party_joined::text AS value FROM sheet_rows WHERE party_joined <= birth_date",
    )


# Persons on record in the village or on one of its bodies.
_HERE: Final = """
    SELECT DISTINCT s.line, p.id, p.name FROM sheet_rows AS s JOIN people_person AS p
    ON p.county_code = left(s.code, 6) AND p.name = s.person
    WHERE s.id_index IS NULL AND (s.id_last4 IS NULL OR p.id_last4 = s.id_last4) AND (
        p.village_code = s.code OR EXISTS (
            SELECT FROM villages_member AS m JOIN villages_body AS b ON b.id = m.body_id
            WHERE m.person_id = p.id AND b.village_id = s.code
        )
    )
"""


def _find_persons(stage: Stage) -> None:
    stage.execute(
        "UPDATE sheet_rows SET person_id = p.id FROM people_person AS p"
        " WHERE p.county_code = left(code, 6) AND p.id_index = sheet_rows.id_index"
    )
    stage.refuse(
        "person",
        gettext("On record this ID number belongs to %(name)s. Correct the name or the number."),
        "SELECT s.line, s.person AS value, p.name FROM sheet_rows AS s JOIN people_person AS p ON p.id = s.person_id"
        " WHERE s.id_index IS NOT NULL AND p.name <> s.person",
    )
    stage.refuse(
        "id_number",
        gettext("Several persons of this village bear this name. Type the whole ID number."),
        f"SELECT line, NULL AS value FROM ({_HERE}) AS here GROUP BY line HAVING count(*) > 1",
    )
    stage.execute(
        f"UPDATE sheet_rows SET person_id = here.id FROM ({_HERE}) AS here"
        " WHERE here.line = sheet_rows.line AND NOT bad"
    )
    stage.refuse(
        "id_number",
        gettext("Nobody of this name with this masked number is on record in the village. Type the whole ID number."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE NOT bad AND id_number LIKE '%*%' AND person_id IS NULL",
    )


# Rows without a number that stand beside rows of the same name with one.
_BESIDE: Final = """
    SELECT s.line, min(o.id_index) AS id_index, count(DISTINCT o.id_index) AS persons
    FROM sheet_rows AS s JOIN sheet_rows AS o USING (code, person)
    WHERE s.person_id IS NULL AND s.id_index IS NULL AND o.id_index IS NOT NULL AND NOT o.bad
    GROUP BY s.line
"""


def _name_persons(stage: Stage) -> None:
    """Give each row the name of its person: the key on record, the ID number, or the name in the village."""
    stage.refuse(
        "id_number",
        gettext("Several persons of this name stand in the file. Type the ID number."),
        f"SELECT line, NULL AS value FROM ({_BESIDE}) AS beside WHERE persons > 1",
    )
    stage.execute(
        f"UPDATE sheet_rows SET id_index = beside.id_index FROM ({_BESIDE}) AS beside"
        " WHERE beside.line = sheet_rows.line AND persons = 1"
    )
    stage.execute(
        "UPDATE sheet_rows AS s SET person_id = p.id FROM people_person AS p WHERE s.person_id IS NULL"
        " AND p.county_code = left(s.code, 6) AND p.id_index = s.id_index"
    )
    stage.execute("UPDATE sheet_rows SET who = COALESCE(person_id::text, id_index, code || person)")
    # The planner must know the columns that have just been filled.
    stage.execute("ANALYZE sheet_rows")


_ATTRIBUTES: Final = ("person", "sex", "birth_date", "ethnicity", "education", "party_joined", "telephone_index")


def _check_repeated(stage: Stage) -> None:
    stage.refuse(
        "person",
        gettext("The same person stands on line %(first)s for this body already. Delete one of the two lines."),
        "SELECT line, person AS value, first FROM sheet_rows JOIN (SELECT code, body, who, min(line) AS first"
        " FROM sheet_rows GROUP BY code, body, who HAVING count(*) > 1) AS repeated USING (code, body, who)"
        " WHERE line > first",
    )
    for column in _ATTRIBUTES:
        field = column.removesuffix("_index")
        stage.refuse(
            field,
            gettext("Line %(first)s says otherwise of the same person. Correct the one that is wrong."),
            "SELECT s.line, NULL AS value, first FROM sheet_rows AS s JOIN (SELECT who, min(line) AS first"
            f" FROM sheet_rows WHERE {column} IS NOT NULL GROUP BY who HAVING min({column}) <> max({column})) AS odd"
            f" USING (who) JOIN sheet_rows AS f ON f.line = odd.first WHERE s.{column} <> f.{column}",
        )


# Heads in the file whose body somebody else heads. OFFSET keeps the steps apart: few rows are looked up in many.
_HELD: Final = """
    SELECT line, NULL AS value, name FROM (
        SELECT s.*, m.person_id AS holder, p.name FROM (
            SELECT line, code, body, person_id FROM sheet_rows WHERE post = ANY(%(heads)s) OFFSET 0
        ) AS s JOIN villages_body AS b ON b.village_id = s.code AND b.kind = s.body
        JOIN villages_member AS m ON m.body_id = b.id AND m.ends_on IS NULL AND m.post = ANY(%(heads)s)
        JOIN people_person AS p ON p.id = m.person_id
        WHERE m.person_id IS DISTINCT FROM s.person_id OFFSET 0
    ) AS clash WHERE NOT EXISTS (
        SELECT FROM sheet_rows AS o
        WHERE o.code = clash.code AND o.body = clash.body AND o.person_id = clash.holder AND NOT o.bad
    )
"""


def _check_heads(stage: Stage) -> None:
    heads: dict[str, Any] = {"heads": [post.value for post in HEADS]}
    stage.refuse(
        "post",
        gettext("Line %(first)s names the head of this body already. Choose another post."),
        "SELECT line, NULL AS value, first FROM sheet_rows JOIN (SELECT code, body, min(line) AS first FROM sheet_rows"
        " WHERE post = ANY(%(heads)s) GROUP BY code, body) AS head USING (code, body)"
        " WHERE post = ANY(%(heads)s) AND line > first",
        heads,
    )
    stage.refuse(
        "post",
        gettext(
            "%(name)s heads this body. End that membership first, add a line that changes it, or choose another post."
        ),
        _HELD,
        heads,
    )


# Heads of groups in the file where somebody else heads the group, who is not in the file himself.
_GROUP_HELD: Final = """
    SELECT s.line, s.group_name AS value, p.name FROM sheet_rows AS s
    JOIN villages_body AS b ON b.village_id = s.code AND b.kind = s.body
    JOIN villages_member AS m ON m.body_id = b.id AND m.ends_on IS NULL AND m.post = s.post AND m."group" = s.group_name
    JOIN people_person AS p ON p.id = m.person_id
    WHERE s.post = %(head)s AND m.person_id IS DISTINCT FROM s.person_id AND NOT EXISTS (
        SELECT FROM sheet_rows AS o
        WHERE o.code = s.code AND o.body = s.body AND o.person_id = m.person_id AND NOT o.bad
    )
"""


def _check_groups(stage: Stage) -> None:
    """A group has one head, and whoever heads one names it."""
    head = {"head": Post.GROUP_HEAD.value}
    stage.refuse(
        "group_name",
        gettext("Type the group that is headed, for example 1."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE post = ANY(%(heads)s) AND group_name IS NULL",
        {"heads": [Post.GROUP_HEAD.value, Post.DEPUTY_GROUP_HEAD.value]},
    )
    stage.refuse(
        "group_name",
        gettext("Line %(first)s names the head of this group already. Correct one of the two lines."),
        "SELECT line, group_name AS value, first FROM sheet_rows JOIN (SELECT code, group_name, min(line) AS first"
        " FROM sheet_rows WHERE post = %(head)s GROUP BY code, group_name) AS head USING (code, group_name)"
        " WHERE post = %(head)s AND line > first",
        head,
    )
    stage.refuse(
        "group_name",
        gettext("%(name)s heads this group. End that membership first, or add a line that changes it."),
        _GROUP_HELD,
        head,
    )
