"""django-guardian's answers, with what a duty adds to a permission row: dates, and the tree of divisions."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from guardian.backends import ObjectPermissionBackend

from accounts.models import User
from accounts.scope import scope_of
from electionadmin.codes import covers


class DutyBackend(ObjectPermissionBackend):
    """`user.has_perm("villages.township_liaison", village)`: true below his township while the duty is in force.

    Of any other object django-guardian answers itself. A view asks `request.scope`, which costs no query.
    """

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Model | None = None) -> bool:
        """Whether the account holds the role `perm` on the division `obj` or above it."""
        if obj is None or not _is_division(obj):
            return bool(super().has_perm(user_obj, perm, obj))
        room, _, codename = perm.rpartition(".")
        return room in {"", "villages"} and codename in self.get_all_permissions(user_obj, obj)

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        """Codenames of the roles held on the division `obj` or above it."""
        if obj is None:
            return set()
        if not _is_division(obj):
            return set(super().get_all_permissions(user_obj, obj))
        if not isinstance(user_obj, User):
            return set()
        return {grant.role.value for grant in scope_of(user_obj).grants if covers(grant.code, str(obj.pk))}


def _is_division(obj: Model) -> bool:
    return obj._meta.label == "villages.Division"
