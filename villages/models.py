"""The tree of divisions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from electionadmin.codes import Level
from electionadmin.trail import tracked


@tracked()
class Division(models.Model):
    """A division of the country; its statistical code is its key and its path."""

    code = models.CharField(_("code"), max_length=12, primary_key=True, db_collation="C")
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("lies in"), related_name="children"
    )
    initials = models.CharField(_("pinyin initials"), max_length=100, blank=True, db_collation="C")
    abolished_on = models.DateField(_("abolished"), null=True, blank=True)

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        permissions: ClassVar = [(role.value, role.name.replace("_", " ").capitalize()) for role in Role]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> Level:
        """Level by the length of the code."""
        return Level(len(self.code))
