"""Checks of a spreadsheet of nominations, set by set: the rules of a nomination by hand."""

from typing import Any, Final, cast

from django.utils import timezone
from django.utils.translation import gettext

from accounts.roles import Act
from candidates.models import Nominator
from candidates.nominations.states import ENDED
from electionadmin.codes import covers
from elections.law import chapter
from elections.models import Body, Cycle
from people.spreadsheets.places import check_villages
from sheets.stage import Stage
from villages.models import VillageKind
from villages.models.bodies import POSTS

ENDED_STATES: Final = [state.value for state in ENDED]
_APART: Final = "(('committee', 'supervisory'), ('supervisory', 'committee'))"


def check(stage: Stage, act: Act) -> None:
    """Refuse what cannot be stored; find elections (`election_id`), persons (`person_id`), what stands (`nomination_id`)."""
    check_villages(stage, act)
    _check_posts(stage)
    _find_elections(stage)
    _find_persons(stage)
    _check_repeated(stage)
    _check_persons(stage)
    _check_elsewhere(stage, act)
    _check_sources(stage)


def _check_posts(stage: Stage) -> None:
    stage.refuse(
        "post",
        gettext("The body has no such post. Choose one of its own."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE NOT body || '/' || post = ANY(%(pairs)s)",
        {"pairs": [f"{body}/{post.value}" for body, posts in POSTS.items() for post in posts]},
    )


def _find_elections(stage: Stage) -> None:
    """The elections of the newest cycle of each county."""
    stage.execute(
        "UPDATE sheet_rows SET election_id = e.id FROM elections_election AS e JOIN ("
        "SELECT DISTINCT ON (county_id) id FROM elections_cycle ORDER BY county_id, starts_on DESC, id DESC) AS c"
        " ON c.id = e.cycle_id WHERE e.village_id = sheet_rows.code AND e.body = sheet_rows.body"
    )
    stage.refuse(
        "body",
        gettext("The county has opened no election of this body in the village."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE election_id IS NULL AND NOT bad",
    )
    stage.refuse(
        "nominated_on",
        gettext("The cycle began on %(start)s. Give that day or a later one."),
        "SELECT line, nominated_on::text AS value, c.starts_on::text AS start FROM sheet_rows"
        " JOIN elections_election AS e ON e.id = election_id JOIN elections_cycle AS c ON c.id = e.cycle_id"
        " WHERE nominated_on < c.starts_on",
    )


# Persons on record in the village, on one of its bodies or in one of its elections.
_HERE: Final = """
    SELECT DISTINCT s.line, p.id FROM sheet_rows AS s JOIN people_person AS p
    ON p.county_code = left(s.code, 6) AND p.name = s.person
    WHERE s.id_index IS NULL AND (s.id_last4 IS NULL OR p.id_last4 = s.id_last4) AND (
        p.village_code = s.code OR EXISTS (
            SELECT FROM villages_member AS m JOIN villages_body AS b ON b.id = m.body_id
            WHERE m.person_id = p.id AND b.village_id = s.code
        ) OR EXISTS (
            SELECT FROM candidates_nomination AS n WHERE n.person_id = p.id AND n.election_id = s.election_id
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
        "person",
        gettext("Nobody of this name or number is on record. Enter or import the person first."),
        "SELECT line, person AS value FROM sheet_rows WHERE person_id IS NULL AND person IS NOT NULL AND NOT bad",
    )
    stage.execute(
        "UPDATE sheet_rows AS s SET nomination_id = n.id FROM candidates_nomination AS n"
        " WHERE n.election_id = s.election_id AND n.person_id = s.person_id AND n.post = s.post"
        " AND NOT n.state = ANY(%(ended)s)",
        {"ended": ENDED_STATES},
    )
    # The planner must know the columns that have just been filled.
    stage.execute("ANALYZE sheet_rows")


def _check_repeated(stage: Stage) -> None:
    stage.refuse(
        "person",
        gettext("The same nomination stands on line %(first)s already. Delete one of the two lines."),
        "SELECT line, person AS value, first FROM sheet_rows JOIN (SELECT election_id, person_id, post, min(line) AS first"
        " FROM sheet_rows GROUP BY election_id, person_id, post HAVING count(*) > 1) AS repeated"
        " USING (election_id, person_id, post) WHERE line > first",
    )
    stage.refuse(
        "person",
        gettext("Line %(first)s nominates the same person in another village. Keep one of the two lines."),
        "SELECT line, person AS value, first FROM sheet_rows JOIN (SELECT person_id, min(line) AS first FROM sheet_rows"
        " WHERE NOT bad GROUP BY person_id HAVING count(DISTINCT code) > 1) AS twice USING (person_id)"
        " WHERE line > first AND code <> (SELECT code FROM sheet_rows AS f WHERE f.line = first)",
    )


def _check_persons(stage: Stage) -> None:
    stage.refuse(
        "person",
        gettext("Under 18 on the election day, %(day)s. Check the date of birth on record."),
        "SELECT s.line, s.person AS value, COALESCE(e.election_day, c.election_day, %(today)s)::text AS day"
        " FROM sheet_rows AS s JOIN people_person AS p ON p.id = s.person_id"
        " JOIN elections_election AS e ON e.id = s.election_id JOIN elections_cycle AS c ON c.id = e.cycle_id"
        " WHERE (p.birth_date + interval '18 years')::date > COALESCE(e.election_day, c.election_day, %(today)s)",
        {"today": timezone.localdate()},
    )
    stage.refuse(
        "person",
        gettext("Only Party members stand for the Party organisation. Enter the day on which he joined the Party."),
        "SELECT s.line, s.person AS value FROM sheet_rows AS s JOIN people_person AS p ON p.id = s.person_id"
        " WHERE s.body = 'party' AND p.party_joined IS NULL",
    )


def _check_elsewhere(stage: Stage, act: Act) -> None:
    """Who stands elsewhere in the cycle: the place is named as far as the user may know it."""
    inside = [code for code in stage.order.prefixes(act) if code]
    other = (
        "SELECT DISTINCT ON (s.line) s.line, s.person AS value, d.name AS village, d.code AS there FROM sheet_rows AS s"
        " JOIN elections_election AS mine ON mine.id = s.election_id"
        " JOIN candidates_nomination AS n ON n.person_id = s.person_id AND NOT n.state = ANY(%(ended)s)"
        " JOIN elections_election AS e ON e.id = n.election_id AND e.cycle_id = mine.cycle_id"
        " JOIN villages_division AS d ON d.code = e.village_id"
        f" WHERE NOT s.bad AND (e.village_id <> s.code OR (s.body, e.body) IN {_APART}) ORDER BY s.line, n.id"
    )
    params: dict[str, Any] = {"ended": ENDED_STATES, "inside": inside, "all": any(covers(c, "1") for c in inside)}
    stage.refuse(
        "person",
        gettext("Nominated already in %(village)s. End that nomination first."),
        f"SELECT line, value, village FROM ({other}) AS o WHERE %(all)s OR there ^@ ANY(%(inside)s)",
        params,
    )
    stage.refuse(
        "person",
        gettext("Nominated already in another village of the county. Ask the county's organisers."),
        f"SELECT line, value FROM ({other}) AS o WHERE NOT (%(all)s OR there ^@ ANY(%(inside)s))",
        params,
    )


def _check_sources(stage: Stage) -> None:
    """Who may nominate, by the rulebook of each cycle in the file."""
    cycles = stage.query(
        "SELECT DISTINCT e.cycle_id FROM sheet_rows JOIN elections_election AS e ON e.id = election_id"
    )
    for cycle in Cycle.objects.filter(pk__in=[pk for (pk,) in cycles]):
        stage.refuse(
            "source",
            gettext("Not among those who may nominate for this body by the rulebook. Choose another word."),
            "SELECT line, NULL AS value FROM sheet_rows JOIN elections_election AS e ON e.id = election_id"
            " LEFT JOIN villages_villageprofile AS p ON p.village_id = code"
            " WHERE e.cycle_id = %(cycle)s AND NOT sheet_rows.body || '/' || COALESCE(p.kind, 'village') || '/' || source"
            " = ANY(%(allowed)s)",
            {"cycle": cycle.pk, "allowed": _allowed(cycle)},
        )
    stage.refuse(
        "by_hand_reason",
        gettext("The list follows from a meeting. Say why this name is added by hand."),
        "SELECT line, NULL AS value FROM sheet_rows WHERE body = 'party' AND source <> 'recommendation'"
        " AND by_hand_reason IS NULL AND nomination_id IS NULL",
    )


def _allowed(cycle: Cycle) -> list[str]:
    """`body/kind/source` for everybody who may nominate."""
    book = cycle.law()
    found = []
    for body in Body:
        for kind in VillageKind:
            word = chapter(body, kind)
            value = book.get(word, "nominators")
            sources = list(cast("tuple[str, ...]", value.value)) if value else list(Nominator.values)
            if book.flag(word, "self_nomination"):
                sources.append(Nominator.SELF.value)
            found += [f"{body.value}/{kind.value}/{source}" for source in sources]
    return found
