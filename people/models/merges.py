"""Duplicates made one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from people.models.persons import Person


@tracked(exclude=["lost_row", "kept_before", "moved", "dropped"])
class Merge(models.Model):
    """What was kept of two persons and from which, and all that is needed to part them again.

    `chosen` maps each field that differed to `kept` or `lost`. `lost_row` and `kept_before` are rows as the database
    holds them (secrets as cipher text), `moved` the references that followed, by table, column and key, `dropped` the
    rows that said what the kept person's already said.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("kept"), related_name="merges")
    lost_pk = models.BigIntegerField(_("number given up"))
    lost_name = models.CharField(_("name given up"), max_length=50)
    chosen = models.JSONField(_("taken from"), default=dict)
    lost_row = models.JSONField(default=dict)
    kept_before = models.JSONField(default=dict)
    moved = models.JSONField(default=list)
    dropped = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=200)
    merged_by = models.CharField(_("merged by"), max_length=150)
    merged_at = models.DateTimeField(_("merged"), auto_now_add=True)
    undone_at = models.DateTimeField(_("parted again"), null=True, blank=True)

    class Meta:
        verbose_name = _("merger of two persons")
        verbose_name_plural = _("mergers of persons")
        ordering: ClassVar = ["-merged_at", "-pk"]
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(reason=""), name="merge_has_reason")]

    def __str__(self) -> str:
        return f"{self.kept} ← {self.lost_name}"
