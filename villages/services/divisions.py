"""Changes of the tree by hand: each names its day, its reason and the document that orders it. Codes are never reused."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from electionadmin.versions import Stale
from people.pinyin import of_place
from villages.models import ChangeKind, Division, DivisionChange
from villages.models.bodies import Member


@transaction.atomic
def rename_division(
    *, scope: Scope, division: Division, name: str, seen_name: str, on: datetime.date, reason: str, document: str = ""
) -> DivisionChange:
    """Give a division another name.

    `seen_name` is the name the user had before him: raises Stale when it is no longer the present one, ValidationError
    for a name that is empty, the same, or a neighbour's.
    """
    scope.require(Act.CHANGE_DIVISIONS, division.code)
    locked = _locked(division.code)
    if locked.name != seen_name:
        raise Stale(locked)
    name = " ".join(name.split())
    _check_name(locked, name)
    _check_order(on=on, reason=reason)
    change = _record(locked, ChangeKind.RENAMED, on, reason, document, old_name=locked.name, new_name=name)
    locked.name, locked.initials = name, initials_of(name)
    locked.save(update_fields=["name", "initials"])
    return change


@transaction.atomic
def merge_villages(
    *,
    scope: Scope,
    villages: Sequence[Division],
    into: Division,
    on: datetime.date,
    reason: str,
    document: str = "",
) -> list[DivisionChange]:
    """Merge villages into one that keeps its code; the others stay, abolished, and point to it. Raises ValidationError."""
    codes = sorted({village.code for village in villages} | {into.code})
    for code in codes:
        scope.require(Act.CHANGE_DIVISIONS, code)
    locked = {
        division.code: division for division in Division.objects.select_for_update().filter(pk__in=codes).order_by("pk")
    }
    successor = locked.pop(into.code)
    _check_merger(successor, list(locked.values()))
    _check_order(on=on, reason=reason)
    return [
        _abolish(village, ChangeKind.MERGED, on=on, reason=reason, document=document, successor=successor)
        for village in locked.values()
    ]


@transaction.atomic
def abolish(*, scope: Scope, division: Division, on: datetime.date, reason: str, document: str = "") -> DivisionChange:
    """Abolish a division that nothing in force lies below; it stays, marked. Raises ValidationError."""
    scope.require(Act.CHANGE_DIVISIONS, division.code)
    locked = _locked(division.code)
    if locked.children.filter(abolished_on=None).exists():
        raise ValidationError(_("Divisions still lie in it. Abolish or merge them first."))
    _check_in_force(locked)
    _check_order(on=on, reason=reason)
    return _abolish(locked, ChangeKind.ABOLISHED, on=on, reason=reason, document=document, successor=None)


@transaction.atomic
def restore(*, scope: Scope, division: Division, on: datetime.date, reason: str, document: str = "") -> DivisionChange:
    """Put a division back in force that was abolished or merged by mistake. Raises ValidationError."""
    scope.require(Act.CHANGE_DIVISIONS, division.code)
    locked = _locked(division.code)
    if locked.abolished_on is None:
        raise ValidationError(_("The division is in force."))
    if locked.parent and locked.parent.abolished_on:
        raise ValidationError(_("%(name)s is abolished. Restore it first.") % {"name": locked.parent.name})
    _check_order(on=on, reason=reason)
    locked.abolished_on = locked.successor = None
    locked.save(update_fields=["abolished_on", "successor"])
    return _record(locked, ChangeKind.RESTORED, on, reason, document)


def initials_of(name: str) -> str:
    """Pinyin initials of a division's name, as many as the column holds."""
    return of_place(name).initials[: Division._meta.get_field("initials").max_length]


def _locked(code: str) -> Division:
    return Division.objects.select_for_update().get(pk=code)


def _check_name(division: Division, name: str) -> None:
    longest = Division._meta.get_field("name").max_length
    if not name:
        raise ValidationError({"name": _("Type the new name.")})
    if longest is not None and len(name) > longest:
        raise ValidationError({"name": _("The name is longer than %(limit)d characters.") % {"limit": longest}})
    if name == division.name:
        raise ValidationError({"name": _("This is the present name. Type the new one.")})
    beside = Division.objects.filter(parent_id=division.parent_id, name=name, abolished_on=None).exclude(pk=division.pk)
    if beside.exists():
        raise ValidationError({"name": _("A division beside it bears this name. Type another one.")})


def _check_order(*, on: datetime.date, reason: str) -> None:
    errors = {}
    if on > timezone.localdate():
        errors["on"] = _("This day is still to come. Enter the change once it has taken effect.")
    if not reason.strip():
        errors["reason"] = _("Type the reason.")
    if errors:
        raise ValidationError(errors)


def _check_in_force(division: Division) -> None:
    if division.abolished_on is not None:
        message = _("%(name)s is abolished already.") % {"name": division.name}
        raise ValidationError(message)


def _check_merger(successor: Division, villages: list[Division]) -> None:
    if not villages:
        raise ValidationError({"villages": _("Choose at least one village that is merged into this one.")})
    for division in [successor, *villages]:
        _check_in_force(division)
        if division.level is not Level.VILLAGE:
            raise ValidationError({"villages": _("Only villages and communities are merged here.")})


def _abolish(
    division: Division,
    kind: ChangeKind,
    *,
    on: datetime.date,
    reason: str,
    document: str,
    successor: Division | None,
) -> DivisionChange:
    """Mark a division as abolished; seats on its bodies end on the same day."""
    division.abolished_on, division.successor = on, successor
    division.save(update_fields=["abolished_on", "successor"])
    seats = Member.objects.filter(body__village=division, ends_on=None)
    if seats.filter(starts_on__gt=on).exists():
        message = _("A membership in %(name)s begins after this day. Correct it or give a later day.")
        raise ValidationError({"on": message % {"name": division.name}})
    seats.update(ends_on=on)
    return _record(division, kind, on, reason, document, successor=successor)


def _record(
    division: Division, kind: ChangeKind, on: datetime.date, reason: str, document: str, **details: object
) -> DivisionChange:
    change = DivisionChange(
        division=division,
        kind=kind,
        effective_on=on,
        reason=reason.strip(),
        document=document.strip(),
        **details,
    )
    change.full_clean()
    change.save()
    return change
