"""Who stays, leaves and enters (进退留任), and the county's targets for the committees as they will be."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from elections.models import Cycle, Election
from people.models import Person
from villages.models import Post


class Decision(models.TextChoices):
    """What is planned for a person."""

    STAYS = "stays", pgettext_lazy("plan", "stays")
    LEAVES = "leaves", pgettext_lazy("plan", "leaves")
    ENTERS = "enters", pgettext_lazy("plan", "enters")


@tracked()
class PlanEntry(Versioned):
    """What is planned for one person on one body; the post is the one he is to hold, empty for who leaves.

    A plan is the county's idea of a good list. Who is elected is the voters' decision alone.
    """

    election = models.ForeignKey(
        Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="plan_entries"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="plan_entries")
    decision = models.CharField(_("plan"), max_length=8, choices=Decision.choices)
    post = models.CharField(_("post"), max_length=16, choices=Post.choices, blank=True)
    note = models.CharField(_("reason or remark"), max_length=200, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("entry of a plan")
        verbose_name_plural = _("entries of plans")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["election", "person"], name="plan_entry_once"),
            models.CheckConstraint(
                condition=models.Q(decision=Decision.LEAVES, post="")
                | models.Q(~models.Q(decision=Decision.LEAVES), ~models.Q(post="")),
                name="plan_entry_post",
                violation_error_code="post",
                violation_error_message=_("Choose the post for who stays or enters; who leaves has none."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.election} · {self.get_decision_display()}"


def _percent(label: Any) -> Any:
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=[MaxValueValidator(100)])


@tracked()
class Targets(Versioned):
    """A county's targets of a cycle: shares in whole per cent, ages in years; an empty one is no target."""

    cycle = models.OneToOneField(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="targets")
    age_most = models.PositiveSmallIntegerField(_("average age at most"), null=True, blank=True)
    young_least = _percent(_("35 and younger at least (%)"))
    old_most = _percent(_("over 60 at most (%)"))
    college_least = _percent(_("junior college and above at least (%)"))
    women_least = _percent(_("women at least (%)"))
    both_posts_least = _percent(_("secretary is director at least (%)"))
    cross_least = _percent(_("on both committees at least (%)"))
    basis = models.CharField(_("paper of the county"), max_length=200, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("targets of a cycle")
        verbose_name_plural = _("targets of cycles")

    def __str__(self) -> str:
        return str(self.cycle)
