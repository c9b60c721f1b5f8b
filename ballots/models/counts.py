"""The public count: every stroke called is an event of its own, sent again without harm, never changed."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.models.figures import Recount, Sheet, Station
from ballots.models.votes import Ballot, Line
from electionadmin.trail import append_only, tracked
from electionadmin.unignorable import Unignorable, refusal


@tracked()
class PublicCount(models.Model):
    """The public count of one ballot at one station; closed once its result has become a sheet."""

    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, verbose_name=_("station"), related_name="counts_held"
    )
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, verbose_name=_("ballot paper"), related_name="+")
    recount = models.ForeignKey(
        Recount, on_delete=models.PROTECT, verbose_name=_("recount"), null=True, blank=True, related_name="+"
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("opened by"), related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    sheet = models.OneToOneField(
        Sheet, on_delete=models.PROTECT, verbose_name=_("figures"), null=True, blank=True, related_name="public_count"
    )

    class Meta:
        verbose_name = _("public count")
        verbose_name_plural = _("public counts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["station", "ballot", "recount"], name="public_count_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.station} · {self.ballot}"


class StrokeKind(models.TextChoices):
    """What was called."""

    VOTE = "vote", _("vote")
    BLANK = "blank", _("blank paper")
    SPOILED = "spoiled", _("spoiled paper")
    UNDO = "undo", _("taken back")


@append_only
@tracked()
class Stroke(models.Model):
    """One event of a public count: `client` (a window) and `sequence` make it the same event however often it comes.

    `paper` is a word the window draws for each paper it calls; it says which calls belong to one paper and nothing of
    who cast it.
    """

    count = models.ForeignKey(PublicCount, on_delete=models.PROTECT, verbose_name=_("count"), related_name="strokes")
    client = models.CharField(_("window"), max_length=32)
    sequence = models.PositiveIntegerField(_("sequence"))
    kind = models.CharField(_("kind"), max_length=8, choices=StrokeKind.choices)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, verbose_name=_("line"), null=True, related_name="+")
    paper = models.CharField(pgettext_lazy("ballot", "paper"), max_length=32, blank=True)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, verbose_name=_("takes back"), null=True, related_name="undone_by"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("stroke")
        verbose_name_plural = _("strokes")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["count", "client", "sequence"], name="stroke_once"),
            models.CheckConstraint(
                condition=Q(kind=StrokeKind.VOTE, line__isnull=False) | (~Q(kind=StrokeKind.VOTE) & Q(line=None)),
                name="stroke_vote_has_line",
            ),
            models.CheckConstraint(
                condition=Q(kind=StrokeKind.UNDO, undoes__isnull=False)
                | (~Q(kind=StrokeKind.UNDO) & Q(undoes=None) & ~Q(paper="")),
                name="stroke_undo_has_target",
            ),
        ]
        triggers: ClassVar = [
            Unignorable(
                name="while_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="IF NOT EXISTS (SELECT FROM ballots_publiccount c WHERE c.id = NEW.count_id"
                " AND c.closed_at IS NULL) THEN " + refusal("the public count is closed") + " END IF; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.sequence}"
