"""The county's days and timetable, what was done, and whether an election day can be kept."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from electionadmin.versions import Stale
from elections import facts
from elections.calendar import queries
from elections.calendar.items import template
from elections.calendar.models import CountyDay, CountyTimetable, CountyYear, ItemDone
from elections.calendar.schedule import LONGEST, breaches, earliest_day, rulebook_body
from elections.chain.rows import plan_steps
from elections.models import Body, Cycle, Election
from elections.rulebooks import Rulebook
from villages.models import Division


@transaction.atomic
def set_county_day(
    *, scope: Scope, county: Division, day: datetime.date, working: bool, reason: str, document: str = ""
) -> CountyDay:
    """Say that a day is worked, or not, in a county whatever the notice says. Raises ValidationError."""
    scope.require(Act.MANAGE_CYCLES, county.code)
    row = CountyDay(county=county, day=day, working=working, reason=reason.strip(), document=document.strip())
    if not row.reason:
        raise ValidationError({"reason": _("Type the reason.")})
    row.full_clean()
    with because(row.reason):
        row.save()
    return row


@transaction.atomic
def remove_county_day(*, scope: Scope, row: CountyDay) -> None:
    """Take a day out of the county's table: the notice holds again."""
    scope.require(Act.MANAGE_CYCLES, row.county_id)
    row.delete()


@transaction.atomic
def confirm_year(*, scope: Scope, county: Division, year: int, document: str) -> CountyYear:
    """Say that every holiday of a year stands in the county's table, so that its other days go by weekends."""
    scope.require(Act.MANAGE_CYCLES, county.code)
    row = CountyYear(county=county, year=year, document=document.strip())
    row.full_clean()
    if not CountyDay.objects.filter(county=county, day__year=year).exists():
        raise ValidationError({"year": _("Enter the holidays and swapped working days of this year first.")})
    row.save()
    return row


@transaction.atomic
def withdraw_year(*, scope: Scope, row: CountyYear) -> None:
    """The year is not fully entered after all."""
    scope.require(Act.MANAGE_CYCLES, row.county_id)
    row.delete()


@transaction.atomic
def save_timetable(
    *, scope: Scope, cycle: Cycle, days: Mapping[str, tuple[int, int]], document: str, version: int
) -> CountyTimetable:
    """Store a county's own days of the items; the steps they belong to are planned by them.

    Args:
        scope: Of the user.
        cycle: Whose elections follow the timetable.
        days: By the id of an item its first and last day, counted from the election day; items left out keep the template's.
        document: Number of the county's notice.
        version: Of the timetable that the user had before him, 0 for none.

    Raises:
        Stale: Somebody else has changed it meanwhile.
        ValidationError: At the item that breaks a statutory length or the order, with the article.

    """
    scope.require(Act.MANAGE_CYCLES, cycle.county_id)
    locked = Cycle.objects.select_for_update().get(pk=cycle.pk)
    row = queries.county_timetable(locked) or CountyTimetable(cycle=locked, version=0)
    if row.changed_since(version):
        raise Stale(row)
    row.version = max(row.version, 1)
    row.days = {name: list(own) for name, own in days.items()}
    row.document = document.strip()
    _check_timetable(locked, row)
    row.save()
    plan_steps(cycle=locked)
    row.refresh_from_db(fields=["version"])
    return row


def _check_timetable(cycle: Cycle, row: CountyTimetable) -> None:
    """Refuse days that are no days, and lengths and orders that break the law."""
    errors = _impossible_days(row)
    if errors:
        raise ValidationError(errors)
    kinds = (False, True) if queries.has_communities(cycle) else (False,)
    bodies = {(body, rulebook_body(body, community=community)) for body in cycle.bodies for community in kinds}
    broken: dict[str, list[str]] = defaultdict(list)
    for body, ruled in sorted(bodies):
        plan = queries.plan_for(cycle, row, body=body, ruled=ruled)
        for breach in breaches(template(), plan, book=cycle.law(), body=body, rulebook_body=ruled):
            if breach.blocks:
                broken[breach.item.id].append(f"{breach.sentence} {breach.finding.basis}")
    if broken:
        raise ValidationError({name: list(dict.fromkeys(messages)) for name, messages in broken.items()})


def _impossible_days(row: CountyTimetable) -> dict[str, Any]:
    """What is wrong with the days themselves, by item. Raises ValidationError for an item that does not exist."""
    errors: dict[str, Any] = {}
    known = {item.id for item in template().items}
    for name, (first, last) in row.days.items():
        if name not in known:
            raise ValidationError(_("The timetable has no item “%(name)s”.") % {"name": name})
        if first > last:
            errors[name] = _("It ends before it begins. Correct one of the two days.")
        elif max(abs(first), abs(last)) > LONGEST:
            errors[name] = _("Give days within %(limit)s of the election day.") % {"limit": LONGEST}
    return errors


@transaction.atomic
def record_done(*, scope: Scope, election: Election, key: str, done_on: datetime.date, note: str = "") -> ItemDone:
    """Record that an item was done in an election, or correct the day. Raises Http404, ValidationError."""
    scope.require(Act.CHANGE_VILLAGES, election.village_id)
    _check_own_item(election, key)
    if done_on > timezone.localdate():
        raise ValidationError({"done_on": _("This day is still to come. Enter it once it has been done.")})
    if done_on < election.cycle.starts_on:
        message = _("The cycle began on %(day)s. Give a day since then.") % {"day": election.cycle.starts_on}
        raise ValidationError({"done_on": message})
    Election.objects.select_for_update().get(pk=election.pk)
    row = ItemDone.objects.filter(election=election, key=key).first() or ItemDone(election=election, key=key)
    row.done_on, row.note = done_on, note.strip()
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def withdraw_done(*, scope: Scope, election: Election, key: str) -> None:
    """The item was not done after all."""
    scope.require(Act.CHANGE_VILLAGES, election.village_id)
    _check_own_item(election, key)
    for row in ItemDone.objects.select_for_update().filter(election=election, key=key):
        row.delete()


def _check_own_item(election: Election, key: str) -> None:
    if template().item(f"{election.body}.{key}") is None:
        raise ValidationError(_("The calendar of this election has no such item."))
    if key == "vote" or facts.is_told(key):
        raise ValidationError(_("This day is kept on its own page. Enter it there."))


def check_election_day(
    *, book: Rulebook, body: str, community: bool, day: datetime.date | None, published_on: datetime.date | None = None
) -> None:
    """Refuse an election day that is too near for the roll, with the earliest possible day. Raises ValidationError.

    `published_on` is the day on which the roll was published; without it today is the earliest on which it can be.
    """
    if body != Body.COMMITTEE or day is None:
        return
    value = book.get(rulebook_body(body, community=community), "roll_days")
    if value is None:
        return
    first = earliest_day(roll_days=cast("int", value.value), published_on=published_on, today=timezone.localdate())
    if day < first:
        message = _(
            "The roll is published %(days)s days before the election (%(basis)s). The earliest possible day is %(first)s."
        )
        values = {"days": value.value, "basis": value.basis, "first": first}
        raise ValidationError({"election_day": [message % values]})
