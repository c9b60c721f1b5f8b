"""What a nomination is refused for, with what to do instead; everything wrong is told at once."""

import datetime
from collections.abc import Mapping
from typing import cast

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Nomination, Nominator
from candidates.nominations.rules import comes_of_age_on, names_in
from candidates.nominations.states import ENDED
from elections.law import chapter_of
from elections.models import Body, Election
from elections.rulebooks import Rulebook
from villages.models import BodyKind, Post
from villages.models.bodies import POSTS

Errors = dict[str, list[str]]


def posts_of(election: Election) -> tuple[Post, ...]:
    """The posts that an election fills."""
    return POSTS[BodyKind(election.body)]


def check_nomination(*, scope: Scope, nomination: Nomination) -> None:
    """Refuse a nomination made by hand. Raises ValidationError."""
    election = nomination.election
    book, chapter = election.cycle.law(), chapter_of(election)
    errors: Errors = {}
    if nomination.post not in posts_of(election):
        errors["post"] = [_("The body has no such post. Choose one of its own.")]
    errors |= _person(scope, nomination, book, chapter)
    errors |= _nominators(nomination, book, chapter)
    errors |= _day(election, nomination.nominated_on, "nominated_on")
    if _list_follows_from_a_meeting(election) and not nomination.by_hand_reason:
        message = _("The list follows from a meeting. Say why this name is added by hand.")
        errors["by_hand_reason"] = [message]
    if errors:
        raise ValidationError(errors)


def _person(scope: Scope, nomination: Nomination, book: Rulebook, chapter: str) -> Errors:
    person, election = nomination.person, nomination.election
    problems = []
    if person.county_code != election.village_id[: len(person.county_code)]:
        problems.append(_("The person is on record in another county. Enter him in this county first."))
    problems += too_young(nomination, book, chapter)
    if election.body == Body.PARTY and person.party_joined is None:
        problems.append(
            _("Only Party members stand for the Party organisation. Enter the day on which he joined the Party.")
        )
    elsewhere = nominated_elsewhere(scope, nomination)
    if elsewhere:
        problems.append(elsewhere)
    return {"person": problems} if problems else {}


def too_young(nomination: Nomination, book: Rulebook, chapter: str) -> list[str]:
    """Whoever is not of age on the election day cannot stand (Organic Law 2025, art. 16)."""
    born = nomination.person.birth_date
    value = book.get(chapter, "candidate_age")
    day = nomination.election.election_day or nomination.election.cycle.election_day or timezone.localdate()
    if born is None or value is None or comes_of_age_on(born) <= day:
        return []
    return [
        _("%(name)s is under %(age)s on the election day, %(day)s (%(basis)s). Check the date of birth.")
        % {"name": nomination.person.name, "age": value.value, "day": day, "basis": value.basis}
    ]


def nominated_elsewhere(scope: Scope, nomination: Nomination) -> str:
    """Where else in the cycle the person stands, saying no more than the viewer may know; the empty text where nowhere.

    Another village is always elsewhere; in the same village nobody stands for the committee and for the body that
    supervises it (Organic Law 2025, art. 37).
    """
    election = nomination.election
    apart = {Body.COMMITTEE: Body.SUPERVISORY, Body.SUPERVISORY: Body.COMMITTEE}.get(Body(election.body))
    others = (
        Nomination.objects.filter(person_id=nomination.person_id, election__cycle_id=election.cycle_id)
        .exclude(state__in=ENDED)
        .filter(~Q(election__village_id=election.village_id) | Q(election__body=apart))
        .select_related("election__village__parent")
    )
    other = others.first()
    if other is None:
        return ""
    village = other.election.village
    if scope.allows(Act.VIEW_NOMINATIONS, village.code):
        where = f"{village} · {other.election.get_body_display()} · {other.get_post_display()}"
        return _("This person is nominated already: %(where)s. End that nomination first.") % {"where": where}
    if village.parent and scope.allows(Act.VIEW_NOMINATIONS, village.parent.code):
        return _("This person is nominated already in another village of %(township)s.") % {"township": village.parent}
    return _("This person is nominated already in another village of the county. Ask the county's organisers.")


def _nominators(nomination: Nomination, book: Rulebook, chapter: str) -> Errors:
    source, election = nomination.source, nomination.election
    if source == Nominator.SELF:
        return _by_himself(nomination, book, chapter)
    allowed = book.get(chapter, "nominators")
    if allowed and source not in cast("tuple[str, ...]", allowed.value):
        message = _("Not among those who may nominate for this body (%(basis)s).") % {"basis": allowed.basis}
        return {"source": [message]}
    if source == Nominator.JOINTLY:
        least, names = book.count(chapter, "nominators_joint_min"), len(names_in(nomination.nominators))
        if names < least:
            message = _("%(least)s voters nominate together at least; %(names)s are named. Type all their names.")
            return {"nominators": [message % {"least": least, "names": names}]}
    if source == Nominator.VOTERS and not nomination.nominators.strip() and election.body != Body.PARTY:
        return {"nominators": [_("Name the voters who nominate, or the nomination meeting.")]}
    return {}


def _by_himself(nomination: Nomination, book: Rulebook, chapter: str) -> Errors:
    possible = book.need(chapter, "self_nomination")
    if not possible.value:
        message = _("The rules of this election know no self-nomination (%(basis)s).") % {"basis": possible.basis}
        return {"source": [message]}
    days = book.get(chapter, "self_nomination_days")
    day = nomination.election.election_day
    if days and day and (day - nomination.nominated_on).days < cast("int", days.value):
        last = day - datetime.timedelta(days=cast("int", days.value))
        message = _("Self-nomination ended on %(last)s, %(days)s days before the election (%(basis)s).")
        return {"nominated_on": [message % {"last": last, "days": days.value, "basis": days.basis}]}
    return {}


def check_refusal(nomination: Nomination, on: datetime.date) -> None:
    """A refusal or withdrawal comes in time, where the rulebook sets a limit. Raises ValidationError."""
    election = nomination.election
    book, chapter = election.cycle.law(), chapter_of(election)
    before, after = book.get(chapter, "refusal_days_before"), book.get(chapter, "refusal_days_after")
    last: datetime.date | None = None
    if before and election.election_day:
        last, value = election.election_day - datetime.timedelta(days=cast("int", before.value)), before
    elif after:
        last, value = nomination.nominated_on + datetime.timedelta(days=cast("int", after.value)), after
    if last is not None and on > last:
        message = _("The last day for it was %(last)s (%(basis)s). Remove the name by a decision, or correct the day.")
        raise ValidationError({"on": [message % {"last": last, "basis": value.basis}]})


def check_day(nomination: Nomination, on: datetime.date, field: str) -> None:
    """The day of a change lies between the nomination and today. Raises ValidationError."""
    if on > timezone.localdate():
        raise ValidationError({field: [_("This day is still to come. Give a day that has come.")]})
    if on < nomination.nominated_on:
        first = {"day": nomination.nominated_on}
        raise ValidationError({field: [_("The nomination is of %(day)s. Give that day or a later one.") % first]})


def _day(election: Election, on: datetime.date, field: str) -> Errors:
    if on > timezone.localdate():
        return {field: [_("This day is still to come. Give a day that has come.")]}
    if on < election.cycle.starts_on:
        first = {"start": election.cycle.starts_on}
        return {field: [_("The cycle began on %(start)s. Give that day or a later one.") % first]}
    return {}


def check_seats(election: Election, seats: Mapping[Post, tuple[int, int]]) -> None:
    """Posts of the body, and together within the rulebook's size. Raises ValidationError."""
    book, chapter = election.cycle.law(), chapter_of(election)
    total = sum(number for number, _women in seats.values())
    for post in seats:
        if post not in posts_of(election):
            raise ValidationError(_("The body has no such post. Choose one of its own."))
    least, most = book.get(chapter, "size_min"), book.get(chapter, "size_max")
    if least and total < cast("int", least.value):
        message = _("%(total)s seats are fewer than %(limit)s (%(basis)s).")
        raise ValidationError(message % {"total": total, "limit": least.value, "basis": least.basis})
    if most and total > cast("int", most.value):
        message = _("%(total)s seats are more than %(limit)s (%(basis)s).")
        raise ValidationError(message % {"total": total, "limit": most.value, "basis": most.basis})


def _list_follows_from_a_meeting(election: Election) -> bool:
    """Whether the names of this election come out of a meeting: the Party's always, others once one has been concluded."""
    return election.body == Body.PARTY
