"""Reading the trail: all tables of events as one list, newest first, in a fixed number of queries."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.roles import Act, Role
from accounts.scope import Grant, Scope
from electionadmin.codes import COUNTRY, prefix_of
from oversight.entries import Entry, entries_of
from oversight.models import Seal, Verification
from oversight.sources import CHANGES, Source, sources
from villages.models import Division

PAGE = 50
EXPORT = 20_000
_CHUNK = 500
_PLACES_BY_NAME = 200
_NO_CHANGES = dict.fromkeys(CHANGES, 0)
# For what was found to lie within the scope already.
EVERYWHERE = Scope((Grant(Role.AUDITOR, COUNTRY, ""),))


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of the list ends: the next one holds what is older."""

    moment: datetime.datetime
    source: int
    number: int

    def __str__(self) -> str:
        return f"{self.moment.timestamp():.6f}-{self.source}-{self.number}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The position an address names; None where it names none."""
        try:
            moment, source, number = text.split("-")
            seconds, _point, micro = moment.partition(".")
            moment_at = datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
            return cls(moment_at.replace(microsecond=int(micro)), int(source), int(number))
        except (ValueError, OverflowError, OSError):
            return None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What narrows the list. `who` is a part of a name, an account or a command; `place` a code or a part of a name."""

    who: str = ""
    kind: str = ""
    change: str = ""
    place: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    reason: str = ""
    act: UUID | None = None
    obj: str = ""

    def sources(self) -> Sequence[Source]:
        """The tables that can hold what is wanted."""
        return [source for source in sources() if not self.kind or source.key == self.kind]

    def condition(self) -> Q:
        """On the events of every table. Looks up the place by name first."""
        wanted = Q()
        if self.who:
            wanted &= Q(_name__icontains=self.who) | Q(_command__icontains=self.who)
        if self.change:
            wanted &= Q(pgh_label=self.change)
        if self.place:
            wanted &= _in_place(self.place)
        if self.since:
            wanted &= Q(pgh_created_at__gte=_midnight(self.since))
        if self.until:
            wanted &= Q(pgh_created_at__lt=_midnight(self.until + datetime.timedelta(days=1)))
        if self.reason:
            wanted &= Q(_reason__icontains=self.reason)
        if self.act:
            wanted &= Q(pgh_context_id=self.act)
        if self.obj:
            wanted &= Q(pgh_obj_id=self.obj)
        return wanted


@dataclass(slots=True)
class Page:
    """A part of the list; `older` is where the next part begins, None at the end."""

    entries: list[Entry]
    older: Position | None


def page_of(scope: Scope, wanted: Wanted, *, after: Position | None = None, size: int = PAGE) -> Page:
    """The newest events that are wanted and within the scope, or those older than a position."""
    rows = _keys(scope, wanted, after, size + 1)
    found = rows[:size]
    older = Position(found[-1][0], found[-1][1], found[-1][2]) if len(rows) > size else None
    return Page(entries_of([(source, number) for _moment, source, number in found]), older)


@dataclass(slots=True)
class Export:
    """All wanted events up to the limit of an export, as `workbook_response` reads rows."""

    scope: Scope
    wanted: Wanted
    limit: int = EXPORT

    def iterator(self, chunk_size: int = _CHUNK) -> Iterator[Entry]:
        """The entries, chunk after chunk."""
        after, left = None, self.limit
        while left > 0:
            page = page_of(self.scope, self.wanted, after=after, size=min(_CHUNK, left))
            yield from page.entries
            after, left = page.older, left - len(page.entries)
            if after is None:
                return


def _keys(scope: Scope, wanted: Wanted, after: Position | None, size: int) -> list[tuple[datetime.datetime, int, int]]:
    """Moment, source and number of the events, by one query over all tables."""
    condition = wanted.condition() & within(scope)
    branches = [_branch(source, condition, after)[:size] for source in wanted.sources()]
    if not branches:
        return []
    whole = branches[0].union(*branches[1:], all=True) if len(branches) > 1 else branches[0]
    return list(whole.order_by("-pgh_created_at", "_source", "-pgh_id")[:size] if len(branches) > 1 else whole)


def _branch(source: Source, condition: Q, after: Position | None) -> QuerySet[Any]:
    rows = named(source.rows()).filter(condition)
    if after is not None:
        older = Q(pgh_created_at__lt=after.moment)
        if source.number == after.source:
            older |= Q(pgh_created_at=after.moment, pgh_id__lt=after.number)
        elif source.number > after.source:
            older |= Q(pgh_created_at=after.moment)
        # The first condition lets PostgreSQL start in the index on the time.
        rows = rows.filter(Q(pgh_created_at__lte=after.moment) & older)
    rows = rows.annotate(_source=Value(source.number, IntegerField())).order_by("-pgh_created_at", "-pgh_id")
    keys: QuerySet[Any] = rows.values_list("pgh_created_at", "_source", "pgh_id")
    return keys


def named(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Events with what their context says, as texts."""
    told: QuerySet[Any] = rows.alias(
        _name=KT("pgh_context__name"),
        _command=KT("pgh_context__command"),
        _reason=KT("pgh_context__reason"),
    )
    return told


def within(scope: Scope) -> Q:
    """Condition on the rows of a source: what an auditor of these divisions may see."""
    condition = Q(pk__in=())
    for code in scope.prefixes(Act.VIEW_TRAIL):
        prefix = prefix_of(code)
        condition |= Q(_seen_from__startswith=prefix) if prefix else ~Q(pk__in=())
    return condition


def _in_place(text: str) -> Q:
    if text.isdigit():
        return Q(_place__startswith=text)
    codes = Division.objects.filter(name__contains=text).order_by("code").values_list("code", flat=True)
    condition = Q(pk__in=())
    for code in codes[:_PLACES_BY_NAME]:
        condition |= Q(_place__startswith=code)
    return condition


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))


def history_of(
    scope: Scope, source: Source, pk: str, *, after: Position | None = None, size: int = PAGE
) -> Page | None:
    """The events of one object; None if there are none within the scope: where it lies now decides about all of them."""
    try:
        key = source.model._meta.pk.to_python(pk)
    except ValidationError:
        return None
    newest = source.rows().filter(pgh_obj_id=key).order_by("-pgh_id").values_list("pk", flat=True)[:1]
    if not source.rows().filter(within(scope), pk__in=newest).exists():
        return None
    return page_of(EVERYWHERE, Wanted(kind=source.key, obj=str(key)), after=after, size=size)


def event_of(scope: Scope, source: Source, number: int) -> Entry | None:
    """One event; None outside the scope."""
    if not source.rows().filter(within(scope), pk=number).exists():
        return None
    return entries_of([(source.number, number)])[0]


def seal_over(source: Source, number: int) -> Seal | None:
    """The seal that covers an event, None before it is sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM oversight_seal WHERE (document::jsonb #>> ARRAY['events', %s, 'last'])::bigint >= %s "
            "ORDER BY number LIMIT 1",
            [source.events._meta.db_table, number],
        )
        row = cursor.fetchone()
    return Seal.objects.defer("hints", "document").get(pk=row[0]) if row else None


@dataclass(slots=True)
class Day:
    """A day of the trail in figures: changes by kind of object, and by who made them; both most first."""

    kinds: list[dict[str, Any]] = field(default_factory=list)
    actors: list[tuple[str, int]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All events."""
        return sum(count for _name, count in self.actors)


def day_of(scope: Scope, day: datetime.date) -> Day:
    """The figures of one day, by one query."""
    condition = Wanted(since=day, until=day).condition() & within(scope)
    counted = [
        named(source.rows())
        .filter(condition)
        .order_by()
        .annotate(
            _source=Value(source.number, IntegerField()),
            _actor=Coalesce(F("_name"), F("_command"), Value(""), output_field=TextField()),
        )
        .values_list("_source", "pgh_label", "_actor")
        .annotate(_events=Count("pk"))
        for source in sources()
    ]
    kinds: dict[int, Counter[str]] = {}
    actors: Counter[str] = Counter()
    for number, label, actor, events in counted[0].union(*counted[1:], all=True):
        kinds.setdefault(number, Counter())[label] += events
        actors[actor] += events
    by_kind: list[dict[str, Any]] = [
        {"label": sources()[number].label, **_NO_CHANGES, **counts} for number, counts in kinds.items()
    ]
    by_kind.sort(key=lambda kind: (-sum(kind[change] for change in CHANGES), kind["label"]))
    return Day(by_kind, actors.most_common())


def newest_seal() -> Seal | None:
    """The last link of the chain."""
    return Seal.objects.defer("hints", "document").order_by("-number").first()


def newest_verification() -> Verification | None:
    """The outcome of the last check."""
    return Verification.objects.order_by("-at").first()
