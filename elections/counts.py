"""The counts of the board are only ever added to; now and then rows of the same kind are put together."""

from typing import Final

from django.db import connection, transaction

# One at a time: two who put the same rows together would count them twice.
_LOCK: Final = 7_052_118
_COMPACT: Final = """
    WITH several AS (
        SELECT cycle_id, level, code, body, step, state, due_on FROM elections_stepcount
        GROUP BY cycle_id, level, code, body, step, state, due_on HAVING count(*) > 1 OR sum(number) = 0
    ), gone AS (
        DELETE FROM elections_stepcount AS c USING several AS s
        WHERE (c.cycle_id, c.level, c.code, c.body, c.step, c.state) = (s.cycle_id, s.level, s.code, s.body, s.step, s.state)
            AND c.due_on IS NOT DISTINCT FROM s.due_on
        RETURNING c.*
    ), put AS (
        INSERT INTO elections_stepcount (cycle_id, level, code, body, step, state, due_on, number)
        SELECT cycle_id, level, code, body, step, state, due_on, sum(number) FROM gone
        GROUP BY cycle_id, level, code, body, step, state, due_on HAVING sum(number) <> 0
    )
    SELECT count(*) FROM gone
"""


@transaction.atomic
def compact_counts() -> int:
    """Put together what can be; how many rows went. What others add meanwhile stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(_COMPACT)
        (gone,) = cursor.fetchone()
    return int(gone)
