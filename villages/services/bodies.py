"""Changes of a village's bodies and of who sits on them."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.scope import Scope
from electionadmin.versions import Stale
from people.models import Person
from villages.models.bodies import POSTS, Body, BodyKind, Member, Post
from villages.models.divisions import Division
from villages.services.profiles import locked_village


@transaction.atomic
def save_body(*, scope: Scope, village: Division, kind: BodyKind, values: Mapping[str, Any], version: int) -> Body:
    """Store what is known of a body itself (`party_form`, `term_starts_on`); `version` 0 for one not yet known.

    Raises Stale, ValidationError.
    """
    locked = locked_village(scope=scope, code=village.code)
    body = Body.objects.filter(village=locked, kind=kind).first() or Body(village=locked, kind=kind, version=0)
    if body.changed_since(version):
        raise Stale(body)
    body.version = max(body.version, 1)
    for field, value in values.items():
        setattr(body, field, value)
    body.full_clean()
    body.save()
    body.refresh_from_db(fields=["version"])
    return body


@transaction.atomic
def add_member(
    *,
    scope: Scope,
    village: Division,
    kind: BodyKind,
    person: Person,
    post: Post,
    starts_on: datetime.date | None = None,
    position: int = 0,
    group: str = "",
) -> Member:
    """Seat a person of the same county on a body of a village. Raises ValidationError."""
    locked = locked_village(scope=scope, code=village.code)
    if person.county_code != locked.code[:6]:
        raise ValidationError(_("The person is on record in another county. Enter him in this county first."))
    body, _created = Body.objects.get_or_create(village=locked, kind=kind)
    member = Member(body=body, person=person, post=post, starts_on=starts_on, position=position, group=group)
    _check_member(member)
    member.save()
    return member


@transaction.atomic
def change_member(*, scope: Scope, member: Member, values: Mapping[str, Any], version: int) -> Member:
    """Change post, order or dates of a membership. Raises Stale, ValidationError."""
    locked_village(scope=scope, code=member.body.village_id)
    locked = Member.objects.select_for_update(of=("self",)).select_related("body__village", "person").get(pk=member.pk)
    if locked.changed_since(version):
        raise Stale(locked)
    for field, value in values.items():
        setattr(locked, field, value)
    _check_member(locked)
    locked.save()
    locked.refresh_from_db(fields=["version"])
    return locked


def end_membership(*, scope: Scope, member: Member, on: datetime.date, version: int) -> Member:
    """End a membership on a day that has come; it stays on record. Raises Stale, ValidationError."""
    return change_member(scope=scope, member=member, values={"ends_on": on}, version=version)


def _check_member(member: Member) -> None:
    if member.post not in POSTS[member.body.kind]:
        raise ValidationError({"post": _("The body has no such post. Choose one of its own.")})
    today = timezone.localdate()
    errors = {
        field: _("This day is still to come. Give a day that has come.")
        for field in ("starts_on", "ends_on")
        if (day := getattr(member, field)) is not None and day > today
    }
    if errors:
        raise ValidationError(errors)
    member.full_clean()
