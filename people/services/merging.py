"""Making two records of one person into one, and parting them again.

Every reference of every room follows, whichever tables it has: the models are asked. What cannot follow is named, and
nothing is done until it is settled. The record keeps each change, so that it can be turned back.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pghistory.models
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.trail import because
from people.kinship import turned
from people.models import AttachmentKind, Kinship, Merge, Person
from people.rules import CleanPerson, PersonData, clean

# What is chosen together, by the field that stands for it on the page.
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "name": ("name", "name_original", "name_key", "pinyin", "initials"),
    "id_number": ("id_number", "id_index", "id_last4", "sex", "birth_date"),
    "telephone": ("telephone", "telephone_index"),
    "address": ("address", "address_index"),
    "ethnicity": ("ethnicity",),
    "native_place": ("native_place",),
    "education": ("education",),
    "school": ("school",),
    "party_joined": ("party_joined", "party_confirmed"),
    "work_started": ("work_started",),
    "occupation": ("occupation",),
    "village_code": ("village_code",),
}
_INDEXED: Final = {"id_number": "id_index", "telephone": "telephone_index", "address": "address_index"}
_TABLE: Final = Person._meta.db_table


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two records differ; `both` when neither is empty, so that somebody has to choose."""

    name: str
    kept: Any
    lost: Any
    both: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that cannot follow, and why."""

    kind: str
    row: str
    why: str


@dataclass(slots=True)
class Following:
    """What follows to the person kept: changes by table, key, column, before, after; rows that say nothing new; conflicts."""

    changes: list[list[Any]] = field(default_factory=list)
    dropped: list[list[Any]] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


class Conflicting(Exception):
    """Something cannot follow: nothing was done."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__("; ".join(f"{conflict.row}: {conflict.why}" for conflict in conflicts))
        self.conflicts = conflicts


def differences(kept: Person, lost: Person) -> list[Difference]:
    """The fields in which two records differ, in the order of the page."""
    found = []
    for name, columns in CHOICES.items():
        compared = _INDEXED.get(name)
        names = (compared,) if compared and name != "id_number" else columns
        if name == "id_number":
            names = ("id_index", "sex", "birth_date")
        if any(getattr(kept, column) != getattr(lost, column) for column in names):
            mine, other = getattr(kept, name), getattr(lost, name)
            both = _known(kept, columns) and _known(lost, columns)
            found.append(Difference(name, mine, other, both))
    return found


def _known(person: Person, columns: tuple[str, ...]) -> bool:
    return any(getattr(person, column) not in {None, ""} for column in columns)


@transaction.atomic
def preview(*, scope: Scope, kept: Person, lost: Person) -> Following:
    """What would follow and what would not; nothing is changed."""
    _locked_pair(scope, kept, lost)
    following = _follow(kept, lost)
    transaction.set_rollback(True)
    return following


@transaction.atomic
def merge(*, scope: Scope, user: User, kept: Person, lost: Person, chosen: Mapping[str, str], reason: str) -> Merge:
    """Make `lost` part of `kept`.

    Args:
        scope: Of the user.
        user: Who merges.
        kept: The record that stays.
        lost: The record whose references go to the other; it is deleted, its history stays.
        chosen: Field → `kept` or `lost` for fields in which both have something; what only one has is taken from him.
        reason: Why the two are one person.

    Raises:
        Conflicting: Something cannot follow.
        ValidationError: A field is not chosen, the result would not be right, or the reason is missing.

    """
    if not reason.strip():
        raise ValidationError({"reason": _("Type why the two are one person.")})
    kept, lost = _locked_pair(scope, kept, lost)
    taken = _taken(kept, lost, chosen)
    with because(reason.strip()):
        following = _follow(kept, lost)
        if following.conflicts:
            raise Conflicting(following.conflicts)
        columns = [column for name, side in taken.items() if side == "lost" for column in CHOICES[name]]
        lost_row, before = _row(lost.pk), _row(kept.pk)
        Person.objects.filter(pk=lost.pk).delete()
        _put(kept.pk, lost_row, columns)
        _check(kept.pk)
        after = _row(kept.pk)
        return Merge.objects.create(
            kept=kept,
            lost_pk=lost.pk,
            lost_name=lost.name,
            chosen=taken,
            lost_row=lost_row,
            kept_before={column: [before[column], after[column]] for column in columns},
            moved=following.changes,
            dropped=following.dropped,
            reason=reason.strip()[:200],
            merged_by=user.name or user.get_username(),
        )


@transaction.atomic
def part(*, scope: Scope, merge: Merge, reason: str) -> tuple[Person, list[str]]:
    """Part two merged records again: the person given up, and what has changed since and so was left where it is.

    Raises ValidationError where a later merger stands in the way or the reason is missing.
    """
    locked = Merge.objects.select_for_update().get(pk=merge.pk)
    kept = Person.objects.select_for_update().get(pk=locked.kept_id)
    scope.require(Act.MERGE_PERSONS, kept.division_code)
    if not reason.strip():
        raise ValidationError({"reason": _("Type the reason.")})
    if locked.undone_at is not None:
        raise ValidationError(_("They have been parted already."))
    later = Merge.objects.filter(kept=kept, undone_at=None, pk__gt=locked.pk)
    if later.exists():
        raise ValidationError(_("The record has been merged again since. Part that merger first."))
    left: list[str] = []
    with because(reason.strip()):
        now = _row(kept.pk)
        restored = {}
        for column, (before, after) in locked.kept_before.items():
            if now[column] == after:
                restored[column] = before
            else:
                left.append(str(Person._meta.get_field(column).verbose_name))  # type: ignore[union-attr]
        _put(kept.pk, restored, list(restored))
        _insert(_TABLE, locked.lost_row)
        for label, row in locked.dropped:
            _insert(apps.get_model(label)._meta.db_table, row)
        for label, key, column, before, after in reversed(locked.moved):
            if not _turn_back(label, key, column, before, after):
                left.append(f"{apps.get_model(label)._meta.verbose_name} {key}")
        locked.undone_at = timezone.now()
        locked.save(update_fields=["undone_at"])
    return Person.objects.get(pk=locked.lost_pk), left


def described(merge: Merge) -> list[tuple[str, str]]:
    """What was chosen: name of the field, and from which record it was taken."""
    sides = {"kept": _("the record kept"), "lost": _("the record given up")}
    return [(str(Person._meta.get_field(name).verbose_name), sides[side]) for name, side in merge.chosen.items()]  # type: ignore[union-attr]


def _locked_pair(scope: Scope, kept: Person, lost: Person) -> tuple[Person, Person]:
    """Both records, locked in the order of their keys."""
    rows = {
        person.pk: person
        for person in Person.objects.select_for_update().filter(pk__in=[kept.pk, lost.pk]).order_by("pk")
    }
    if len(rows) < 2:  # noqa: PLR2004
        raise ValidationError(_("One of the two is no longer on record."))
    for person in rows.values():
        scope.require(Act.MERGE_PERSONS, person.division_code)
    if rows[kept.pk].county_code != rows[lost.pk].county_code:
        raise ValidationError(_("The two are on record in different counties."))
    return rows[kept.pk], rows[lost.pk]


def _taken(kept: Person, lost: Person, chosen: Mapping[str, str]) -> dict[str, str]:
    taken, missing = {}, {}
    for difference in differences(kept, lost):
        if difference.both:
            taken[difference.name] = chosen.get(difference.name, "")
            if taken[difference.name] not in {"kept", "lost"}:
                missing[difference.name] = _("Both records say something here. Choose one.")
        else:
            taken[difference.name] = "kept" if _known(kept, CHOICES[difference.name]) else "lost"
    if missing:
        raise ValidationError(missing)
    return taken


def _references() -> Iterator[tuple[type[models.Model], "models.Field[Any, Any]"]]:
    """Every column of every room that points to a person, hidden ones too, without the histories."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        model: Any = relation.related_model
        if not issubclass(model, pghistory.models.Event):
            yield model, relation.field  # type: ignore[union-attr]


def _rows(model: type[models.Model]) -> models.QuerySet[Any]:
    """All rows of a table, past whatever a manager of its own leaves out."""
    return models.QuerySet(model)


def _follow(kept: Person, lost: Person) -> Following:
    following = Following()
    _join_families(kept, lost, following)
    _drop_repeated_cv(kept, lost, following)
    _keep_one_photograph(kept, lost, following)
    for model, column in _references():
        for row in _rows(model).filter(**{column.name: lost.pk}).order_by("pk"):
            _move(following, row, column, kept.pk)
    return following


def _move(following: Following, row: models.Model, column: "models.Field[Any, Any]", value: Any) -> None:
    label, name = row._meta.label, str(row._meta.verbose_name)
    before = getattr(row, column.attname)
    try:
        with transaction.atomic():
            _rows(type(row)).filter(pk=row.pk).update(**{column.attname: value})
    except DatabaseError as error:
        following.conflicts.append(Conflict(name, str(row), _why(row, column, value, error)))
        return
    following.changes.append([label, row.pk if isinstance(row.pk, int) else str(row.pk), column.attname, before, value])
    following.counts[name] = following.counts.get(name, 0) + 1


def _why(row: models.Model, column: "models.Field[Any, Any]", value: Any, error: DatabaseError) -> str:
    """The words of the constraint that stands in the way; the database's where it has none."""
    setattr(row, column.attname, value)
    try:
        row.validate_constraints()
    except ValidationError as refused:
        return " ".join(refused.messages)
    if isinstance(error, IntegrityError):
        return _("Both records have a row of this kind. Settle it there first.")
    return _("The row may not be changed any more.")


def _join_families(kept: Person, lost: Person, following: Following) -> None:
    """A link of both records to the same relative is kept once; one that says otherwise is a conflict."""
    mine = {}
    for link in Kinship.objects.filter(Q(person=kept) | Q(relative=kept)).select_related("person", "relative"):
        other = link.relative_id if link.person_id == kept.pk else link.person_id
        mine[other or link.name] = (link.kind if link.person_id == kept.pk else turned(link.kind), link)
    for link in Kinship.objects.filter(Q(person=lost) | Q(relative=lost)).select_related("person", "relative"):
        other = link.relative_id if link.person_id == lost.pk else link.person_id
        kind = link.kind if link.person_id == lost.pk else turned(link.kind)
        if other == kept.pk:
            why = _("The two are recorded as relatives of each other. Remove that first.")
            following.conflicts.append(Conflict(str(Kinship._meta.verbose_name), str(link), why))
        elif (known := mine.get(other or link.name)) and known[0] == kind:
            _drop(following, link)
        elif known and other:
            why = _("The two records name different relations to this person. Correct one of them first.")
            following.conflicts.append(Conflict(str(Kinship._meta.verbose_name), str(link), why))


def _drop_repeated_cv(kept: Person, lost: Person, following: Following) -> None:
    mine = {(entry.starts_on, entry.ends_on, entry.text) for entry in kept.cv.all()}
    for entry in lost.cv.all():
        if (entry.starts_on, entry.ends_on, entry.text) in mine:
            _drop(following, entry)


def _keep_one_photograph(kept: Person, lost: Person, following: Following) -> None:
    """Of two photographs that of the person kept stays the photograph; the other becomes another paper."""
    photographs = {"kind": AttachmentKind.PHOTOGRAPH, "removed_at": None}
    if kept.attachments.filter(**photographs).exists():
        for photograph in lost.attachments.filter(**photographs):
            _move(following, photograph, photograph._meta.get_field("kind"), AttachmentKind.OTHER.value)


def _drop(following: Following, row: models.Model) -> None:
    following.dropped.append([row._meta.label, _raw(row._meta.db_table, row.pk)])
    row.delete()


def _check(key: int) -> None:
    """The merged record obeys the rules of persons. Raises ValidationError."""
    person = Person.objects.get(pk=key)
    known = {name: getattr(person, name) for name in PersonData.__dataclass_fields__}
    result = clean(PersonData(**known | {"sex": person.sex or None}), on=timezone.localdate())
    if not isinstance(result, CleanPerson):
        raise ValidationError({field: [message] for field, message in result.items()})


def _row(key: int) -> dict[str, Any]:
    return _raw(_TABLE, key)


def _raw(table: str, key: Any) -> dict[str, Any]:
    """A row as the database holds it: what is secret stays cipher text."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" AS t WHERE id = %s', [key])  # noqa: S608 (a table of ours)
        [(row,)] = cursor.fetchall()
    raw: dict[str, Any] = json.loads(row)
    return raw


def _put(key: int, row: Mapping[str, Any], columns: list[str]) -> None:
    if not columns:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{_TABLE}" SET ({names}, updated_at) = (SELECT {names}, %s FROM'  # noqa: S608 (columns of ours)
            f' jsonb_populate_record(NULL::"{_TABLE}", %s::jsonb)) WHERE id = %s',
            [timezone.now(), json.dumps(row), key],
        )


def _insert(table: str, row: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" SELECT * FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)',  # noqa: S608
            [json.dumps(row)],
        )


def _turn_back(label: str, key: Any, column: str, before: Any, after: Any) -> bool:
    """Whether the row still was as the merger had left it, and is now as before."""
    rows = _rows(apps.get_model(label)).filter(pk=key, **{column: after})
    try:
        with transaction.atomic():
            return bool(rows.update(**{column: before}))
    except DatabaseError:
        return False
