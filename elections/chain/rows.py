"""The rows of the steps: made with the elections, in bulk, and given their planned days."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import connection

from elections.calendar.items import template
from elections.calendar.models import CountyTimetable
from elections.calendar.queries import county_timetable
from elections.calendar.schedule import plan_of
from elections.chain.definitions import Chain, StepRule
from elections.chain.versions import chains_of
from elections.models import Cycle

# Steps that were added later lie between others: places have room.
_ROOM: Final = 10
_MAKE: Final = """
    INSERT INTO elections_electionstep (election_id, step, position, state, awaits, due_on)
    SELECT e.id, rule.step, rule.position, rule.state, '', e.election_day + rule.plan
    FROM elections_election AS e
        CROSS JOIN unnest(%(steps)s::text[], %(positions)s::int[], %(states)s::text[], %(plans)s::int[])
            AS rule (step, position, state, plan)
    WHERE e.cycle_id = %(cycle)s AND e.body = %(body)s
        AND NOT EXISTS (SELECT FROM elections_electionstep AS s WHERE s.election_id = e.id AND s.step = rule.step)
    ORDER BY e.id, rule.position
"""
# A step of the county's own comes into elections where nothing behind it has begun.
_ADD: Final = """
    INSERT INTO elections_electionstep (election_id, step, position, state, awaits, due_on)
    SELECT e.id, %(step)s, base.position + %(offset)s, CASE WHEN base.state = 'approved' THEN 'open' ELSE 'not_started' END,
        '', e.election_day + %(plan)s
    FROM elections_election AS e
        JOIN elections_electionstep AS base ON base.election_id = e.id AND base.step = %(at)s
    WHERE e.cycle_id = %(cycle)s AND e.body = %(body)s
        AND NOT EXISTS (
            SELECT FROM elections_electionstep AS s
            WHERE s.election_id = e.id
                AND (s.step = %(step)s OR (s.step = ANY (%(later)s) AND s.state NOT IN ('not_started', 'open')))
        )
    ORDER BY e.id
"""
# Steps that waited only for the one before have to wait for the county's own as well.
_CLOSE: Final = """
    UPDATE elections_electionstep AS s SET state = 'not_started'
    FROM elections_election AS e
    WHERE e.id = s.election_id AND e.cycle_id = %(cycle)s AND e.body = %(body)s
        AND s.step = ANY (%(followers)s) AND s.state = 'open'
        AND EXISTS (SELECT FROM elections_electionstep AS o WHERE o.election_id = e.id AND o.step = %(step)s AND o.state <> 'approved')
"""
_PLAN: Final = """
    UPDATE elections_electionstep AS s SET due_on = e.election_day + rule.plan
    FROM elections_election AS e
        CROSS JOIN unnest(%(steps)s::text[], %(plans)s::int[]) AS rule (step, plan)
    WHERE s.election_id = e.id AND s.step = rule.step AND s.state <> 'approved' AND e.body = %(body)s
        AND e.cycle_id = %(cycle)s AND (%(elections)s IS NULL OR e.id = ANY (%(elections)s))
        AND s.due_on IS DISTINCT FROM e.election_day + rule.plan
"""


def make_steps(*, cycle: Cycle) -> None:
    """Make the steps that elections of the cycle still lack: one statement a body, and one for each step of the county's own."""
    county = county_timetable(cycle)
    with connection.cursor() as cursor:
        for body, chain in chains_of(cycle).items():
            rules = [rule for rule in chain.steps if not rule.added]
            cursor.execute(_MAKE, _columns(rules, own_days(county, body)) | {"cycle": cycle.pk, "body": body})
            for rule in chain.steps:
                if rule.added:
                    _add_own(cycle=cycle, chain=chain, rule=rule)


def _columns(rules: list[StepRule], own: Mapping[str, int]) -> dict[str, Any]:
    return {
        "steps": [rule.key for rule in rules],
        "positions": [place * _ROOM for place in range(1, len(rules) + 1)],
        "states": ["not_started" if rule.after else "open" for rule in rules],
        "plans": [own.get(rule.key, rule.plan) for rule in rules],
    }


def own_days(county: CountyTimetable | None, body: str) -> dict[str, int]:
    """By step, the last day of its items in the county's own timetable, counted from the election day; where it moves any."""
    timetable = template()
    if county is None:
        return {}
    plan = plan_of(timetable, county.days)
    items = [item for item in timetable.of(body) if not item.optional]
    moved = {item.step for item in items if item.id in county.days}
    return {step: max(plan[item.id][1] for item in items if item.step == step) for step in moved}


def _add_own(*, cycle: Cycle, chain: Chain, rule: StepRule) -> None:
    # One step of the county's own may lie behind another.
    keys = [step.key for step in chain.steps]
    offset = 1 + sum(1 for key in keys[: keys.index(rule.key)] if key in rule.after and chain.rule(key).added)
    values: dict[str, Any] = {
        "cycle": cycle.pk,
        "body": chain.body,
        "step": rule.key,
        "offset": offset,
        "plan": rule.plan,
        "at": rule.after[0],
        "later": list(chain.built_on(rule.key)),
        "followers": [step.key for step in chain.followers(rule.key)],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADD, values)
        cursor.execute(_CLOSE, values)


def plan_steps(*, cycle: Cycle, elections: Iterable[int] | None = None) -> None:
    """Count the planned days of all steps that are not closed anew from the election days; of some elections, or of all.

    A step's day is the customary one of its chain, or what the county's own timetable says of its items.
    """
    chosen = None if elections is None else list(elections)
    county = county_timetable(cycle)
    with connection.cursor() as cursor:
        for body, chain in chains_of(cycle).items():
            columns = _columns(list(chain.steps), own_days(county, body))
            cursor.execute(_PLAN, columns | {"cycle": cycle.pk, "body": body, "elections": chosen})
