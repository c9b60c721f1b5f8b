"""Lists that are published before the election day: proxies, voters at mobile boxes, helpers who write for others."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from elections.chain.freezing import frozen_by
from elections.steps import Step
from rolls.models.entries import Entry
from rolls.models.rolls import Roll


class Relation(models.TextChoices):
    """What the proxy is to the voter: the near relatives of the Civil Code, art. 1045, or another villager."""

    SPOUSE = "spouse", _("spouse")
    PARENT = "parent", _("parent")
    CHILD = "child", _("child")
    SIBLING = "sibling", _("brother or sister")
    GRANDPARENT = "grandparent", _("grandparent")
    GRANDCHILD = "grandchild", _("grandchild")
    VILLAGER = "villager", _("other villager")


class Listed(Versioned):
    """Something on a list that is published, and may be withdrawn again."""

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, verbose_name=_("roll"), related_name="%(class)ss")
    voter = models.ForeignKey(Entry, on_delete=models.PROTECT, verbose_name=_("voter"), related_name="%(class)ss")
    reason = models.CharField(_("reason"), max_length=100)
    applied_on = models.DateField(_("applied for on"))
    published_on = models.DateField(_("published on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_because = models.CharField(_("withdrawn because"), max_length=100, blank=True)
    rulebook = models.CharField(_("rulebook"), max_length=64, editable=False)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta(Versioned.Meta):
        abstract = True
        triggers: ClassVar = [*Versioned.Meta.triggers, *frozen_by(Step.VOTE, path="roll__election")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["voter"], condition=Q(withdrawn_on=None), name="%(class)s_voter_once"),
            models.CheckConstraint(
                condition=Q(published_on=None) | Q(published_on__gte=F("applied_on")), name="%(class)s_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_because="")
                | Q(withdrawn_on__gte=F("applied_on")) & ~Q(withdrawn_because=""),
                name="%(class)s_withdrawn_for_a_reason",
            ),
        ]

    @property
    def division_code(self) -> str:
        """Code of the village."""
        return self.roll.election.village_id


@tracked()
class Proxy(Listed):
    """A written authorisation: `proxy` votes for `voter`, who is away (OLVC-2025, art. 18)."""

    proxy = models.ForeignKey(Entry, on_delete=models.PROTECT, verbose_name=_("proxy"), related_name="votes_for")
    relation = models.CharField(_("the proxy is the voter's"), max_length=16, choices=Relation.choices)
    written = models.BooleanField(_("in writing, signed by the voter"), default=False)

    class Meta(Listed.Meta):
        verbose_name = _("proxy")
        verbose_name_plural = _("proxies")
        constraints: ClassVar = [
            *Listed.Meta.constraints,
            models.CheckConstraint(condition=~Q(proxy=F("voter")), name="proxy_somebody_else"),
            models.CheckConstraint(condition=Q(written=True), name="proxy_in_writing"),
        ]

    def __str__(self) -> str:
        return f"{self.proxy} ← {self.voter}"


@tracked()
class MobileVoter(Listed):
    """A voter to whom the mobile box is carried."""

    class Meta(Listed.Meta):
        verbose_name = _("voter at a mobile box")
        verbose_name_plural = _("voters at mobile boxes")

    def __str__(self) -> str:
        return str(self.voter)


@tracked()
class Helper(Listed):
    """Somebody who writes the paper for a voter who cannot write, at the voter's will."""

    helper = models.CharField(_("helper"), max_length=50)
    helper_entry = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        verbose_name=_("the helper on the roll"),
        related_name="helps",
        null=True,
        blank=True,
    )

    class Meta(Listed.Meta):
        verbose_name = _("helper who writes for a voter")
        verbose_name_plural = _("helpers who write for voters")

    def __str__(self) -> str:
        return f"{self.helper} ← {self.voter}"
