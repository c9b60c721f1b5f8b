"""The handover: ten days, chaired by the election committee, supervised by the township (OLVC-2025 art. 24)."""

import datetime
from collections.abc import Mapping
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Act
from accounts.scope import Scope
from ballots.models import Handover, HandoverItem, ItemKind
from ballots.services.seating import seat_elected
from electionadmin.versions import Stale
from elections.chain.services import require_open
from elections.law import chapter_of
from elections.models import Election
from elections.steps import Step

_DAYS = 10
"""Where a rulebook says nothing of a body: the days of the villagers' committee."""


def due_on(election: Election, formed_on: datetime.date) -> datetime.date:
    """Last day of the handover; the day on which the body was formed does not count."""
    value = election.cycle.law().get(chapter_of(election), "handover_days")
    return formed_on + datetime.timedelta(days=cast("int", value.value) if value else _DAYS)


@transaction.atomic
def save_handover(*, scope: Scope, election: Election, values: Mapping[str, Any], version: int) -> Handover:
    """Record when the new body was formed and how the handover went; once it is held the new body sits.

    Raises Stale, ValidationError, Http404.
    """
    scope.require(Act.ENTER_VOTES, election.village_id)
    locked = Election.objects.select_for_update(of=("self",)).select_related("cycle", "village").get(pk=election.pk)
    require_open(locked, Step.HANDOVER)
    handover = Handover.objects.filter(election=locked).first() or Handover(election=locked, version=0)
    if handover.changed_since(version):
        raise Stale(handover)
    was_held = handover.held_on is not None
    handover.version = max(handover.version, 1)
    for name, value in values.items():
        setattr(handover, name, value)
    if locked.held_on is None or handover.formed_on < locked.held_on:
        raise ValidationError({"formed_on": _("The new body is formed once the election has a valid result.")})
    handover.due_on = due_on(locked, handover.formed_on)
    if handover.held_on and handover.held_on > timezone.localdate():
        raise ValidationError({"held_on": _("This day is still to come. Enter it once the handover has been held.")})
    _check_list(handover)
    handover.full_clean()
    handover.save()
    handover.refresh_from_db(fields=["version"])
    if handover.held_on and not was_held:
        seat_elected(handover)
    return handover


def _check_list(handover: Handover) -> None:
    """Held means: every kind of thing is on the list, be it with the quantity 0."""
    if handover.held_on is None:
        return
    present = set(handover.items.values_list("kind", flat=True)) if handover.pk else set()
    missing = [str(kind.label) for kind in ItemKind if kind.value not in present]
    if missing:
        raise ValidationError(
            {
                "held_on": _("The list lacks: %(kinds)s. Enter what there is, 0 where there is nothing.")
                % {"kinds": "、".join(missing)}
            }
        )


@transaction.atomic
def add_item(*, scope: Scope, handover: Handover, values: Mapping[str, Any]) -> HandoverItem:
    """Put a thing on the list. Raises ValidationError, Http404."""
    locked = _open_list(scope=scope, handover=handover)
    item = HandoverItem(handover=locked, **values)
    item.full_clean()
    item.save()
    return item


@transaction.atomic
def remove_item(*, scope: Scope, item: HandoverItem) -> None:
    """Take a thing off the list before the handover is held. Raises ValidationError, Http404."""
    _open_list(scope=scope, handover=item.handover)
    item.delete()


def _open_list(*, scope: Scope, handover: Handover) -> Handover:
    locked = Handover.objects.select_for_update(of=("self",)).select_related("election").get(pk=handover.pk)
    scope.require(Act.ENTER_VOTES, locked.election.village_id)
    require_open(locked.election, Step.HANDOVER)
    if locked.held_on:
        raise ValidationError(_("The handover has been held; its list is closed."))
    return locked
