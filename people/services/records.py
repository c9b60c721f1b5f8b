"""CV, training, capacities."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.versions import Stale
from people import cv
from people.models import Capacity, CvEntry, Person, Training


class CvChanged(Exception):
    """Somebody else has changed the CV since the user's form was filled; `now` is the present one."""

    def __init__(self, now: str) -> None:
        super().__init__(now)
        self.now = now


def cv_of(person: Person) -> list[cv.Line]:
    """The lines of a person's CV, in one query."""
    return [cv.Line(entry.starts_on, entry.ends_on, entry.text) for entry in person.cv.all()]


@transaction.atomic
def save_cv(*, scope: Scope, person: Person, text: str, before: str | None = None) -> int:
    """Replace a person's CV by what was typed; lines that stay the same are not touched. How many lines differ.

    Args:
        scope: Of the user.
        person: Whose CV.
        text: See `people.cv.parse`.
        before: The CV that the user had before him; None to replace it whatever it is.

    Raises:
        CvChanged: It is no longer that one.
        ValidationError: Key `text`, a message for each wrong line.

    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    scope.require(Act.CHANGE_PERSONS, locked.division_code)
    rows = list(locked.cv.all())
    now = cv.written(cv.Line(row.starts_on, row.ends_on, row.text) for row in rows)
    if before is not None and "\n".join(before.split("\r\n")) != now:
        raise CvChanged(now)
    lines = cv.parse(text, on=timezone.localdate(), born=locked.birth_date)
    faults = [line for line in lines if isinstance(line, cv.Fault)]
    if faults:
        message = _("Line %(line)d: %(message)s")
        raise ValidationError({"text": [message % {"line": f.line, "message": f.message} for f in faults]})
    return _replace(locked, rows, [line for line in lines if isinstance(line, cv.Line)])


def _replace(person: Person, rows: list[CvEntry], lines: list[cv.Line]) -> int:
    wanted = list(lines)
    for row in rows:
        line = cv.Line(row.starts_on, row.ends_on, row.text)
        if line in wanted:
            wanted.remove(line)
        else:
            row.delete()
    CvEntry.objects.bulk_create(CvEntry(person=person, **line._asdict()) for line in wanted)
    return len(wanted) + len(rows) + len(wanted) - len(lines)


@transaction.atomic
def save_training(
    *, scope: Scope, person: Person, training: Training | None, values: Mapping[str, Any], version: int = 0
) -> Training:
    """Record a course, or change one. Raises Stale, ValidationError."""
    row: Training = _row(scope, person, Training, training, version)
    _save(row, values)
    return row


@transaction.atomic
def save_capacity(
    *, scope: Scope, person: Person, capacity: Capacity | None, values: Mapping[str, Any], version: int = 0
) -> Capacity:
    """Record in what capacity the county knows a person, or change it. Raises Stale, ValidationError."""
    row: Capacity = _row(scope, person, Capacity, capacity, version)
    code = values.get("division_code", row.division_code)
    if not code.startswith(person.county_code):
        raise ValidationError({"division_code": _("Choose a division of this county.")})
    _save(row, values)
    return row


def _row(scope: Scope, person: Person, model: Any, row: Any, version: int) -> Any:
    locked = Person.objects.select_for_update().get(pk=person.pk)
    scope.require(Act.CHANGE_PERSONS, locked.division_code)
    if row is None:
        return model(person=locked)
    stored = model.objects.select_for_update(of=("self",)).filter(pk=row.pk, person=locked).first()
    if stored is None:
        raise Http404
    if stored.changed_since(version):
        raise Stale(stored)
    return stored


def _save(row: Any, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        setattr(row, field, value)
    _check_days(row)
    row.full_clean()
    row.save()
    row.refresh_from_db(fields=["version"])


def _check_days(row: Any) -> None:
    today = timezone.localdate()
    errors = {
        field: _("This day is still to come. Give a day that has come.")
        for field in ("starts_on", "ends_on")
        if (day := getattr(row, field)) is not None and day > today
    }
    if errors:
        raise ValidationError(errors)
