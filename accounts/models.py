"""Users and their duties."""

from typing import ClassVar

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Permission, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from accounts.roles import APART, Role
from electionadmin.trail import tracked


class UserManager(BaseUserManager["User"]):
    """Finds users by name of account."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """A new account; without a password nobody can sign in to it."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # devices of django-otp have no types
    """A person who signs in. What he may do follows from his duties alone; nobody is a superuser."""

    username = models.CharField(_("account name"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(pgettext_lazy("person", "name"), max_length=64)
    office = models.CharField(_("office"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    division = models.ForeignKey(
        "villages.Division",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("managed in"),
        related_name="accounts",
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_demonstration = models.BooleanField(_("demonstration account"), default=False, editable=False)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = models.DateTimeField(_("password changed"), default=timezone.now)
    session_generation = models.PositiveIntegerField(_("generation of sessions"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="user_never_superuser"),
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_once_in_any_case",
                violation_error_message=_("There is an account of this name, perhaps with other capital letters."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session must carry: it ends with a new password and with a new generation of sessions."""
        return salted_hmac(
            "accounts.User.session", f"{self.password}:{self.session_generation}", secret=secret, algorithm="sha256"
        ).hexdigest()


@tracked(exclude=["password"])
class FormerPassword(models.Model):
    """Hash of a password that was in use: the last ones may not come back (see `accounts.passwords`)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, verbose_name=_("account"), related_name="former_passwords")
    password = models.CharField(_("password"), max_length=128)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("former password")
        verbose_name_plural = _("former passwords")

    def __str__(self) -> str:
        return f"{self.user} · {self.created_at:%Y-%m-%d}"


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties by time."""

    def active(self) -> "DutyQuerySet":
        """Duties in force today."""
        today = timezone.localdate()
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=today), starts_on__lte=today)

    def not_ended(self) -> "DutyQuerySet":
        """Duties in force today or later."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=timezone.localdate()))


class DutyManager(UserObjectPermissionManager.from_queryset(DutyQuerySet)):  # type: ignore[misc]
    """django-guardian's manager, which knows that a permission may have been held before."""

    def assign_perm(self, perm: Permission | str, user_or_group: User, obj: models.Model) -> "Duty":
        """The duty in force for this role on this division; a new one from today when there is none."""
        role = perm.codename if isinstance(perm, Permission) else perm
        held: Duty | None = (
            self.active().filter(user=user_or_group, permission__codename=role, content_object=obj).first()
        )
        return held or self.create(user=user_or_group, permission=permission_of(Role(role)), content_object=obj)


def permission_of(role: Role) -> Permission:
    """The permission row that stands for a role."""
    return Permission.objects.get_by_natural_key(role.value, "villages", "division")


# Two sessions that give one account the two roles at once must not both succeed: the account's row is locked first.
_KEEP_APART = f"""
    PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM accounts_duty other
        JOIN auth_permission theirs ON theirs.id = other.permission_id
        JOIN auth_permission mine ON mine.id = NEW.permission_id
        WHERE other.user_id = NEW.user_id AND other.id <> NEW.id AND mine.codename <> theirs.codename
        AND mine.codename IN {tuple(map(str, APART))} AND theirs.codename IN {tuple(map(str, APART))}
    ) THEN
        RAISE EXCEPTION 'administrator and auditor on one account' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""  # the only values are codenames of roles


@tracked()
class Duty(UserObjectPermissionBase):
    """A role held on a division, and so on all below it, from one day to another: django-guardian's permission row with dates."""

    content_object = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("division"), related_name="duties"
    )
    department = models.ForeignKey(
        "vetting.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("department"),
        related_name="duties",
    )
    cycle = models.ForeignKey(
        "elections.Cycle",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("cycle"),
        related_name="duties",
    )
    starts_on = models.DateField(_("from"), default=timezone.localdate)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[DutyManager] = DutyManager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "permission", "content_object", "department", "starts_on"],
                nulls_distinct=False,
                name="duty_once",
                violation_error_message=_("The account has this duty from this day on already."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="duty_dates_in_order",
                violation_error_message=_("The duty ends before it begins. Give a last day that is not earlier."),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="duty_keep_apart",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_KEEP_APART,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role.label} · {self.content_object}"

    @property
    def role(self) -> Role:
        """The role: the permission's codename."""
        return Role(self.permission.codename)

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.ends_on is not None and self.ends_on < timezone.localdate()

    @property
    def is_in_force(self) -> bool:
        """Whether it counts today."""
        return self.starts_on <= timezone.localdate() and not self.is_over


@tracked()
class SecondFactorRule(models.Model):
    """A county demands the second factor of everybody who holds a role in it."""

    county = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("county"), related_name="second_factor_rules"
    )
    role = models.CharField(_("role"), max_length=32, choices=Role.choices)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("second factor of a role")
        verbose_name_plural = _("second factors of roles")
        constraints: ClassVar = [models.UniqueConstraint(fields=["county", "role"], name="second_factor_rule_once")]

    def __str__(self) -> str:
        return f"{self.county} · {self.get_role_display()}"
