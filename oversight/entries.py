"""Events as a reader wants them: who, what, before and after in words, where and why; no protected value, ever."""

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F, Field, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.roles import Role
from electionadmin.templatetags.ui import EMPTY, plain
from oversight.sources import Source, sources
from protect.crypto import DecryptionError, decrypt
from protect.fields import EncryptedCharField

Row = dict[str, Any]
Names = dict[tuple[type[Model], str], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One column of an event: before and after in words. `technical` marks what the office never sees."""

    label: str
    before: str
    after: str
    technical: bool
    changed: bool

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"


@dataclass(slots=True)
class Entry:
    """One event. `before` is the object's event before this one; None for its first and for what was added."""

    source: Source
    number: int
    row: Row
    before: Row | None
    names: Names = field(default_factory=dict)
    repeated: bool = False

    @property
    def context(self) -> dict[str, Any]:
        """Who, from where, why, as it was noted then."""
        return self.row["pgh_context"] or {}

    @property
    def act(self) -> str | None:
        """What one request, job or command did has one number."""
        act: str | None = self.row["pgh_context_id"]
        return act

    @property
    def at(self) -> datetime.datetime:
        """When."""
        moment = parse_datetime(self.row["pgh_created_at"])
        assert moment is not None  # noqa: S101  PostgreSQL wrote it
        return moment

    @property
    def who(self) -> str:
        """Name at that time; for a command the machine's user."""
        context = self.context
        name = context.get("name") or context.get("machine_user") or ""
        return str(name or (_("account %(number)s") % {"number": context["user"]} if context.get("user") else ""))

    @property
    def duty(self) -> str:
        """The duty he acted under, and where."""
        role = self.context.get("role")
        label = str(Role(role).label) if role in Role.values else ""
        return " · ".join(part for part in (label, str(self.context.get("place") or "")) if part)

    @property
    def way(self) -> str:
        """The page, job or command by which it was done."""
        context = self.context
        if context.get("command"):
            return f"manage.py {context['command']}"
        if context.get("job"):
            return _("job %(kind)s") % {"kind": context.get("kind") or context["job"]}
        return str(context.get("url") or context.get("task") or "")

    @property
    def reason(self) -> str:
        """Why."""
        return str(self.context.get("reason") or self.row.get("reason") or "")

    @property
    def ip(self) -> str:
        """From which machine."""
        return str(self.context.get("ip") or "")

    @property
    def change(self) -> tuple[str | Promise, str]:
        """Word and state of what was done."""
        return self.source.change(self.row["pgh_label"])

    @property
    def kind(self) -> str:
        """What kind of object."""
        return self.source.label

    @property
    def pk(self) -> str:
        """Key of the object."""
        return str(self.row["pgh_obj_id"])

    @property
    def title(self) -> str:
        """What the object was called then."""
        fields: list[Any] = [self.source.model._meta.get_field(name) for name in self.source.titles()]
        parts = [_text(field_, self.row.get(field_.column), self.names) for field_ in fields]
        return " · ".join(part for part in parts if part != EMPTY) or self.pk

    def all_differences(self) -> list[Difference]:
        """Every column, in the order of the model."""
        gone = self.row["pgh_label"] == "delete"
        before = self.row if gone else self.before or {}
        after = {} if gone else self.row
        columns: list[Any] = list(self.source.model._meta.fields)
        fields = [field_ for field_ in columns if field_.column in self.row and not field_.primary_key]
        return [
            _difference(field_, before.get(field_.column), after.get(field_.column), self.names) for field_ in fields
        ]

    def differences(self) -> list[Difference]:
        """What was changed and the office knows by name."""
        return [difference for difference in self.all_differences() if difference.changed and not difference.technical]


def entries_of(keys: Sequence[tuple[int, int]]) -> list[Entry]:
    """Entries for sources' and events' numbers, in this order, by two queries."""
    if not keys:
        return []
    numbers: dict[int, list[int]] = {}
    for source, number in keys:
        numbers.setdefault(source, []).append(number)
    rows = _rows(numbers)
    entries = [Entry(sources()[source], number, *rows[source, number]) for source, number in keys]
    names = _names(entries)
    act = None
    for entry in entries:
        entry.names, entry.repeated, act = names, entry.act is not None and entry.act == act, entry.act
    return entries


def _rows(numbers: dict[int, list[int]]) -> dict[tuple[int, int], tuple[Row, Row | None]]:
    """Each event and the one before it of the same object, of whatever tables, by one query."""
    parts: list[str] = []
    parameters: list[Any] = []
    for source, wanted in sorted(numbers.items()):
        table = connection.ops.quote_name(sources()[source].events._meta.db_table)
        parts.append(
            f"SELECT %s, e.pgh_id, to_jsonb(e), to_jsonb(p) FROM {table} e LEFT JOIN LATERAL ("  # noqa: S608
            f"SELECT * FROM {table} q WHERE q.pgh_obj_id = e.pgh_obj_id AND q.pgh_id < e.pgh_id "
            f"ORDER BY q.pgh_id DESC LIMIT 1) p ON e.pgh_label = 'update' WHERE e.pgh_id = ANY(%s)"
        )
        parameters += [source, wanted]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return {(source, number): (_read(row), _read(before)) for source, number, row, before in cursor.fetchall()}


def _read(value: Any) -> Any:
    """Django's cursors give jsonb as text."""
    return json.loads(value) if isinstance(value, str) else value


def _names(entries: Iterable[Entry]) -> Names:
    """Names of all rows that the entries refer to, by one query."""
    wanted: dict[type[Model], set[str]] = {}
    for entry in entries:
        fields: list[Any] = list(entry.source.model._meta.fields)
        for field_ in fields:
            related = field_.related_model
            if related is not None and _has_name(related):
                values = {row.get(field_.column) for row in (entry.row, entry.before or {})} - {None}
                wanted.setdefault(related, set()).update(map(str, values))
    asked = sorted((model for model, keys in wanted.items() if keys), key=lambda model: model._meta.label)
    if not asked:
        return {}
    parts = [
        QuerySet(model)
        .filter(pk__in=wanted[model])
        .annotate(_place=Value(place), _key=Cast("pk", TextField()), _named=Cast(F("name"), TextField()))
        .values_list("_place", "_key", "_named")
        for place, model in enumerate(asked)
    ]
    return {(asked[place], key): name for place, key, name in parts[0].union(*parts[1:], all=True)}


def _has_name(model: type[Model]) -> bool:
    return any(field_.name == "name" for field_ in model._meta.fields)


def _difference(field_: Any, before: Any, after: Any, names: Names) -> Difference:
    label = str(capfirst(field_.verbose_name))
    technical = not field_.editable
    if _is_protected(field_):
        changed = _open(field_, before) != _open(field_, after)
        now = _("changed") if changed and before and after else _veil(after)
        return Difference(label, _veil(before), now, technical, changed)
    return Difference(
        label, _text(field_, before, names), _text(field_, after, names), technical, (before or None) != (after or None)
    )


def _is_protected(field_: Any) -> bool:
    """Whether not even a masked value may be shown: cipher text, blind indexes and the ends of numbers."""
    return isinstance(field_, EncryptedCharField) or field_.name.endswith(("_index", "_last4"))


def _open(field_: Any, value: str | None) -> str | None:
    """What cipher text says, to be compared and thrown away: encrypted anew, the same number looks different."""
    if not value or not isinstance(field_, EncryptedCharField):
        return value or None
    try:
        return decrypt(value, context=field_.context)
    except DecryptionError:
        return value


def _veil(value: str | None) -> str:
    return _("recorded") if value else EMPTY


def _text(field_: "Field[Any, Any]", value: Any, names: Names) -> str:
    """A stored value in words."""
    if value is None or value == "":
        return EMPTY
    if field_.related_model is not None:
        return names.get((field_.related_model, str(value)), f"{value}")
    if field_.choices:
        return str(dict(field_.flatchoices).get(value, value))
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    try:
        return plain(field_.to_python(value)) if not isinstance(value, bool) else plain(value)
    except ValidationError:
        return str(value)
