"""Recording persons."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.versions import Stale
from people.bulk import Columns, prepare
from people.models import Person
from people.rules import CleanPerson, PersonData, clean

BATCH = 2_000


@transaction.atomic
def create_person(*, scope: Scope, county_code: str, data: PersonData) -> Person:
    """A new person of a county. Raises ValidationError with a message for each wrong field, Http404 out of scope."""
    scope.require(Act.CHANGE_PERSONS, data.village_code or county_code)
    person = Person(county_code=county_code)
    _fill(person, data)
    return person


@transaction.atomic
def update_person(*, scope: Scope, person: Person, data: PersonData, version: int | None = None) -> Person:
    """Change a person's data; an unchanged person is not written.

    `person` is read again and locked; `version` is the one the user had before him: Stale when it is no longer the
    present one. Raises as create_person.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    scope.require(Act.CHANGE_PERSONS, person.division_code)
    scope.require(Act.CHANGE_PERSONS, data.village_code or person.county_code)
    if version is not None and person.changed_since(version):
        raise Stale(person)
    _fill(person, data)
    return person


def rebuild_name_keys() -> int:
    """Work out the stored sort and search keys again after a change of the tables behind them; how many differed."""
    changed, last = 0, 0
    while batch := list(Person.objects.filter(pk__gt=last).order_by("pk").only("name", *KEYS)[:BATCH]):
        changed += _rebuild(batch)
        last = batch[-1].pk
    return changed


KEYS = ("name_key", "pinyin", "initials")


def _rebuild(batch: Sequence[Person]) -> int:
    stale = []
    columns = prepare(CleanPerson(name=person.name, name_original="") for person in batch)
    for person, new in zip(batch, columns, strict=True):
        if any(getattr(person, key) != getattr(new, key) for key in KEYS):
            for key in KEYS:
                setattr(person, key, getattr(new, key))
            stale.append(person)
    return Person.objects.bulk_update(stale, KEYS)


def _fill(person: Person, data: PersonData) -> None:
    """Check, compute, save."""
    result = clean(data, on=timezone.localdate())
    if not isinstance(result, CleanPerson):
        raise ValidationError({field: [message] for field, message in result.items()})
    if data.village_code and not data.village_code.startswith(person.county_code):
        raise ValidationError({"village_code": [_("Choose a village of this county.")]})
    changed = _assign(person, result)
    if person.pk and not changed:
        return
    try:
        with transaction.atomic():
            # Only what changed, so that the history does not show a new cipher text for an old number.
            person.save(update_fields=[*changed, "updated_at"] if person.pk else None)
    except IntegrityError as error:
        if "person_id_number_once" not in str(error):
            raise
        message = _("A person with this ID number is already recorded in this county. Search for the number.")
        raise ValidationError({"id_number": [message]}) from error


PLAIN = (
    "sex", "birth_date", "ethnicity", "native_place", "education", "school", "party_joined", "party_confirmed",
    "work_started", "occupation", "village_code", "id_number", "telephone", "address",
)  # fmt: skip


def _assign(person: Person, data: CleanPerson) -> list[str]:
    """Put the new values on the person; the fields that differ."""
    [columns] = prepare([data])
    values: dict[str, object] = {name: getattr(data, name) for name in PLAIN} | {"sex": data.sex or ""}
    # The fields of the model encrypt on their own: plain text goes on the object.
    values |= {name: getattr(columns, name) for name in Columns._fields if name not in PLAIN}
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, values[name])
    return changed
