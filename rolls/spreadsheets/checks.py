"""Checks of a spreadsheet of voters, set by set."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext

from accounts.roles import Act
from electionadmin.codes import COUNTRY, Level
from elections.law import chapters_of
from elections.models import Body, Election
from people.spreadsheets.places import check_villages
from rolls.rules import Law, Registration, registration_problems
from sheets.problems import Problem
from sheets.stage import Stage


def check(stage: Stage, act: Act, view_act: Act) -> None:
    """Refuse what cannot be stored; find elections, rolls, entries and resolutions on record.

    The cycle is locked first: whoever types meanwhile waits for the file, and the file for him.
    """
    check_villages(stage, act)
    _find_rolls(stage)
    _check_open(stage)
    _check_personal_data(stage)
    _find_entries(stage)
    _find_resolutions(stage)
    _check_registration(stage)
    _check_repeated(stage)
    _check_elsewhere(stage, view_act)


def _find_rolls(stage: Stage) -> None:
    stage.execute(
        "SELECT FROM elections_cycle WHERE county_id IN (SELECT DISTINCT left(code, 6) FROM sheet_rows) ORDER BY id FOR UPDATE"
    )
    stage.execute(
        "UPDATE sheet_rows AS s SET election_id = e.id, cycle_id = e.cycle_id, roll_id = r.id"
        " FROM elections_election AS e LEFT JOIN rolls_roll AS r ON r.election_id = e.id"
        " WHERE e.village_id = s.code AND e.body = %(body)s AND e.cycle_id = ("
        "SELECT c.id FROM elections_cycle AS c WHERE c.county_id = left(s.code, 6) ORDER BY c.starts_on DESC, c.id DESC LIMIT 1)",
        {"body": Body.COMMITTEE.value},
    )
    stage.execute("ANALYZE sheet_rows")
    stage.execute("SELECT FROM rolls_roll WHERE id IN (SELECT roll_id FROM sheet_rows) ORDER BY id FOR UPDATE")


def _check_open(stage: Stage) -> None:
    stage.refuse(
        "code",
        gettext("The village elects no committee in the present cycle. Delete the line, or open the cycle first."),
        "SELECT line, code AS value FROM sheet_rows WHERE NOT bad AND election_id IS NULL",
    )
    stage.refuse(
        "code",
        gettext(
            "The roll was published on %(day)s; it changes only by a decision of the election committee. Delete the line."
        ),
        "SELECT s.line, s.code AS value, r.published_on AS day FROM sheet_rows AS s JOIN rolls_roll AS r ON r.id = s.roll_id"
        " WHERE r.state = 'published'",
    )
    stage.refuse(
        "code",
        gettext(
            "The roll has been frozen since %(day)s; it changes only by a decision of the election committee. Delete the line."
        ),
        "SELECT s.line, s.code AS value, r.frozen_on AS day FROM sheet_rows AS s JOIN rolls_roll AS r ON r.id = s.roll_id"
        " WHERE r.state = 'frozen'",
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
        "SELECT line, NULL AS value FROM sheet_rows WHERE birth_date <> id_birth",
    )
    stage.execute("UPDATE sheet_rows SET birth_date = id_birth, sex = id_sex WHERE id_birth IS NOT NULL")


# Entries that a line without a whole ID number may mean: name, and what the line knows besides.
_SAME_NAME: Final = """
    SELECT s.line, e.id FROM sheet_rows AS s JOIN rolls_entry AS e ON e.roll_id = s.roll_id AND e.name = s.person
    WHERE s.id_index IS NULL AND (s.id_last4 IS NULL OR e.id_last4 = s.id_last4)
        AND (s.birth_date IS NULL OR e.birth_date = s.birth_date)
"""


def _find_entries(stage: Stage) -> None:
    stage.execute(
        "UPDATE sheet_rows AS s SET entry_id = e.id FROM rolls_entry AS e"
        " WHERE e.roll_id = s.roll_id AND e.id_index = s.id_index AND NOT s.bad"
    )
    stage.refuse(
        "person",
        gettext("On this roll the ID number belongs to %(name)s. Correct the name or the number."),
        "SELECT s.line, s.person AS value, e.name FROM sheet_rows AS s JOIN rolls_entry AS e ON e.id = s.entry_id"
        " WHERE e.name <> s.person",
    )
    stage.refuse(
        "id_number",
        gettext("Several persons on this roll bear this name. Type the whole ID number."),
        f"SELECT line, NULL AS value FROM ({_SAME_NAME}) AS same GROUP BY line HAVING count(*) > 1",
    )
    stage.execute(
        f"UPDATE sheet_rows SET entry_id = same.id FROM ({_SAME_NAME}) AS same WHERE same.line = sheet_rows.line AND NOT bad"
    )
    stage.refuse(
        "id_number",
        gettext("Nobody of this name with this masked number stands on this roll. Type the whole ID number."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE NOT bad AND id_number LIKE '%*%' AND entry_id IS NULL",
    )
    stage.refuse(
        "sex",
        gettext("Type 男 or 女, or the ID number."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE NOT bad AND sex IS NULL AND entry_id IS NULL",
    )


def _find_resolutions(stage: Stage) -> None:
    stage.execute(
        "UPDATE sheet_rows AS s SET resolution_id = r.id FROM rolls_resolution AS r"
        " WHERE r.roll_id = s.roll_id AND r.document = s.resolution"
    )
    stage.refuse(
        "resolution",
        gettext(
            "No resolution of this number is recorded with this roll. Record it there first, or correct the number."
        ),
        "SELECT line, resolution AS value FROM sheet_rows WHERE resolution IS NOT NULL AND resolution_id IS NULL",
    )


# What a line says, with what is on record where its cell is empty.
_SAID: Final = """
    SELECT s.line, s.election_id, s.basis IS NOT NULL AND s.unlisted IS NOT NULL AS both_said,
        CASE WHEN s.unlisted IS NOT NULL THEN '' ELSE COALESCE(s.basis, e.basis, '') END AS basis,
        CASE WHEN s.basis IS NOT NULL THEN '' ELSE COALESCE(s.unlisted, e.unlisted, '') END AS unlisted,
        COALESCE(s.birth_date, e.birth_date), COALESCE(s.declared_on, e.declared_on),
        COALESCE(s.here_since, e.here_since), COALESCE(s.confirmed_on, e.confirmed_on), r.held_on
    FROM sheet_rows AS s LEFT JOIN rolls_entry AS e ON e.id = s.entry_id
    LEFT JOIN rolls_resolution AS r ON r.id = COALESCE(s.resolution_id, e.resolution_id)
    WHERE NOT s.bad ORDER BY s.line
"""


def _check_registration(stage: Stage) -> None:
    """The rules of registration line by line, the same as on the page."""
    rows = stage.query(_SAID)
    laws, days = _laws({row[1] for row in rows})
    today, bad = timezone.localdate(), []
    for line, election, *facts in rows:
        problems = _line_problems(laws[election], days[election], today, facts)
        for column, message in problems.items():
            stage.problems.add(Problem(line, column, message))
        if problems:
            bad.append(line)
    stage.execute("UPDATE sheet_rows SET bad = true WHERE line = ANY(%(lines)s)", {"lines": bad})


def _line_problems(law: Law, election_day: date | None, today: date, facts: Sequence[Any]) -> dict[str, str]:
    both, basis, unlisted, born, declared_on, here_since, confirmed_on, resolution_on = facts
    if both:
        return {"unlisted": gettext("Choose either a basis of registration or a reason for not listing, not both.")}
    if unlisted:
        if unlisted in law.chosen("unlisted_reasons"):
            return {}
        message = gettext("This reason does not keep anybody off the roll here (%(basis)s). Choose another one.")
        return {"unlisted": message % {"basis": law.basis("unlisted_reasons")}}
    if not basis:
        return {"basis": gettext("Choose a basis of registration, or the reason why the person is not listed.")}
    said = Registration(
        basis=basis,
        birth_date=born,
        declared_on=declared_on,
        here_since=here_since,
        confirmed_on=confirmed_on,
        resolution_on=resolution_on,
    )
    return registration_problems(said, law=law, election_day=election_day, today=today)


def _laws(elections: set[int]) -> tuple[dict[int, Law], dict[int, date | None]]:
    found = list(Election.objects.filter(pk__in=elections).select_related("cycle", "village"))
    chapters = chapters_of(found)
    laws = {election.pk: Law(election.cycle.law(), chapters[election.pk]) for election in found}
    return laws, {election.pk: election.election_day for election in found}


def _check_repeated(stage: Stage) -> None:
    stage.refuse(
        "id_number",
        gettext("The same person stands on line %(first)s already. Delete one of the two lines."),
        "SELECT line, NULL AS value, first FROM sheet_rows JOIN ("
        "SELECT id_index, min(line) AS first FROM sheet_rows WHERE unlisted IS NULL GROUP BY id_index HAVING count(*) > 1"
        ") AS repeated USING (id_index) WHERE line > first AND unlisted IS NULL",
    )
    stage.refuse(
        "person",
        gettext(
            "The same person stands on line %(first)s already. Delete one of the two lines, or type the ID numbers."
        ),
        "SELECT line, person AS value, first FROM sheet_rows JOIN ("
        "SELECT code, entry_id, min(line) AS first FROM sheet_rows WHERE entry_id IS NOT NULL GROUP BY code, entry_id"
        " HAVING count(*) > 1) AS repeated USING (code, entry_id) WHERE line > first",
    )
    stage.refuse(
        "person",
        gettext(
            "The same person stands on line %(first)s already. Delete one of the two lines, or type the ID numbers."
        ),
        "SELECT line, person AS value, first FROM sheet_rows JOIN ("
        "SELECT code, person, birth_date, min(line) AS first FROM sheet_rows WHERE id_index IS NULL AND entry_id IS NULL"
        " GROUP BY code, person, birth_date HAVING count(*) > 1) AS repeated USING (code, person, birth_date)"
        " WHERE line > first AND id_index IS NULL",
    )


# Voters of the file who stand on another village's roll of the same cycle.
_ELSEWHERE: Final = """
    SELECT s.line, NULL AS value, d.code, d.name AS village, t.name AS township
    FROM sheet_rows AS s JOIN rolls_entry AS o ON o.cycle_id = s.cycle_id AND o.id_index = s.id_index
    JOIN rolls_roll AS r ON r.id = o.roll_id JOIN elections_election AS e ON e.id = r.election_id
    JOIN villages_division AS d ON d.code = e.village_id JOIN villages_division AS t ON t.code = d.parent_id
    WHERE NOT s.bad AND s.basis IS NOT NULL AND o.unlisted = '' AND o.removed_in IS NULL AND e.id <> s.election_id
"""


def _check_elsewhere(stage: Stage, view_act: Act) -> None:
    """One village only; which one is told to those who may see its roll, else the township alone."""
    prefixes = stage.order.prefixes(view_act)
    params = {"codes": [code for code in prefixes if len(code) > Level.COUNTRY], "everywhere": COUNTRY in prefixes}
    seen = "(%(everywhere)s OR code ^@ ANY(%(codes)s))"
    stage.refuse(
        "id_number",
        gettext(
            "This person is registered in %(village)s (%(township)s). One village only: strike the entry off there first."
        ),
        f"SELECT line, value, village, township FROM ({_ELSEWHERE}) AS e WHERE {seen}",
        params,
    )
    stage.refuse(
        "id_number",
        gettext(
            "This person is registered in a village of %(township)s. One village only: ask the county to settle it."
        ),
        f"SELECT line, value, township FROM ({_ELSEWHERE}) AS e WHERE NOT {seen}",
        params,
    )
