"""Forming an election committee, who leaves it and who succeeds."""

import datetime
from collections.abc import Collection, Mapping
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
from elections.calendar.queries import rulebook_body_of
from elections.committee import queries, rules
from elections.committee.models import (
    SITTING,
    Absence,
    CommitteeMeeting,
    CommitteeMember,
    ElectionCommittee,
    Leaving,
    Place,
)
from elections.models import Body, Election
from people.models import Person
from people.queries import near_relatives_of


@transaction.atomic
def form_committee(*, scope: Scope, election: Election, values: Mapping[str, Any]) -> ElectionCommittee:
    """A new committee of a village; `values` are the model's fields. Raises ValidationError, Http404."""
    scope.require(Act.CHANGE_COMMITTEES, election.village_id)
    if election.body != Body.COMMITTEE:
        raise ValidationError(_("Only the villagers' or residents' committee is elected under an election committee."))
    Election.objects.select_for_update().get(pk=election.pk)
    committee = ElectionCommittee(election=election, **values)
    _check(committee)
    committee.save()
    return committee


@transaction.atomic
def change_committee(
    *, scope: Scope, committee: ElectionCommittee, values: Mapping[str, Any], version: int
) -> ElectionCommittee:
    """Change or complete what was entered of a committee. Raises Stale, ValidationError, Http404."""
    locked = _locked(scope, committee)
    if locked.changed_since(version):
        raise Stale(locked)
    for field, value in values.items():
        setattr(locked, field, value)
    _check(locked)
    locked.save()
    return locked


def _check(committee: ElectionCommittee) -> None:
    """Dates within the cycle, and the size that the rulebook binds."""
    election, today = committee.election, timezone.localdate()
    errors: dict[str, Any] = {}
    for field in ("chosen_on", "announced_on", "filed_on"):
        day = getattr(committee, field)
        if day is not None and not election.cycle.starts_on <= day <= today:
            message = _("Give a day from %(start)s, when the cycle began, to today.")
            errors[field] = message % {"start": election.cycle.starts_on}
    seats = rules.Seats(committee.seats or 0, 0, 0, 0, 0)
    for told in rules.composition(seats, book=election.cycle.law(), body=rulebook_body_of(election)):
        finding = told.finding
        if finding.rule in ("ec_size_min", "ec_size_max") and not finding.ok and finding.severity == "block":
            errors["seats"] = f"{told.sentence} {finding.basis}"
    if errors:
        raise ValidationError(errors)
    committee.full_clean()


@transaction.atomic
def dissolve_committee(
    *, scope: Scope, committee: ElectionCommittee, on: datetime.date, reason: str, document: str
) -> ElectionCommittee:
    """End a committee that failed its duty, as the county approves; another may be formed. Raises ValidationError."""
    scope.require(Act.MANAGE_CYCLES, committee.election.village_id)
    locked = ElectionCommittee.objects.select_for_update().get(pk=committee.pk)
    _check_in_office(locked)
    errors = {
        field: message
        for field, text, message in (
            ("reason", reason, _("Type the reason.")),
            ("document", document, _("Type the number of the county's document.")),
        )
        if not text.strip()
    }
    if on > timezone.localdate():
        errors["on"] = _("This day is still to come.")
    if errors:
        raise ValidationError(errors)
    locked.ended_on, locked.dissolved_for, locked.document = on, reason.strip(), document.strip()
    locked.full_clean()
    with because(reason):
        locked.save()
    return locked


@transaction.atomic
def end_committee(*, scope: Scope, committee: ElectionCommittee, on: datetime.date) -> ElectionCommittee:
    """Its term ends with the handover. Raises ValidationError."""
    locked = _locked(scope, committee)
    locked.ended_on = on
    locked.full_clean()
    locked.save()
    return locked


@transaction.atomic
def add_member(
    *, scope: Scope, committee: ElectionCommittee, person: Person, values: Mapping[str, Any]
) -> CommitteeMember:
    """Put somebody on the committee or among its alternates; `values`: place, votes, position, joined_on, note.

    Raises ValidationError: somebody nominated, or whose near relative is, does not sit; seats are limited.
    """
    locked = _locked(scope, committee)
    member = CommitteeMember(committee=locked, person=person, chosen_by=locked.chosen_by, **values)
    member.joined_on = values.get("joined_on") or locked.chosen_on
    _check_seat(locked, member)
    member.save()
    return member


def _check_seat(committee: ElectionCommittee, member: CommitteeMember) -> None:
    election = committee.election
    if member.person.county_code != election.cycle.county_id:
        raise ValidationError({"person": _("Choose a person of this county.")})
    if member.place in SITTING:
        sitting = committee.members.filter(left_on=None, place__in=SITTING).exclude(pk=member.pk).count()
        if sitting >= committee.seats:
            message = _("All %(seats)s seats are taken. Enter an alternate, or change the number decided on.")
            raise ValidationError({"place": message % {"seats": committee.seats}})
        _check_not_nominated(election, member.person)
    member.full_clean()


def _check_not_nominated(election: Election, person: Person) -> None:
    """Nobody sits who is nominated, or whose near relative is."""
    nominated = facts.nominees([election])[election.pk]
    law = rules.law_of(election.cycle.law())
    if person.pk in nominated:
        raise ValidationError({"person": _("This person is nominated as a candidate (%(basis)s).") % {"basis": law}})
    relations = queries.exit_relations(election)
    for relative in near_relatives_of([person])[person.pk] if nominated else ():
        if relative.person and relative.person.pk in nominated and relative.relation in relations:
            message = _("A near relative, %(name)s, is nominated as a candidate (%(basis)s).")
            raise ValidationError({"person": message % {"name": relative.name, "basis": law}})


@transaction.atomic
def change_member(*, scope: Scope, member: CommitteeMember, values: Mapping[str, Any], version: int) -> CommitteeMember:
    """Correct a member's place, votes, order or dates. Raises Stale, ValidationError, Http404."""
    committee = _locked(scope, member.committee)
    locked = _locked_member(member, committee)
    if locked.changed_since(version):
        raise Stale(locked)
    for field, value in values.items():
        setattr(locked, field, value)
    _check_seat(committee, locked)
    locked.save()
    return locked


@transaction.atomic
def leave(*, scope: Scope, member: CommitteeMember, on: datetime.date, why: Leaving, note: str = "") -> CommitteeMember:
    """Somebody leaves the committee or the list of alternates. Raises ValidationError, Http404."""
    committee = _locked(scope, member.committee)
    locked = _locked_member(member, committee)
    if on > timezone.localdate():
        raise ValidationError({"left_on": _("This day is still to come. Enter it once the member has left.")})
    return _leave(locked, on=on, why=why, note=note)


def _leave(
    member: CommitteeMember,
    *,
    on: datetime.date,
    why: Leaving,
    note: str = "",
    nominee: Person | None = None,
    relation: str = "",
) -> CommitteeMember:
    member.left_on, member.left_for, member.note = on, why, note.strip() or member.note
    member.nominee, member.relation = nominee, relation
    member.full_clean()
    with because(str(why.label)):
        member.save()
    return member


@transaction.atomic
def leave_for_nomination(
    *, scope: Scope, election: Election, nominee: Person, on: datetime.date
) -> list[CommitteeMember]:
    """Whoever must leave the election committee because `nominee` stands: himself, or near relatives by the rulebook.

    Called by the room of the candidates within the transaction of a nomination for the villagers' or residents'
    committee; for other bodies, and without a committee, nobody leaves. Alternates leave as well: they cannot succeed.
    """
    committee = ElectionCommittee.objects.select_for_update().filter(election=election, ended_on=None).first()
    if election.body != Body.COMMITTEE or committee is None:
        return []
    scope.require(Act.CHANGE_COMMITTEES, election.village_id)
    relations = queries.exit_relations(election)
    kin = {
        relative.person.pk: relative.kind
        for relative in near_relatives_of([nominee])[nominee.pk]
        if relative.person and relative.relation in relations
    }
    left = []
    for member in committee.members.select_for_update(of=("self",)).select_related("person").filter(left_on=None):
        day = max(on, member.joined_on)
        if member.person_id == nominee.pk:
            left.append(_leave(member, on=day, why=Leaving.NOMINATED, nominee=nominee))
        elif member.person_id in kin:
            why = Leaving.RELATIVE_NOMINATED
            left.append(_leave(member, on=day, why=why, nominee=nominee, relation=kin[member.person_id]))
    return left


@transaction.atomic
def record_meeting(
    *,
    scope: Scope,
    committee: ElectionCommittee,
    held_on: datetime.date,
    subject: str,
    absentees: Collection[CommitteeMember],
) -> list[CommitteeMember]:
    """Record a meeting and who was absent; whoever has then missed too many in a row, by the rulebook, leaves.

    Returns those who left. Raises ValidationError, Http404.
    """
    locked = _locked(scope, committee)
    if not locked.chosen_on <= held_on <= timezone.localdate():
        message = _("Give a day from %(start)s, when the committee was chosen, to today.")
        raise ValidationError({"held_on": message % {"start": locked.chosen_on}})
    meeting = CommitteeMeeting(committee=locked, held_on=held_on, subject=subject.strip())
    meeting.full_clean()
    meeting.save()
    Absence.objects.bulk_create(Absence(meeting=meeting, member=member) for member in absentees)
    return _exits_for_absence(locked, held_on)


def _exits_for_absence(committee: ElectionCommittee, on: datetime.date) -> list[CommitteeMember]:
    value = committee.election.cycle.law().get(rulebook_body_of(committee.election), "ec_absences_max")
    if value is None:
        return []
    held = list(committee.meetings.order_by("held_on", "pk").values_list("pk", "held_on"))
    left = []
    for member in committee.members.filter(left_on=None, place__in=SITTING).prefetch_related("absences"):
        absent = {absence.meeting_id for absence in member.absences.all()}
        since = [number for number, day in held if day >= member.joined_on]
        if rules.absences_in_row(since, absent) >= cast("int", value.value):
            left.append(_leave(member, on=on, why=Leaving.ABSENCES, note=value.basis))
    return left


@transaction.atomic
def succeed(
    *,
    scope: Scope,
    leaver: CommitteeMember,
    alternate: CommitteeMember,
    on: datetime.date,
    promoted: CommitteeMember | None = None,
) -> CommitteeMember:
    """The next alternate takes the seat of one who has left; where the chair left, `promoted` takes the chair.

    Raises ValidationError: alternates step up in order (OLVC-2025, art. 15), once for each who has left.
    """
    committee = _locked(scope, leaver.committee)
    _check_vacant(leaver, on)
    [bench] = queries.benches([committee])
    if not bench.alternates or bench.alternates[0].pk != alternate.pk:
        first = bench.alternates[0].person.name if bench.alternates else "—"
        message = _("%(name)s is next. Whoever declines is first taken off the list with that reason.")
        raise ValidationError({"alternate": message % {"name": first}})
    successor = _locked_member(alternate, committee)
    _promote(committee, leaver, promoted)
    successor.place = Place.MEMBER if promoted else Place(leaver.place)
    successor.joined_on, successor.succeeds = on, leaver
    _check_seat(committee, successor)
    successor.save()
    return successor


@transaction.atomic
def choose_successor(
    *,
    scope: Scope,
    leaver: CommitteeMember,
    person: Person,
    on: datetime.date,
    chosen_by: str,
    votes: int | None,
    promoted: CommitteeMember | None = None,
) -> CommitteeMember:
    """Somebody chosen anew takes the seat of one who has left (OLVC-2025, art. 15). Raises ValidationError."""
    committee = _locked(scope, leaver.committee)
    _check_vacant(leaver, on)
    if not chosen_by:
        raise ValidationError({"chosen_by": _("Choose the meeting that chose the successor.")})
    _promote(committee, leaver, promoted)
    successor = CommitteeMember(
        committee=committee,
        person=person,
        place=Place.MEMBER if promoted else leaver.place,
        votes=votes,
        joined_on=on,
        succeeds=leaver,
        chosen_by=chosen_by,
    )
    _check_seat(committee, successor)
    successor.save()
    return successor


def _check_vacant(leaver: CommitteeMember, on: datetime.date) -> None:
    if leaver.left_on is None or leaver.place not in SITTING:
        raise ValidationError(_("Nobody succeeds one who still sits. Enter first that the member has left."))
    if CommitteeMember.objects.filter(succeeds=leaver).exists():
        raise ValidationError(_("This member has a successor already."))
    if not leaver.left_on <= on <= timezone.localdate():
        message = _("Give a day from %(day)s, when the member left, to today.") % {"day": leaver.left_on}
        raise ValidationError({"on": message})


def _promote(committee: ElectionCommittee, leaver: CommitteeMember, promoted: CommitteeMember | None) -> None:
    """A member who sits takes over the place of the leaver."""
    if promoted is None:
        return
    member = _locked_member(promoted, committee)
    if member.place not in SITTING or member.left_on is not None:
        raise ValidationError({"promoted": _("Choose somebody who sits on the committee.")})
    member.place = leaver.place
    member.full_clean()
    member.save()


@transaction.atomic
def announce_change(*, scope: Scope, member: CommitteeMember, on: datetime.date) -> CommitteeMember:
    """Record the day on which a successor was published (announcement 2-1). Raises ValidationError."""
    committee = _locked(scope, member.committee)
    locked = _locked_member(member, committee)
    if not locked.joined_on <= on <= timezone.localdate():
        message = _("Give a day from %(day)s to today.") % {"day": locked.joined_on}
        raise ValidationError({"announced_on": message})
    locked.announced_on = on
    locked.save(update_fields=["announced_on"])
    return locked


def _locked(scope: Scope, committee: ElectionCommittee) -> ElectionCommittee:
    """The committee, locked against others who change it."""
    scope.require(Act.CHANGE_COMMITTEES, committee.election.village_id)
    locked = (
        ElectionCommittee.objects.select_for_update(of=("self",))
        .select_related("election__cycle", "election__village__profile")
        .get(pk=committee.pk)
    )
    _check_in_office(locked)
    return locked


def _check_in_office(committee: ElectionCommittee) -> None:
    if committee.ended_on is not None:
        raise ValidationError(_("The committee is no longer in office; what it was stays on record."))


def _locked_member(member: CommitteeMember, committee: ElectionCommittee) -> CommitteeMember:
    locked = (
        CommitteeMember.objects.select_for_update(of=("self",))
        .select_related("person")
        .get(pk=member.pk, committee=committee)
    )
    if locked.left_on is not None:
        raise ValidationError(_("This member has left; what was entered stays on record."))
    locked.committee = committee
    return locked
