"""The staging table: checked rows go in by COPY, are checked set by set, and go on in one INSERT … ON CONFLICT."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from sheets.problems import Problem
from sheets.spec import Counts, Order, SheetSpec

TABLE: Final = "sheet_rows"
LISTED: Final = 100_000
_VALUE_SHOWN: Final = 60
# Stands for NULL in COPY; parsers let no control character pass.
_NULL: Final = "\x01"
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "", _NULL: ""})


@dataclass(slots=True)
class Problems:
    """Faults found: all are counted, so many are kept that a report is still read."""

    found: list[Problem] = field(default_factory=list)
    total: int = 0

    def add(self, problem: Problem) -> None:
        """Count a fault, and keep it while there is room."""
        self.total += 1
        if len(self.found) < LISTED:
            self.found.append(problem)


@dataclass(slots=True)
class Stage:
    """Rows of a file in a temporary table `sheet_rows`: line, bad, a column for each field and extra of the spec.

    `present` holds the keys of the fields whose columns the file has: a column left out says nothing about its values.
    """

    spec: SheetSpec
    order: Order
    present: frozenset[str] = frozenset()
    problems: Problems = field(default_factory=Problems)
    notes: list[str] = field(default_factory=list)
    lists: dict[str, list[str]] = field(default_factory=dict)
    rows: int = 0

    def create(self) -> None:
        """An empty table; it goes with the transaction."""
        columns = ", ".join(f'"{key}" {sql}' for key, sql in self._columns())
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off")
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{TABLE}")
            cursor.execute(f"CREATE TEMP TABLE {TABLE} (line int, bad boolean, {columns}) ON COMMIT DROP")

    def copy(self, batches: Iterator[Iterable[Sequence[Any]]]) -> None:
        """Fill the table with batches of rows in the order line, bad, fields, extras; raises what these raise."""
        names = ", ".join(f'"{key}"' for key, _sql in self._columns())
        file = _CopyFile(batches)
        with connection.cursor() as cursor:
            try:
                cursor.copy_expert(f"COPY {TABLE} (line, bad, {names}) FROM STDIN WITH (NULL '{_NULL}')", file)
            except Exception:
                if file.error:
                    raise file.error from None
                raise
            cursor.execute(f"ANALYZE {TABLE}")

    def refuse(
        self, column: str, message: str, select: str, params: Mapping[str, Any] | None = None, *, value: bool = True
    ) -> int:
        """Mark rows as bad and report them; how many there are.

        Args:
            column: Key of the field the message stands at.
            message: With named placeholders for further columns of the query.
            select: Query over `sheet_rows` whose first column is `line`, the second the value as text when `value`.
            params: Of the query.
            value: Whether the second column is the value to be shown.

        """
        with connection.cursor() as cursor:
            room = max(LISTED - len(self.problems.found), 1)
            cursor.execute(f"SELECT * FROM ({select}) AS found ORDER BY line LIMIT {room}", params)
            found = cursor.fetchall()
            if not found:
                return 0
            names = [column.name for column in cursor.description][1 + value :]
            cursor.execute(
                f"UPDATE {TABLE} SET bad = true FROM ({select}) AS found WHERE {TABLE}.line = found.line", params
            )
            total: int = cursor.rowcount
        for row in found:
            shown = self._shown(column, row[1]) if value else ""
            details = dict(zip(names, row[1 + value :], strict=True))
            self.problems.add(Problem(row[0], column, message, shown, details))
        self.problems.total += max(total - len(found), 0)
        return total

    def refuse_repeated(self, message: str) -> int:
        """Refuse rows whose key stands in an earlier line; the message may name it by %(first)s."""
        key = ", ".join(f'"{name}"' for name in self.spec.key)
        known = " AND ".join(f'"{name}" IS NOT NULL' for name in self.spec.key)
        select = (
            f'SELECT line, "{self.spec.key[0]}"::text AS value, first FROM {TABLE} JOIN ('
            f"SELECT {key}, min(line) AS first FROM {TABLE} WHERE {known} GROUP BY {key} HAVING count(*) > 1"
            f") AS repeated USING ({key}) WHERE line > first"
        )
        return self.refuse(self.spec.key[0], message, select)

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def execute(self, sql: str, params: Mapping[str, Any] | None = None) -> int:
        """Carry out a statement; the number of its rows."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            count: int = cursor.rowcount
            return count

    def bad(self) -> int:
        """Number of rows that are refused."""
        return int(self.query(f"SELECT count(*) FROM {TABLE} WHERE bad")[0][0])

    def _columns(self) -> list[tuple[str, str]]:
        return [(item.key, item.sql) for item in self.spec.fields] + [(item.key, item.sql) for item in self.spec.extras]

    def _shown(self, column: str, value: Any) -> str:
        private = any(item.key == column and item.private for item in self.spec.fields)
        return "" if value is None or private else shown(value)


def shown(value: Any) -> str:
    """A value as reports show it."""
    text = str(value)
    return text if len(text) <= _VALUE_SHOWN else text[: _VALUE_SHOWN - 1] + "…"


class _CopyFile:
    """A file for COPY, made of batches of rows while it is read."""

    def __init__(self, batches: Iterator[Iterable[Sequence[Any]]]) -> None:
        self._pieces = filter(None, map(encoded, batches))
        self._buffer = b""
        self.error: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """The next piece, never more than `size` bytes. What the rows raise is kept: psycopg2 hides it."""
        try:
            while len(self._buffer) < size and (piece := next(self._pieces, None)):
                self._buffer += piece
        except Exception as error:
            self.error = error
            raise
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def readline(self, size: int = -1) -> bytes:
        """Demanded by psycopg2, never called for COPY … FROM."""
        raise NotImplementedError


def encoded(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows in COPY's text format."""
    rows = list(rows)
    if not rows:
        return b""
    text = "\n".join([_line(row) for row in rows]) + "\n"
    plain = text.count("\t") == len(rows) * (len(rows[0]) - 1) and text.count("\n") == len(rows)
    if not plain or "\\" in text or "\r" in text or "\0" in text:
        text = "".join([_escaped(row) + "\n" for row in rows])
    return text.encode()


def _line(row: Sequence[Any]) -> str:
    try:
        return "\t".join(row)
    except TypeError:
        return "\t".join([value if type(value) is str else _NULL if value is None else str(value) for value in row])


def _escaped(row: Sequence[Any]) -> str:
    return "\t".join([_NULL if value is None else str(value).translate(_ESCAPES) for value in row])


def upsert(
    stage: Stage,
    *,
    table: str,
    key: tuple[str, ...],
    values: Mapping[str, str],
    only_new: Mapping[str, str] | None = None,
    compare: Iterable[str] | None = None,
    source: str = f"{TABLE} AS s",
    where: str = "true",
    params: Mapping[str, Any] | None = None,
) -> Counts:
    """Store the good rows in one INSERT … ON CONFLICT; a row that would not change is not touched.

    Args:
        stage: Whose rows not bad are stored.
        table: Table of the database.
        key: Its columns that tell rows apart (of a unique constraint); they stand in `values`.
        values: Column → SQL expression over `s`, the staged row, and what `source` joins.
        only_new: Column → SQL expression for what a new row needs and an old one keeps.
        compare: Columns that decide whether a row changes; all values but the key by default.
        source: What follows FROM, `sheet_rows AS s` with joins.
        where: Further condition on it.
        params: Of the expressions.

    """
    fixed = only_new or {}
    compared = [name for name in values if name not in key] if compare is None else list(compare)
    updated = [name for name in values if name not in key]
    rows = ", ".join(f'{sql} AS "{name}"' for name, sql in {**values, **fixed}.items())
    names = ", ".join(f'"{name}"' for name in (*values, *fixed))
    keys = ", ".join(f'"{name}"' for name in key)
    differs = _distinct(compared, "t", "f")
    same = " AND ".join(f't."{name}" = f."{name}"' for name in key)
    sql = f"""
        WITH f AS (SELECT {rows} FROM {source} WHERE NOT s.bad AND {where}),
        differing AS (
            SELECT f.* FROM f LEFT JOIN "{table}" AS t ON {same}
            WHERE t."{key[0]}" IS NULL OR {differs} ORDER BY {", ".join(f'f."{name}"' for name in key)}
        ),
        done AS (
            INSERT INTO "{table}" AS t ({names}) SELECT {names} FROM differing
            ON CONFLICT ({keys}) {_do_update(updated, compared)} RETURNING t.xmax = 0 AS created
        )
        SELECT count(*) FILTER (WHERE created), count(*) FILTER (WHERE NOT created) FROM done
    """
    [(total,)] = stage.query(f"SELECT count(*) FROM {source} WHERE NOT s.bad AND {where}", params)
    [(created, changed)] = stage.query(sql, params)
    return Counts(created=created, changed=changed, unchanged=total - created - changed)


def _do_update(updated: Sequence[str], compared: Sequence[str]) -> str:
    if not updated:
        return "DO NOTHING"
    assignments = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in updated)
    return f"DO UPDATE SET {assignments} WHERE {_distinct(compared, 't', 'EXCLUDED')}"


def _distinct(names: Sequence[str], left: str, right: str) -> str:
    """Whether two rows differ in some columns."""
    if not names:
        return "false"
    sides = (", ".join(f'{side}."{name}"' for name in names) for side in (left, right))
    return "({}) IS DISTINCT FROM ({})".format(*sides)
