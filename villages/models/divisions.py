"""The tree of divisions and its history."""

from typing import ClassVar, Final

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from electionadmin.codes import Level
from electionadmin.trail import tracked

# What a foreign key would check row by row, in a third of an import's time, is checked once a statement.
_TREE: Final = """
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT parent_id FROM new_values WHERE parent_id IS NOT NULL) n
        WHERE NOT EXISTS (SELECT FROM villages_division d WHERE d.code = n.parent_id)
    ) OR EXISTS (
        SELECT FROM new_values n WHERE n.successor_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM villages_division d WHERE d.code = n.successor_id)
    ) THEN
        RAISE foreign_key_violation USING MESSAGE = 'a division lies in, or became part of, one that does not exist';
    END IF;
    RETURN NULL;
"""


def _tree_check(operation: pgtrigger.Operation, **references: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"tree_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**references),
        func=_TREE,
    )


@tracked()
class Division(models.Model):
    """A division of the country; its statistical code is its key and its path, and is never given to another.

    The database lets nobody delete one or change its code.
    """

    code = models.CharField(_("code"), max_length=12, primary_key=True, db_collation="C")
    name = models.CharField(_("name"), max_length=100)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("lies in"),
        related_name="children",
        db_constraint=False,
    )
    initials = models.CharField(_("pinyin initials"), max_length=100, blank=True, db_collation="C")
    abolished_on = models.DateField(_("abolished"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("became part of"),
        related_name="predecessors",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        permissions: ClassVar = [(role.value, role.name.replace("_", " ").capitalize()) for role in Role]
        indexes: ClassVar = [
            # Hardly any division has a successor: an index of those alone costs an import nothing.
            models.Index("successor", condition=models.Q(successor__isnull=False), name="division_successor"),
        ]
        triggers: ClassVar = [
            _tree_check(pgtrigger.Insert, new="new_values"),
            _tree_check(pgtrigger.Update, old="old_values", new="new_values"),
            pgtrigger.Protect(
                name="keep_divisions",
                operation=pgtrigger.Delete | pgtrigger.UpdateOf("code"),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(successor=None) | ~models.Q(abolished_on=None),
                name="division_successor_if_abolished",
            ),
            models.CheckConstraint(
                condition=models.Q(successor=None) | ~models.Q(successor=models.F("code")),
                name="division_not_own_successor",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def level(self) -> Level:
        """Level by the length of the code."""
        return Level(len(self.code))


class ChangeKind(models.TextChoices):
    """What may happen to a division."""

    RENAMED = "renamed", _("renamed")
    MERGED = "merged", _("merged")
    ABOLISHED = "abolished", _("abolished")
    RESTORED = "restored", _("restored")


@tracked()
class DivisionChange(models.Model):
    """One change in the life of a division, with the day it takes effect and the document that orders it."""

    division = models.ForeignKey(Division, on_delete=models.PROTECT, verbose_name=_("division"), related_name="changes")
    kind = models.CharField(_("change"), max_length=16, choices=ChangeKind.choices)
    effective_on = models.DateField(_("takes effect on"))
    old_name = models.CharField(_("old name"), max_length=100, blank=True)
    new_name = models.CharField(_("new name"), max_length=100, blank=True)
    successor = models.ForeignKey(
        Division,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("became part of"),
        related_name="received",
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    document = models.CharField(_("document number"), max_length=100, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("change of a division")
        verbose_name_plural = _("changes of divisions")
        ordering: ClassVar = ["-effective_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(kind=ChangeKind.MERGED) | ~models.Q(successor=None),
                name="division_change_merged_into",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division} · {self.get_kind_display()} · {self.effective_on}"
