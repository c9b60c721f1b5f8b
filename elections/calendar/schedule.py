"""The calendar itself: days in, dates and findings out. Pure.

A plan maps the id of an item to its first and last day, counted from the election day.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from django.utils.translation import gettext as _

from electionadmin.findings import Finding, Severity
from elections.calendar.items import Item, Rule, Timetable
from elections.rulebooks import Rulebook, Value
from elections.workdays import DayTable, working_days

Plan = Mapping[str, tuple[int, int]]
State = Literal["done", "late", "overdue", "due", "soon", "later", "waiting"]
SOON: Final = 3
LONGEST: Final = 400
_RULED: Final = {"party": "party_committee", "supervisory": "supervisory_committee"}


@dataclass(frozen=True, slots=True)
class Breach:
    """What a plan breaks: the item, the finding with its article, and the sentence that says so."""

    item: Item
    finding: Finding
    sentence: str

    @property
    def blocks(self) -> bool:
        """Whether a timetable that does this is refused."""
        return self.finding.severity == "block"


@dataclass(frozen=True, slots=True)
class Span:
    """An item's days in one election, and how many days, of the calendar and worked, lie between its last and the election.

    `to_go` and `to_go_worked` are negative after the election day; `length` and `worked` are the span's own days.
    """

    item: Item
    first: datetime.date
    last: datetime.date
    to_go: int
    to_go_worked: int
    length: int
    worked: int
    provisional: tuple[int, ...] = ()


def rulebook_body(body: str, *, community: bool) -> str:
    """An election's body as rulebooks name it: a community's committee is the residents'."""
    return _RULED.get(body) or ("residents_committee" if community else "village_committee")


def plan_of(timetable: Timetable, days: Mapping[str, Iterable[int]] | None = None) -> dict[str, tuple[int, int]]:
    """The template's plan with a county's own days on top; days of items that the template does not know are left out."""
    plan = {item.id: (item.first, item.last) for item in timetable.items}
    for name, own in (days or {}).items():
        if name in plan:
            first, last = own
            plan[name] = (first, last)
    return plan


def spans(items: Iterable[Item], plan: Plan, election_day: datetime.date, table: DayTable) -> list[Span]:
    """The items of one election, by date."""
    found = []
    for item in items:
        first, last = (election_day + datetime.timedelta(days=offset) for offset in plan[item.id])
        to_go = working_days(last, election_day, table)
        worked = working_days(first - datetime.timedelta(days=1), last, table)
        found.append(
            Span(
                item,
                first,
                last,
                (election_day - last).days,
                to_go.days,
                (last - first).days + 1,
                worked.days,
                tuple(sorted({*to_go.provisional, *worked.provisional})),
            )
        )
    return sorted(found, key=lambda span: (span.last, span.first))


def state_of(span: Span, done_on: datetime.date | None, today: datetime.date) -> State:
    """How an item stands; `late` was done after its last day, `waiting` may never be needed."""
    if done_on is not None:
        return "late" if done_on > span.last else "done"
    if today < span.first:
        return "soon" if (span.last - today).days <= SOON else "later"
    if span.item.optional:
        return "waiting"
    if today > span.last:
        return "overdue"
    return "due"


def breaches(
    timetable: Timetable,
    plan: Plan,
    *,
    book: Rulebook,
    body: str,
    rulebook_body: str,
    day: tuple[datetime.date, DayTable] | None = None,
) -> list[Breach]:
    """What the plan of a body breaks, the lengths of the rulebook first, then the order.

    Args:
        timetable: Whose items, rules and order are meant.
        plan: The days.
        book: The rulebook in force.
        body: Of the election: party, committee, supervisory.
        rulebook_body: The same as rulebooks name it: a community's committee is the residents'.
        day: Election day and table of days; without them working days are not looked at.

    """
    found = [
        breach
        for rule in timetable.rules
        if rule.body == body and (value := book.get(rulebook_body, rule.parameter)) is not None
        for breach in _broken(timetable, plan, rule, value, day)
    ]
    return [*found, *_out_of_order(timetable, plan, body)]


def _broken(
    timetable: Timetable, plan: Plan, rule: Rule, value: Value, day: tuple[datetime.date, DayTable] | None
) -> Iterator[Breach]:
    item, wanted = timetable.item(f"{rule.body}.{rule.item}"), cast("int", value.value)
    if item is None:
        return
    first, last = plan[item.id]
    have = last - plan[f"{rule.body}.{rule.other}"][1] if rule.other else last
    if rule.limit == "worked":
        if day is None:
            return
        begins, ends = (day[0] + datetime.timedelta(days=offset) for offset in (first, last))
        have = working_days(begins - datetime.timedelta(days=1), ends, day[1]).days
    shown = -have if rule.limit == "before" else have
    holds = shown <= wanted if rule.limit in ("after", "within") else shown >= wanted
    if holds:
        return
    severity: Severity = "block" if value.binding else "warn"
    sign = "<=" if rule.limit in ("after", "within") else ">="
    finding = Finding(rule.parameter, ok=False, severity=severity, basis=value.basis, detail=f"{shown} {sign} {wanted}")
    yield Breach(item, finding, _sentence(rule, item, timetable, shown=shown, wanted=wanted))


def _sentence(rule: Rule, item: Item, timetable: Timetable, *, shown: int, wanted: int) -> str:
    """What is broken and what to type instead."""
    other = timetable.item(f"{rule.body}.{rule.other}")
    values = {"item": item.label, "shown": shown, "wanted": wanted, "other": other.label if other else ""}
    sentences = {
        "before": _("%(item)s: %(shown)s days before the election, at least %(wanted)s are demanded."),
        "after": _("%(item)s: %(shown)s days after the election, at most %(wanted)s are allowed."),
        "lasts": _("%(item)s: end %(shown)s days after “%(other)s”, at least %(wanted)s are demanded."),
        "within": _("%(item)s: end %(shown)s days after “%(other)s”, at most %(wanted)s are allowed."),
        "worked": _("%(item)s: %(shown)s working days, at least %(wanted)s are needed."),
    }
    return sentences[rule.limit] % values


def _out_of_order(timetable: Timetable, plan: Plan, body: str) -> Iterator[Breach]:
    for before, after in timetable.pairs:
        earlier, later = timetable.item(before), timetable.item(after)
        if earlier is None or later is None or earlier.body != body or plan[before][1] <= plan[after][0]:
            continue
        values = {"earlier": earlier.label, "later": later.label}
        sentence = _("“%(earlier)s” ends after “%(later)s” begins.") % values
        detail = f"{plan[before][1]} <= {plan[after][0]}"
        yield Breach(
            earlier, Finding("order", ok=False, severity="block", basis=timetable.bases[body], detail=detail), sentence
        )


def fitted(timetable: Timetable, *, book: Rulebook, body: str, rulebook_body: str) -> dict[str, tuple[int, int]]:
    """The template's plan of a body, with what a rulebook demands earlier or sooner moved there, and what precedes it before that.

    Only what binds moves anything; the length of a span is kept where it can be.
    """
    plan = {item.id: (item.first, item.last) for item in timetable.of(body)}
    for rule in timetable.rules:
        value = book.get(rulebook_body, rule.parameter) if rule.body == body else None
        if value is None or not value.binding:
            continue
        _move(plan, rule, cast("int", value.value))
    pairs = [pair for pair in timetable.pairs if pair[0] in plan and pair[1] in plan]
    for _round in pairs:
        for before, after in pairs:
            excess = plan[before][1] - plan[after][0]
            if excess > 0:
                plan[before] = (plan[before][0] - excess, plan[before][1] - excess)
    return plan


def _move(plan: dict[str, tuple[int, int]], rule: Rule, wanted: int) -> None:
    name = f"{rule.body}.{rule.item}"
    first, last = plan[name]
    if rule.limit == "before" and -last < wanted:
        plan[name] = (first - (wanted + last), -wanted)
    elif rule.limit == "after" and last > wanted:
        plan[name] = (min(first, wanted), wanted)
    elif rule.limit in ("lasts", "within"):
        other = plan[f"{rule.body}.{rule.other}"][1]
        too_short, too_long = last - other < wanted, last - other > wanted
        if (rule.limit == "lasts" and too_short) or (rule.limit == "within" and too_long):
            plan[name] = (min(first, other + wanted), other + wanted)


def earliest_day(*, roll_days: int, published_on: datetime.date | None, today: datetime.date) -> datetime.date:
    """The first day on which an election may be held: so many days after the roll was, or can at the earliest be, published."""
    return (published_on or today) + datetime.timedelta(days=roll_days)
