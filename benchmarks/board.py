"""The progress board of a county, a province and the country beside the bare SQL that answers the same question.

The base adds up the steps themselves. The board reads the counts that triggers keep, so it is compared with bare SQL over
these counts as well: what the page costs on top of its data. Opening a cycle is measured beside a bare INSERT.
"""

import csv
import datetime
import io
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.roles import Role
from accounts.scope import Grant, Scope
from benchmarks import Line, compare
from benchmarks._database import scratch
from benchmarks._national import divisions
from electionadmin.codes import COUNTRY, Level, parent_of, parse_code
from elections.board import board
from elections.chain.versions import chains_of
from elections.models import Body, Cycle
from elections.services import open_cycle
from villages.models import Division

# Counted from today: a roll is published twenty days before the vote.
_STARTS, _DAY, _ENDS = (timezone.localdate() + datetime.timedelta(days=days) for days in (-60, 40, 120))
# Name, cycle's division, level of the rows, villages in all.
_SIZES = (
    ("county", "110101", Level.TOWNSHIP, 187),
    ("province", "12", Level.PREFECTURE, 28_000),
    ("country", COUNTRY, Level.PROVINCE, 620_000),
)
_STEPS = """
    SELECT left(e.village_id, %(level)s), e.body, s.step,
        count(*), count(*) FILTER (WHERE s.state = 'approved'), count(*) FILTER (WHERE s.state = 'requested'),
        count(*) FILTER (WHERE s.state IN ('returned', 'reopened')),
        count(*) FILTER (WHERE s.state NOT IN ('approved', 'not_started') AND s.due_on < %(today)s)
    FROM elections_electionstep AS s JOIN elections_election AS e ON e.id = s.election_id
    WHERE e.cycle_id = %(cycle)s GROUP BY 1, 2, 3
"""
_COUNTS = """
    SELECT code, body, step,
        sum(number), sum(number) FILTER (WHERE state = 'approved'), sum(number) FILTER (WHERE state = 'requested'),
        sum(number) FILTER (WHERE state IN ('returned', 'reopened')),
        sum(number) FILTER (WHERE state NOT IN ('approved', 'not_started') AND due_on < %(today)s)
    FROM elections_stepcount WHERE cycle_id = %(cycle)s AND level = %(level)s GROUP BY 1, 2, 3
"""
_ELECTIONS = """
    INSERT INTO elections_election (cycle_id, village_id, body, election_day)
    SELECT %(cycle)s, d.code, b.body, %(day)s FROM villages_division AS d
        CROSS JOIN unnest(ARRAY['party', 'committee', 'supervisory']) AS b (body)
    WHERE length(d.code) = 12 AND d.code LIKE %(under)s
"""
# How far an election is follows from its number: every state occurs, and what lies before an open step is approved.
_STEP_ROWS = """
    INSERT INTO elections_electionstep (election_id, step, position, state, awaits, due_on, closed_on, version)
    SELECT id, step, 10 * place, state, CASE WHEN state = 'requested' THEN 'township' ELSE '' END,
        election_day + 3 * (place - 15), CASE WHEN state = 'approved' THEN election_day - 40 END, 1
    FROM (
        SELECT e.id, e.election_day, r.step, r.place,
            CASE WHEN r.place < mod(e.id, 11) THEN 'approved' WHEN r.place > mod(e.id, 11) THEN 'not_started'
                ELSE (ARRAY['open', 'requested', 'returned', 'open', 'reopened'])[1 + mod(e.id, 5)] END AS state
        FROM elections_election AS e
            JOIN unnest(%(steps)s::text[], %(bodies)s::text[], %(places)s::int[]) AS r (step, body, place) USING (body)
        WHERE e.cycle_id = %(cycle)s
    ) AS made
"""
_COUNT_ROWS = """
    INSERT INTO elections_stepcount (cycle_id, code, level, body, step, state, due_on, number)
    SELECT %(cycle)s, left(t.code, levels.level), levels.level, t.body, t.step, t.state, t.due_on, sum(t.number)
    FROM (
        SELECT left(e.village_id, 9) AS code, e.body, s.step, s.state,
            CASE WHEN s.state <> 'approved' THEN s.due_on END AS due_on, count(*) AS number
        FROM elections_electionstep AS s JOIN elections_election AS e ON e.id = s.election_id
        WHERE e.cycle_id = %(cycle)s GROUP BY 1, 2, 3, 4, 5
    ) AS t CROSS JOIN (VALUES (2), (4), (6), (9)) AS levels (level)
    GROUP BY 2, 3, 4, 5, 6, 7
"""


def run() -> list[Line]:
    """Cycles of three sizes, half-way, and the opening of a county's."""
    lines: list[Line] = []
    with scratch() as database:
        database.renew()
        _load_divisions()
        lines.append(_opening())
        for name, code, level, villages in _SIZES:
            cycle = _cycle(code, villages)
            lines += _compared(name, cycle, code, level)
    return lines


def _load_divisions() -> None:
    """The national list, its first county with 187 villages and one province with 28,000; without triggers."""
    file = io.StringIO()
    writer = csv.writer(file)
    for code, name in _resized():
        writer.writerow([code, name, parent_of(code) or "", "X"])
    file.seek(0)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.copy_expert("COPY villages_division (code, name, parent_id, initials) FROM STDIN (FORMAT csv)", file)


def _resized() -> Iterable[tuple[str, str]]:
    """The national list as it is synthesised, with villages of two places made as many as their comparison needs."""
    yield COUNTRY, "全国"
    listed = [(parse_code(written), name) for written, name in divisions()]
    wanted = {"110101": 187, "12": 28_000}
    for code, name in listed:
        if len(code) < Level.VILLAGE or not code.startswith(tuple(wanted)):
            yield code, name
    for prefix, number in wanted.items():
        townships = [code for code, _name in listed if len(code) == Level.TOWNSHIP and code.startswith(prefix)]
        for place in range(number):
            yield f"{townships[place % len(townships)]}{1 + place // len(townships):03d}", f"{place}村"


def _cycle(code: str, villages: int) -> Cycle:
    """A cycle with elections and steps, as fast as the database takes them: triggers and keys are not measured here."""
    cycle = _made(code)
    values: dict[str, Any] = {
        "cycle": cycle.pk,
        "under": f"{'' if code == COUNTRY else code}%",
        "day": _DAY,
        **_rules(cycle),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in (_ELECTIONS, _STEP_ROWS, _COUNT_ROWS):
            cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE elections_election, elections_electionstep, elections_stepcount")
    made = cycle.elections.count() // len(Body)
    if abs(made - villages) * 50 > villages:
        raise RuntimeError(made)
    return cycle


def _made(code: str) -> Cycle:
    return Cycle.objects.create(
        county_id=code,
        name=code,
        rulebook="cn-2026",
        bodies=[body.value for body in Body],
        starts_on=_STARTS,
        ends_on=_ENDS,
        election_day=_DAY,
    )


def _rules(cycle: Cycle) -> dict[str, list[Any]]:
    rules = [
        (rule.key, body, place) for body, chain in chains_of(cycle).items() for place, rule in enumerate(chain.steps, 1)
    ]
    return {
        "steps": [step for step, _body, _place in rules],
        "bodies": [body for _step, body, _place in rules],
        "places": [place for _step, _body, place in rules],
    }


def _compared(name: str, cycle: Cycle, code: str, level: Level) -> list[Line]:
    scope = Scope((Grant(Role.COUNTY_LEADER, code, ""),))
    steps, counts = _asked(_STEPS, cycle, level), _asked(_COUNTS, cycle, level)

    def ours() -> Any:
        return board(scope=scope, cycle=cycle, level=level)

    shown, bare = ours(), {row[:3]: row[3:] for row in steps()}
    for row in shown.rows:
        for column, cell in zip(shown.columns, row.cells, strict=True):
            figures = bare[row.division.code, shown.body, column.key]
            if (cell.total, cell.done, cell.asked, cell.returned, cell.late) != figures:
                raise RuntimeError((row.division.code, column.key, cell, figures))
    number = sum(figures[0] for figures in bare.values())
    what = (
        f"{len(shown.rows)} rows, all queries and objects, over {number} steps of {cycle.elections.count()} elections"
    )
    runs = 9 if level is Level.TOWNSHIP else 3
    return [
        compare(name=f"board-{name}", ours=ours, base=steps, note=f"{what}, against the bare SQL aggregate", runs=runs),
        compare(
            name=f"board-{name}-counts",
            ours=ours,
            base=counts,
            note=f"{what}, against bare SQL over the counts that triggers keep",
            runs=9,
        ),
    ]


def _asked(statement: str, cycle: Cycle, level: Level) -> Callable[[], list[Any]]:
    def ask() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"cycle": cycle.pk, "level": int(level), "today": timezone.localdate()})
            return list(cursor.fetchall())

    return ask


def _opening() -> Line:
    """Opening a county's cycle through the service, against the same rows by bare INSERT without history and counts."""
    county = Division.objects.get(code=_SIZES[0][1])
    scope = Scope((Grant(Role.COUNTY_ADMIN, county.code, ""),))

    def ours() -> None:
        with transaction.atomic():
            cycle = open_cycle(
                scope=scope,
                county=county,
                name="opened",
                rulebook="cn-2026",
                bodies=list(Body),
                starts_on=_STARTS,
                ends_on=_ENDS,
                election_day=_DAY,
            )
            if cycle.elections.count() != _SIZES[0][3] * len(Body):
                raise RuntimeError(cycle)
            transaction.set_rollback(True)

    def base() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cycle = _made(county.code)
            cursor.execute("SET LOCAL session_replication_role = replica")
            values: dict[str, Any] = {"cycle": cycle.pk, "under": f"{county.code}%", "day": _DAY, **_rules(cycle)}
            for statement in (_ELECTIONS, _STEP_ROWS):
                cursor.execute(statement, values)
            transaction.set_rollback(True)

    note = (
        "a county's cycle with its elections and steps, their history and the counts, against a bare INSERT of the rows"
    )
    return compare(name="board-opening", ours=ours, base=base, note=note)
