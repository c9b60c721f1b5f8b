"""Opening a cycle and keeping its dates."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from elections.calendar.queries import is_community, latest_roll_day
from elections.calendar.services import check_election_day
from elections.chain.rows import make_steps, plan_steps
from elections.chain.services import require_open
from elections.county_rulebooks import book_of
from elections.models import Body, Cycle, Election
from elections.steps import Step
from villages.models import Division


@transaction.atomic
def open_cycle(
    *,
    scope: Scope,
    county: Division,
    name: str,
    rulebook: str,
    bodies: Sequence[Body],
    starts_on: datetime.date,
    ends_on: datetime.date,
    election_day: datetime.date | None = None,
) -> Cycle:
    """A new cycle of a county, and with it one election for each village and body. Raises ValidationError."""
    scope.require(Act.MANAGE_CYCLES, county.code)
    cycle = Cycle(
        county=county,
        name=name,
        rulebook=rulebook,
        bodies=[Body(body).value for body in bodies],
        starts_on=starts_on,
        ends_on=ends_on,
        election_day=election_day,
    )
    cycle.full_clean()
    _check_law(cycle)
    _check_roll(cycle)
    cycle.save()
    make_elections(cycle=cycle)
    return cycle


def make_elections(*, cycle: Cycle) -> int:
    """Make the elections that the cycle still lacks, for villages that came after it was opened too; how many were made."""
    villages = Division.objects.alias(digits=Length("code")).filter(
        code__startswith=cycle.county_id, abolished_on=None, digits=Level.VILLAGE
    )
    before = cycle.elections.count()
    Election.objects.bulk_create(
        [
            Election(cycle=cycle, village_id=code, body=body, election_day=_day(cycle, body))
            for code in villages.values_list("code", flat=True)
            for body in cycle.bodies
        ],
        ignore_conflicts=True,
    )
    make_steps(cycle=cycle)
    return cycle.elections.count() - before


def _check_law(cycle: Cycle) -> None:
    """The rulebook is the one in force on the election day (or, without one, on the last day of the cycle)."""
    book, day = book_of(cycle.rulebook), cycle.election_day or cycle.ends_on
    if not book.fits(day=day, code=cycle.county_id):
        raise ValidationError(
            {
                "rulebook": _("“%(title)s” is not in force here on %(day)s. Choose the law of that day and province.")
                % {"title": book.title, "day": day}
            }
        )


def _check_roll(cycle: Cycle) -> None:
    """The county's election day leaves the roll its time, even where it can be published only today."""
    if Body.COMMITTEE in cycle.bodies:
        check_election_day(book=cycle.law(), body=Body.COMMITTEE, community=False, day=cycle.election_day)


def _day(cycle: Cycle, body: str) -> datetime.date | None:
    """The county's election day is the committees'; the Party organisation elects before them, each village on its own day."""
    return None if body == Body.PARTY else cycle.election_day


@transaction.atomic
def change_cycle(*, scope: Scope, cycle: Cycle) -> Cycle:
    """Save a cycle whose fields were changed; elections not yet held follow its election day. Raises ValidationError."""
    scope.require(Act.MANAGE_CYCLES, cycle.county_id)
    cycle.full_clean()
    _check_law(cycle)
    before = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if before.election_day != cycle.election_day:
        _check_roll(cycle)
    cycle.save()
    if before.election_day != cycle.election_day:
        planned_alike = cycle.elections.exclude(body=Body.PARTY).filter(held_on=None, election_day=before.election_day)
        planned_alike.update(election_day=cycle.election_day)
    make_elections(cycle=cycle)
    plan_steps(cycle=cycle)
    return cycle


@transaction.atomic
def set_election_day(*, scope: Scope, election: Election, day: datetime.date | None) -> Election:
    """Plan the day of one election. Raises ValidationError; on which day it was held its result says (`tell_held`)."""
    scope.require(Act.CHANGE_VILLAGES, election.village_id)
    locked = Election.objects.select_for_update().select_related("cycle").get(pk=election.pk)
    cycle = locked.cycle
    if day is not None and not cycle.starts_on <= day <= cycle.ends_on:
        message = _("The cycle runs from %(start)s to %(end)s; give a day in it.")
        raise ValidationError({"election_day": message % {"start": cycle.starts_on, "end": cycle.ends_on}})
    if day != locked.election_day:
        if locked.held_on:
            raise ValidationError(
                {"election_day": _("It was held on %(day)s; its day is planned no more.") % {"day": locked.held_on}}
            )
        _check_own_roll(locked, day)
    require_open(locked, Step.VOTE)
    locked.election_day = day
    locked.save(update_fields=["election_day"])
    plan_steps(cycle=cycle, elections=[locked.pk])
    return locked


def tell_held(*, election: Election, day: datetime.date | None) -> None:
    """The day of the first vote with a valid result, None where there is none (any more): who counts votes says so.

    Raises ValidationError where that changes and the step of the vote is closed.
    """
    if not Election.objects.filter(pk=election.pk).exclude(held_on=day).exists():
        return
    require_open(election, Step.VOTE)
    Election.objects.filter(pk=election.pk).update(held_on=day)


def _check_own_roll(election: Election, day: datetime.date | None) -> None:
    """A village's own day leaves its roll the time that the law gives, from the day it was published."""
    check_election_day(
        book=election.cycle.law(),
        body=election.body,
        community=is_community(election.village),
        day=day,
        published_on=latest_roll_day(election),
    )
