"""Entries of a roll: registering, correcting, not listing; meetings that admit people from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from electionadmin.versions import Stale
from people import id_numbers, names
from people.bulk import id_index
from people.pinyin import of_person
from people.strokes import name_key
from rolls.models import Edition, EditionKind, Entry, Increase, Resolution, Roll
from rolls.models.rolls import Meeting
from rolls.queries import present
from rolls.rules import Registration, group_order, normal_group, registration_problems, resolution_problems
from rolls.services.common import law_of, locked_roll, writable_edition

KINDS_LATER = frozenset({Increase.CAME_OF_AGE, Increase.MOVED_IN, Increase.JOINED_FAMILY, Increase.RIGHTS_RESTORED})


WRITTEN = (
    "name", "name_key", "initials", "sex", "birth_date", "id_number", "id_index", "id_last4", "group", "group_order",
    "basis", "unlisted", "declared_on", "here_since", "confirmed_on", "resolution", "note", "corrected_in",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryData:
    """An entry as typed; `basis` for somebody listed, `unlisted` for somebody who is not."""

    name: str
    sex: str = ""
    birth_date: date | None = None
    id_number: str = ""
    group: str = ""
    basis: str = ""
    unlisted: str = ""
    declared_on: date | None = None
    here_since: date | None = None
    confirmed_on: date | None = None
    resolution: Resolution | None = None
    note: str = ""


@transaction.atomic
def add_entry(*, scope: Scope, roll: Roll, data: EntryData, added_as: str = "") -> Entry:
    """A new entry; on a published roll it belongs to the decision in preparation and says why it comes (`added_as`).

    Raises ValidationError with a message for each field.
    """
    roll = locked_roll(scope=scope, roll=roll)
    edition = writable_edition(roll)
    entry = Entry(roll=roll, cycle_id=roll.cycle_id)
    if edition is not None:
        scope.require(Act.DECIDE_ROLLS, roll.election.village_id)
        _check_increase(added_as, data, edition)
        entry.added_in, entry.added_as = edition.number, added_as
    _fill(entry, data)
    _save(entry, scope)
    return entry


@transaction.atomic
def change_entry(*, scope: Scope, entry: Entry, data: EntryData, version: int) -> Entry:
    """Change an entry; on a published roll only by the decision in preparation. Raises Stale, ValidationError."""
    roll = locked_roll(scope=scope, roll=entry.roll)
    entry = Entry.objects.select_for_update(of=("self",)).select_related("resolution").get(pk=entry.pk, roll=roll)
    entry.roll = roll
    if entry.changed_since(version):
        raise Stale(entry)
    edition = writable_edition(roll)
    if edition is not None:
        scope.require(Act.DECIDE_ROLLS, roll.election.village_id)
        if bool(data.unlisted) != bool(entry.unlisted):
            raise ValidationError(
                {
                    "unlisted": [
                        _(
                            "On a published roll somebody is added or struck off by a decision, not by changing the entry."
                        )
                    ]
                }
            )
        entry.corrected_in = edition.number
    index = entry.id_index
    _fill(entry, data)
    # An unchanged number is not written, so that the history does not show a new cipher text for it.
    _save(entry, scope, [name for name in WRITTEN if name != "id_number" or entry.id_index != index])
    entry.refresh_from_db(fields=["version"])
    return entry


@transaction.atomic
def delete_entry(*, scope: Scope, entry: Entry, version: int) -> None:
    """Take back an entry that no edition holds yet; what was written stays in the history. Raises Stale, ValidationError."""
    roll = locked_roll(scope=scope, roll=entry.roll)
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk, roll=roll)
    if entry.changed_since(version):
        raise Stale(entry)
    edition = writable_edition(roll)
    if edition is not None and entry.added_in != edition.number:
        raise ValidationError(_("The entry stands on a published roll. Strike it off by a decision instead."))
    with because(_("taken back")):
        entry.delete()


@transaction.atomic
def record_resolution(*, scope: Scope, roll: Roll, values: Mapping[str, Any]) -> Resolution:
    """A meeting that agreed to register people from outside. Raises ValidationError where it could not decide."""
    roll = locked_roll(scope=scope, roll=roll)
    resolution = Resolution(roll=roll, **values)
    resolution.full_clean()
    if resolution.held_on > timezone.localdate():
        raise ValidationError({"held_on": [_("This day is still to come. Give a day that has come.")]})
    problems = resolution_problems(
        meeting=Meeting(resolution.meeting).value,
        due=resolution.due,
        present=resolution.present,
        agreed=resolution.agreed,
        law=law_of(roll.election),
    )
    if problems:
        raise ValidationError({field: [message] for field, message in problems.items()})
    resolution.save()
    return resolution


def _check_increase(added_as: str, data: EntryData, edition: Edition) -> None:
    if data.unlisted:
        return
    if added_as not in Increase.values:
        raise ValidationError({"added_as": [_("Choose why the person comes onto the roll now.")]})
    if edition.kind == EditionKind.CHANGE and added_as not in KINDS_LATER:
        raise ValidationError(
            {"added_as": [_("On a frozen roll only the four increases are possible. Choose one of them.")]}
        )


def _fill(entry: Entry, data: EntryData) -> None:
    """Check everything and put it on the entry. Raises ValidationError."""
    name = names.check(data.name)
    number = _number(data)
    errors: dict[str, str] = {}
    if isinstance(name, names.Problem):
        errors["name"] = name.message
    if isinstance(number, id_numbers.Problem):
        errors["id_number"] = number.message
    born = number.birth_date if isinstance(number, id_numbers.IdNumber) else data.birth_date
    sex = number.sex if isinstance(number, id_numbers.IdNumber) else data.sex
    if not sex and "id_number" not in errors:
        errors["sex"] = _("Choose the sex; it is taken from the ID number where there is one.")
    if isinstance(number, id_numbers.IdNumber) and data.birth_date and data.birth_date != number.birth_date:
        errors["birth_date"] = _(
            "The date of birth differs from the one in the ID number. Correct the one that is wrong."
        )
    elif born is not None and born > timezone.localdate():
        errors["birth_date"] = _("The date of birth lies in the future.")
    if "id_number" not in errors:
        errors = _registration_errors(entry.roll, data, born) | errors
    if errors:
        raise ValidationError({field: [message] for field, message in errors.items()})
    if isinstance(name, names.Name) and not isinstance(number, id_numbers.Problem):
        _assign(entry, data, name=name.name, sex=sex, born=born, number=number)


def _number(data: EntryData) -> id_numbers.IdNumber | id_numbers.Problem | None:
    if not data.id_number.strip():
        return None
    sex: Any = data.sex or None
    return id_numbers.check(data.id_number, on=timezone.localdate(), sex=sex)


def _registration_errors(roll: Roll, data: EntryData, born: date | None) -> dict[str, str]:
    law, election_day = law_of(roll.election), roll.election.election_day
    if data.unlisted:
        if data.basis:
            return {"unlisted": _("Choose either a basis of registration or a reason for not listing, not both.")}
        if data.unlisted not in law.chosen("unlisted_reasons"):
            message = _("This reason does not keep anybody off the roll here (%(basis)s). Choose another one.")
            return {"unlisted": message % {"basis": law.basis("unlisted_reasons")}}
        return {}
    if not data.basis:
        return {"basis": _("Choose a basis of registration, or the reason why the person is not listed.")}
    said = Registration(
        basis=data.basis,
        birth_date=born,
        declared_on=data.declared_on,
        here_since=data.here_since,
        confirmed_on=data.confirmed_on,
        resolution_on=data.resolution.held_on if data.resolution else None,
    )
    return registration_problems(said, law=law, election_day=election_day, today=timezone.localdate())


def _assign(
    entry: Entry, data: EntryData, *, name: str, sex: str, born: date | None, number: id_numbers.IdNumber | None
) -> None:
    entry.name, entry.name_key, entry.initials = name, name_key(name), of_person(name).initials[:50]
    entry.sex, entry.birth_date = sex, born
    index = id_index(number.number) if number else None
    if entry.id_index != index:
        entry.id_number = number.number if number else ""
        entry.id_index, entry.id_last4 = index, number.last4 if number else ""
    entry.group = normal_group(data.group)
    entry.group_order = group_order(entry.group)
    entry.basis, entry.unlisted = data.basis, data.unlisted
    entry.declared_on, entry.here_since, entry.confirmed_on = data.declared_on, data.here_since, data.confirmed_on
    entry.resolution, entry.note = data.resolution, " ".join(data.note.split())


def _save(entry: Entry, scope: Scope, fields: list[str] | None = None) -> None:
    _refuse_second(entry, scope)
    try:
        with transaction.atomic():
            entry.save(update_fields=fields)
    except IntegrityError as error:
        if "entry_one_village_only" not in str(error) and "entry_id_number_once" not in str(error):
            raise
        # Somebody else has registered the same person since we looked.
        _refuse_second(entry, scope)
        raise ValidationError(
            {"id_number": [_("Somebody else has just registered this ID number. Search for it.")]}
        ) from error


def _refuse_second(entry: Entry, scope: Scope) -> None:
    """One village only (OLVC-2025, art. 16): say where somebody is registered, as far as the user may know."""
    if entry.id_index is None:
        same = Entry.objects.filter(
            roll=entry.roll, removed_in=None, id_index=None, name=entry.name, birth_date=entry.birth_date
        ).exclude(pk=entry.pk)
        if same.exists():
            message = _("Somebody of this name and date of birth stands on this roll already. Type the ID number.")
            raise ValidationError({"name": [message]})
        return
    here = Entry.objects.filter(roll=entry.roll, removed_in=None, id_index=entry.id_index).exclude(pk=entry.pk)
    if here.exists():
        raise ValidationError({"id_number": [_("This person stands on this roll already. Search for the number.")]})
    if entry.unlisted:
        return
    there = Entry.objects.filter(present(), cycle_id=entry.cycle_id, id_index=entry.id_index).exclude(roll=entry.roll)
    other = there.select_related("roll__election__village__parent").first()
    if other is not None:
        raise ValidationError({"id_number": [registered_elsewhere(other, scope)]})


def registered_elsewhere(other: Entry, scope: Scope) -> str:
    """Where somebody is registered already: the village for those who may see its roll, else the township alone."""
    village = other.roll.election.village
    place = village.name if scope.allows(Act.VIEW_ROLLS, village.code) else None
    township = village.parent.name if village.parent else ""
    if place:
        return _(
            "This person is registered in %(village)s (%(township)s). One village only: strike the entry off there first."
        ) % {
            "village": place,
            "township": township,
        }
    return _(
        "This person is registered in a village of %(township)s. One village only: ask the county to settle it."
    ) % {"township": township}
