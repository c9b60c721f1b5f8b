"""Checks of a spreadsheet of persons, set by set: villages, personal data, who is who."""

from typing import Final

from django.utils.translation import gettext

from accounts.roles import Act
from electionadmin.codes import COUNTRY
from people.spreadsheets.places import check_villages
from sheets.stage import Stage


def check(stage: Stage, act: Act) -> None:
    """Refuse what cannot be stored; find the persons on record (`person_id`)."""
    check_villages(stage, act)
    _check_against_number(stage)
    _find_persons(stage)
    _check_repeated(stage)
    _check_place(stage, act)
    _check_dates(stage)


def _check_against_number(stage: Stage) -> None:
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


# Persons on record in the village under the name of a row without a whole number.
_HERE: Final = """
    SELECT s.line, p.id FROM sheet_rows AS s JOIN people_person AS p
    ON p.county_code = left(s.code, 6) AND p.name = s.person AND p.village_code = s.code
    WHERE s.id_index IS NULL AND (s.id_last4 IS NULL OR p.id_last4 = s.id_last4)
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
        " WHERE p.name <> s.person",
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
    # Who is on record without a number is the one who comes with it: of one name in the village there is no other.
    stage.execute(
        "UPDATE sheet_rows SET person_id = p.id FROM (SELECT min(id) AS id, village_code, name FROM people_person"
        " WHERE id_index IS NULL GROUP BY village_code, name HAVING count(*) = 1) AS p"
        " WHERE sheet_rows.person_id IS NULL AND sheet_rows.id_index IS NOT NULL"
        " AND p.village_code = code AND p.name = person"
        " AND NOT EXISTS (SELECT FROM sheet_rows AS o WHERE o.code = p.village_code AND o.person = p.name"
        " AND o.line <> sheet_rows.line)"
    )
    stage.refuse(
        "id_number",
        gettext("Nobody of this name with this masked number is on record in the village. Type the whole ID number."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE NOT bad AND id_number LIKE '%*%' AND person_id IS NULL",
    )


def _check_repeated(stage: Stage) -> None:
    stage.refuse(
        "person",
        gettext("The same person stands on line %(first)s already. Delete one of the two lines."),
        "SELECT line, person AS value, first FROM (SELECT line, person, min(line) OVER (PARTITION BY"
        " COALESCE(person_id::text, id_index, code || person)) AS first FROM sheet_rows) AS rows WHERE line > first",
    )


def _check_place(stage: Stage, act: Act) -> None:
    """Who is on record outside the user's divisions is not his to change, nor to move into them."""
    codes = stage.order.prefixes(act)
    if COUNTRY in codes:
        return
    stage.refuse(
        "id_number",
        gettext("This person is on record outside your divisions. Ask the county to move the record."),
        "SELECT line, NULL AS value FROM sheet_rows JOIN people_person AS p ON p.id = person_id"
        " WHERE NOT COALESCE(NULLIF(p.village_code, ''), p.county_code) ^@ ANY(%(codes)s)",
        {"codes": list(codes)},
    )


# A row with what is on record where its cells are empty.
_TOGETHER: Final = """
    SELECT line, COALESCE(s.birth_date, p.birth_date) AS birth, COALESCE(s.party_joined, p.party_joined) AS joined,
        COALESCE(s.party_confirmed, p.party_confirmed) AS confirmed,
        COALESCE(s.work_started, p.work_started) AS started, s.cv
    FROM sheet_rows AS s LEFT JOIN people_person AS p ON p.id = s.person_id
    WHERE num_nonnulls(s.party_joined, s.party_confirmed, s.work_started, s.cv) > 0
"""


def _check_dates(stage: Stage) -> None:
    select = f"SELECT line, NULL AS value FROM ({_TOGETHER}) AS row WHERE"
    stage.refuse(
        "party_joined",
        gettext("The date of joining the Party must be later than the date of birth."),
        f"{select} joined <= birth",
    )
    stage.refuse(
        "party_joined",
        gettext("The person is a full member: give the date of joining the Party as well."),
        f"{select} confirmed IS NOT NULL AND joined IS NULL",
    )
    stage.refuse(
        "party_confirmed",
        gettext("Nobody is a full member before joining the Party. Correct one of the dates."),
        f"{select} confirmed < joined",
    )
    stage.refuse(
        "work_started",
        gettext("Give a day that has come, later than the date of birth."),
        f"{select} started <= birth",
    )
    stage.refuse(
        "cv",
        gettext("The CV begins before the person was born. Correct its first line."),
        f"{select} to_date(left(cv, 7), 'YYYY.MM') < date_trunc('month', birth)",
    )
