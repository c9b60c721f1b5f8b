"""The register of Party members for the election of a village's Party organisation (PEW-2020, art. 5)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.versions import Stale
from elections.chain.services import require_open
from elections.models import Body, Election
from elections.steps import Step
from people.models import Person
from rolls.models import PartyElector, PartyRegister, Standing
from rolls.rules import add_months

PROBATION_MONTHS = 12


@transaction.atomic
def draw_up(*, scope: Scope, election: Election, on: date) -> tuple[PartyRegister, int]:
    """Take over the Party members on record in the village who are not on the register yet; how many that were.

    Who joined within a year before `on` is taken for probationary; the register can be corrected afterwards.
    """
    register = _locked(scope, election)
    known = register.members.values("person_id")
    people = Person.objects.filter(
        village_code=election.village_id, party_joined__isnull=False, party_joined__lte=on
    ).exclude(pk__in=known)
    members = [PartyElector(register=register, person=person, standing=_standing(person, on)) for person in people]
    PartyElector.objects.bulk_create(members)
    return register, len(members)


def _standing(person: Person, on: date) -> Standing:
    joined = person.party_joined
    return Standing.PROBATIONARY if joined and add_months(joined, PROBATION_MONTHS) > on else Standing.FULL


@transaction.atomic
def add_member(*, scope: Scope, election: Election, person: Person) -> PartyElector:
    """Put somebody on the register who has joined the Party. Raises ValidationError."""
    register = _locked(scope, election)
    if person.party_joined is None:
        raise ValidationError(_("The person has no date of joining the Party. Enter it with the person first."))
    if register.members.filter(person=person).exists():
        raise ValidationError(_("The person stands on the register already."))
    return PartyElector.objects.create(
        register=register, person=person, standing=_standing(person, timezone.localdate())
    )


@transaction.atomic
def change_member(*, scope: Scope, member: PartyElector, values: Mapping[str, Any], version: int) -> PartyElector:
    """Change standing, suspension or the file of somebody left out. Raises Stale, ValidationError."""
    _locked(scope, member.register.election)
    member = PartyElector.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
    if member.changed_since(version):
        raise Stale(member)
    for field, value in values.items():
        setattr(member, field, value)
    _check(member)
    member.save()
    member.refresh_from_db(fields=["version"])
    return member


def _check(member: PartyElector) -> None:
    today, errors = timezone.localdate(), {}
    for field in ("consent_on", "passed_on"):
        day: date | None = getattr(member, field)
        if day is not None and day > today:
            errors[field] = _("This day is still to come. Give a day that has come.")
    file = [member.proof, member.consent, member.consent_on, member.passed_on]
    if not member.left_out and any(file):
        errors["left_out"] = _(
            "There is a file for leaving the member out, but no reason. Choose it, or empty the fields below."
        )
    if member.left_out and member.standing == Standing.PROBATIONARY:
        errors["left_out"] = _("A probationary member is not one of those due anyway. Leave this empty.")
    if errors:
        raise ValidationError({field: [message] for field, message in errors.items()})
    member.full_clean()


@transaction.atomic
def remove_member(*, scope: Scope, member: PartyElector, version: int) -> None:
    """Take somebody off the register who was put there by mistake. Raises Stale, ValidationError."""
    _locked(scope, member.register.election)
    member = PartyElector.objects.select_for_update(of=("self",)).get(pk=member.pk)
    if member.changed_since(version):
        raise Stale(member)
    member.delete()


@transaction.atomic
def settle(*, scope: Scope, register: PartyRegister, on: date) -> PartyRegister:
    """Settle the register: from now on the members due are known. Raises ValidationError."""
    scope.require(Act.DECIDE_ROLLS, register.election.village_id)
    register = _locked(scope, register.election)
    if not register.members.exists():
        raise ValidationError(_("The register is empty. Take over the members on record first."))
    if on > timezone.localdate():
        raise ValidationError({"settled_on": [_("This day is still to come. Give a day that has come.")]})
    register.settled_on, register.rulebook = on, register.election.cycle.law().id
    register.save(update_fields=["settled_on", "rulebook"])
    return register


@transaction.atomic
def reopen(*, scope: Scope, register: PartyRegister) -> PartyRegister:
    """Take the register up again, to correct it before the meeting. Raises ValidationError."""
    scope.require(Act.DECIDE_ROLLS, register.election.village_id)
    register = PartyRegister.objects.select_for_update(of=("self",)).select_related("election").get(pk=register.pk)
    if register.election.held_on is not None:
        raise ValidationError(_("The election has been held: the register stays as it is."))
    register.settled_on = None
    register.save(update_fields=["settled_on"])
    return register


def _locked(scope: Scope, election: Election) -> PartyRegister:
    """The register, locked and not settled; made when it is first needed. Raises Http404, ValidationError."""
    scope.require(Act.CHANGE_ROLLS, election.village_id)
    if election.body != Body.PARTY:
        raise Http404
    PartyRegister.objects.get_or_create(election=election)
    register = (
        PartyRegister.objects.select_for_update(of=("self",)).select_related("election__cycle").get(election=election)
    )
    require_open(register.election, Step.VOTE)
    if register.settled_on is not None:
        message = _("The register was settled on %(day)s. Take it up again first.") % {"day": register.settled_on}
        raise ValidationError(message)
    return register
