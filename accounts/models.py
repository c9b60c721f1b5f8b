"""Users and their duties."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from accounts.roles import Role
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
class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What he may do follows from his duties alone; nobody is a superuser."""

    username = models.CharField(_("account name"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()])
    name = models.CharField(_("name"), max_length=64)
    office = models.CharField(_("office"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demonstration = models.BooleanField(_("demonstration account"), default=False, editable=False)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = models.DateTimeField(_("password changed"), default=timezone.now)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.name or self.username


class DutyQuerySet(models.QuerySet["Duty"]):
    """Duties by time."""

    def active(self) -> "DutyQuerySet":
        """Duties in force today."""
        today = timezone.localdate()
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gte=today), starts_on__lte=today)


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

    objects = DutyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "permission", "content_object", "department", "starts_on"],
                nulls_distinct=False,
                name="duty_once",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="duty_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role.label} · {self.content_object}"

    @property
    def role(self) -> Role:
        """The role: the permission's codename."""
        return Role(self.permission.codename)
