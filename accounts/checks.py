"""What a county's server must not run with: accounts whose passwords stand in the documentation, and one factor alone."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import OperationalError, ProgrammingError

from accounts.roles import Role


@register(Tags.database, deploy=True)
def no_demonstration_accounts(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The database answers, has its tables, and holds no demonstration account."""
    # Checks are registered before the models are loaded.
    from accounts.models import User

    try:
        present = bool(databases) and User.objects.filter(is_demonstration=True).exists()
    except ProgrammingError:
        return [Error("The database has no tables yet; run `manage.py migrate` first.", id="accounts.E002")]
    except OperationalError:
        return [Error("The database does not answer.", id="accounts.E003")]
    if present:
        hint = "Use an empty database; a demonstration county cannot become a real one."
        return [Error("The database holds demonstration accounts.", hint=hint, id="accounts.E001")]
    return []


@register(Tags.security, deploy=True)
def second_factor_is_demanded(**kwargs: Any) -> list[CheckMessage]:
    """Two kinds of proof, at least of those who make accounts (GB/T 22239-2019, 8.1.4.1)."""
    demanded = set(settings.SECOND_FACTOR_ROLES)
    unknown = sorted(demanded - set(Role))
    if unknown:
        return [Error(f"SECOND_FACTOR_ROLES knows no role {', '.join(unknown)}.", id="accounts.E004")]
    if Role.COUNTY_ADMIN not in demanded:
        return [Error(f"SECOND_FACTOR_ROLES must contain {Role.COUNTY_ADMIN}.", id="accounts.E005")]
    return []
