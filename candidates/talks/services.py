"""Recording talks and what follows from them."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Talk, TalkClass
from electionadmin.versions import Stale
from elections.models import Cycle
from people.models import Person


@transaction.atomic
def record_talk(*, scope: Scope, cycle: Cycle, person: Person, kind: TalkClass, values: Mapping[str, Any]) -> Talk:
    """A talk with a person, placed in the division where he is found. Raises ValidationError."""
    talk = Talk(cycle=cycle, person=person, kind=kind, division_id=person.division_code)
    scope.require(Act.CHANGE_INSPECTIONS, talk.division_id)
    if person.county_code != cycle.county_id:
        raise ValidationError({"person": _("This person is on record in another county.")})
    return _saved(talk, values)


@transaction.atomic
def change_talk(*, scope: Scope, talk: Talk, values: Mapping[str, Any], version: int) -> Talk:
    """Correct a talk, or record that its follow-up is done. Raises Stale, ValidationError."""
    scope.require(Act.CHANGE_INSPECTIONS, talk.division_id)
    locked = Talk.objects.select_for_update(of=("self",)).select_related("person").get(pk=talk.pk)
    if locked.changed_since(version):
        raise Stale(locked)
    return _saved(locked, values)


def _saved(talk: Talk, values: Mapping[str, Any]) -> Talk:
    for field, value in values.items():
        setattr(talk, field, value)
    today = timezone.localdate()
    errors = {
        field: _("This day is still to come. Give a day that has come.")
        for field in ("held_on", "follow_up_done_on")
        if _to_come(getattr(talk, field), today)
    }
    if errors:
        raise ValidationError(errors)
    talk.full_clean()
    talk.save()
    talk.refresh_from_db(fields=["version"])
    return talk


def _to_come(day: datetime.date | None, today: datetime.date) -> bool:
    return day is not None and day > today
