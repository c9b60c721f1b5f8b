"""Who is a near relative of whom."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from electionadmin.versions import Stale
from people import names
from people.models import Kinship, Person
from people.queries import persons as visible_persons


@transaction.atomic
def add_relative(*, scope: Scope, person: Person, values: Mapping[str, Any]) -> Kinship:
    """Link a near relative to a person: `relative` on record, or an outsider by `name`. Raises ValidationError."""
    locked = _locked(scope, person)
    link = Kinship(person=locked)
    _fill(scope, link, locked, values)
    return link


@transaction.atomic
def change_relative(*, scope: Scope, link: Kinship, values: Mapping[str, Any], version: int | None = None) -> Kinship:
    """Change a link, as read from the side of its `person`. Raises Stale, ValidationError."""
    locked = _locked(scope, link.person)
    stored = Kinship.objects.select_for_update(of=("self",)).select_related("person", "relative").get(pk=link.pk)
    if version is not None and stored.changed_since(version):
        raise Stale(stored)
    _fill(scope, stored, locked, values)
    return stored


@transaction.atomic
def remove_relative(*, scope: Scope, link: Kinship, reason: str) -> None:
    """Remove a link that was entered by mistake; the history keeps it. Raises ValidationError without a reason."""
    _locked(scope, link.person)
    if not reason.strip():
        raise ValidationError({"reason": _("Type the reason.")})
    with because(reason.strip()):
        Kinship.objects.filter(pk=link.pk).delete()


def _locked(scope: Scope, person: Person) -> Person:
    locked = Person.objects.select_for_update().get(pk=person.pk)
    scope.require(Act.CHANGE_PERSONS, locked.division_code)
    return locked


def _fill(scope: Scope, link: Kinship, person: Person, values: Mapping[str, Any]) -> None:
    values = dict(values)
    relative: Person | None = values.pop("relative", None)
    if relative is not None:
        _check_on_record(scope, link, person, relative)
        values |= {"name": "", "sex": "", "birth_date": None}
    elif values.get("name"):
        checked = names.check(values["name"])
        if isinstance(checked, names.Problem):
            raise ValidationError({"name": checked.message})
        values["name"] = checked.name
    link.person, link.relative = person, relative
    for field, value in values.items():
        setattr(link, field, value)
    link.full_clean()
    link.save()
    link.refresh_from_db(fields=["version"])


def _check_on_record(scope: Scope, link: Kinship, person: Person, relative: Person) -> None:
    """Only whom the user may see is linked anew, and only within the county."""
    known = link.pk is not None and relative.pk == Kinship.objects.values_list("relative", flat=True).get(pk=link.pk)
    if relative.county_code != person.county_code:
        raise ValidationError({"relative": _("This person is on record in another county. Type the name instead.")})
    if not known and not visible_persons(scope).filter(pk=relative.pk).exists():
        raise ValidationError({"relative": _("This person is not on record in your divisions. Type the name instead.")})
