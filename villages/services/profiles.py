"""Changes of a village's profile."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from electionadmin.versions import Stale
from villages.models import Division, VillageProfile


def locked_village(*, scope: Scope, code: str) -> Division:
    """The village, locked against others who change it; within a transaction. Raises Http404, ValidationError."""
    scope.require(Act.CHANGE_VILLAGES, code)
    village = Division.objects.select_for_update(of=("self",)).get(pk=code)
    if village.level is not Level.VILLAGE:
        raise ValidationError(_("Only a village or community has a profile and bodies."))
    if village.abolished_on is not None:
        raise ValidationError(_("The village is abolished; its data stay as they were."))
    return village


@transaction.atomic
def save_profile(*, scope: Scope, village: Division, values: Mapping[str, Any], version: int) -> VillageProfile:
    """Store the profile of a village.

    Args:
        scope: Of the user.
        village: Whose profile it is.
        values: Field → value; fields left out stay as they are.
        version: Of the profile the user had before him, 0 for none.

    Raises:
        Stale: Somebody else has changed it meanwhile.
        ValidationError: By field, or by a constraint whose code names the field.

    """
    locked = locked_village(scope=scope, code=village.code)
    profile = VillageProfile.objects.filter(pk=locked.pk).first() or VillageProfile(village=locked, version=0)
    if profile.changed_since(version):
        raise Stale(profile)
    profile.version = max(profile.version, 1)
    for field, value in values.items():
        setattr(profile, field, value)
    profile.full_clean()
    profile.save()
    profile.refresh_from_db(fields=["version"])
    return profile
