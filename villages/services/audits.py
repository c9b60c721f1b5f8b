"""Changes of the audits of a village's outgoing officials."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.scope import Scope
from electionadmin.versions import Stale
from villages.models import Division, OutgoingAudit
from villages.services.profiles import locked_village


@transaction.atomic
def save_audit(
    *, scope: Scope, village: Division, values: Mapping[str, Any], version: int, audit: OutgoingAudit | None = None
) -> OutgoingAudit:
    """Record an audit of a village, or change `audit`. Raises Stale, ValidationError, Http404.

    `values` are fields of the model; `version` is that of the audit the user had before him, 0 for a new one.
    """
    locked = locked_village(scope=scope, code=village.code)
    row = OutgoingAudit(village=locked)
    if audit is not None:
        row = OutgoingAudit.objects.select_for_update().get(pk=audit.pk, village=locked)
        if row.changed_since(version):
            raise Stale(row)
    for field, value in values.items():
        setattr(row, field, value)
    row.full_clean()
    if row.published_on > timezone.localdate():
        raise ValidationError({"published_on": _("This day is still to come. Record the audit once it is published.")})
    row.save()
    row.refresh_from_db(fields=["version"])
    return row
