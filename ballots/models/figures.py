"""Stations, the figures of two clerks for each, what was accepted of them, and recounts. Figures are kept for ever."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.models.votes import Ballot, Line, Vote
from electionadmin.trail import append_only, tracked
from electionadmin.unignorable import Unignorable, refusal
from electionadmin.versions import Versioned

# In the order of the paper form.
PAPERS: Final = ("printed", "issued", "voters", "returned", "valid", "spoiled", "blank")


class StationKind(models.TextChoices):
    """Where votes are cast; the joint count is where the papers of all boxes are counted as one."""

    CENTRE = "centre", _("election meeting")
    STATION = "station", _("polling station")
    MOBILE = "mobile", _("mobile box")
    JOINT = "joint", _("joint count")


@tracked()
class Station(Versioned):
    """A place with a box, and its staff: names set apart by 、."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, verbose_name=_("vote"), related_name="stations")
    kind = models.CharField(_("kind"), max_length=16, choices=StationKind.choices)
    name = models.CharField(pgettext_lazy("thing", "name"), max_length=50)
    place = models.CharField(_("place or route"), max_length=200, blank=True)
    hours = models.CharField(_("hours"), max_length=50, blank=True)
    callers = models.CharField(_("callers"), max_length=200, blank=True)
    tellers = models.CharField(_("tellers"), max_length=200, blank=True)
    scrutineers = models.CharField(_("scrutineers"), max_length=200, blank=True)
    issuers = models.CharField(_("issuers of papers"), max_length=200, blank=True)
    approval = models.CharField(_("township approval of a mobile box"), max_length=100, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Versioned.Meta):
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vote", "name"],
                name="station_name_once",
                violation_error_code="name",
                violation_error_message=_("The vote has a station of this name. Choose another name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def counts(self) -> bool:
        """Whether the votes for the names are counted here, or only the papers."""
        return self.kind == StationKind.JOINT or not self.vote.joint_count

    def papers(self) -> tuple[str, ...]:
        """Figures of papers that the form of this station asks for, in the order of the paper form."""
        if self.kind == StationKind.JOINT:
            return ("returned", "valid", "spoiled", "blank")
        return PAPERS if self.counts else ("printed", "issued", "voters", "returned")


@append_only
@tracked()
class Recount(models.Model):
    """An ordered recount: the only way to other figures once they were accepted. Without a station it is of all."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, verbose_name=_("vote"), related_name="recounts")
    station = models.ForeignKey(
        Station, on_delete=models.PROTECT, verbose_name=_("station"), null=True, blank=True, related_name="recounts"
    )
    ordered_on = models.DateField(_("ordered on"))
    ordered_by = models.CharField(_("ordered by"), max_length=100)
    document = models.CharField(_("document number"), max_length=100, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("recount")
        verbose_name_plural = _("recounts")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.vote} · {self.ordered_on}"


class Entry(models.TextChoices):
    """Whose figures a sheet holds."""

    FIRST = "first", _("first clerk")
    SECOND = "second", _("second clerk")
    SETTLED = "settled", _("settled")


@append_only
@tracked()
class Sheet(models.Model):
    """The figures of one paper form as one clerk has typed them; what is not known is empty, which is not zero.

    Another save of the same clerk is another revision; nothing is overwritten.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, verbose_name=_("station"), related_name="sheets")
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, verbose_name=_("ballot paper"), related_name="sheets")
    recount = models.ForeignKey(
        Recount, on_delete=models.PROTECT, verbose_name=_("recount"), null=True, blank=True, related_name="sheets"
    )
    entry = models.CharField(_("entry"), max_length=8, choices=Entry.choices)
    revision = models.PositiveSmallIntegerField(_("revision"))
    printed = models.PositiveIntegerField(_("papers handed to the station"), null=True)
    issued = models.PositiveIntegerField(_("papers issued"), null=True)
    voters = models.PositiveIntegerField(_("voters signed in"), null=True)
    returned = models.PositiveIntegerField(_("papers returned"), null=True)
    valid = models.PositiveIntegerField(_("valid papers"), null=True)
    spoiled = models.PositiveIntegerField(_("spoiled papers"), null=True)
    blank = models.PositiveIntegerField(_("blank papers"), null=True)
    complete = models.BooleanField(_("complete"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    clerk = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("clerk"), related_name="sheets"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("figures of a clerk")
        verbose_name_plural = _("figures of clerks")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["station", "ballot", "recount", "entry", "revision"],
                name="sheet_revision_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~Q(entry=Entry.SETTLED) | ~Q(reason=""), name="sheet_settled_with_reason"),
        ]
        triggers: ClassVar = [
            Unignorable(
                name="while_open",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="IF NOT EXISTS (SELECT FROM ballots_station s JOIN ballots_vote v ON v.id = s.vote_id"
                " WHERE s.id = NEW.station_id AND v.state = 'open') THEN "
                + refusal("figures are entered while the vote is open")
                + " END IF; RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return f"{self.station} · {self.get_entry_display()}"


@append_only
@tracked()
class SheetLine(models.Model):
    """The votes for one name on a sheet; `against` where they are counted."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, verbose_name=_("figures"), related_name="lines")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, verbose_name=_("line"), related_name="+")
    votes = models.PositiveIntegerField(_("votes"), null=True)
    against = models.PositiveIntegerField(_("votes against"), null=True)

    class Meta:
        verbose_name = _("votes for a name")
        verbose_name_plural = _("votes for names")
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "line"], name="sheet_line_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.votes}"


_FIGURES = ", ".join(PAPERS)
_SAME = f"""
    IF NOT EXISTS (SELECT FROM ballots_sheet a WHERE a.id = NEW.sheet_id AND a.complete
                   AND a.station_id = NEW.station_id AND a.ballot_id = NEW.ballot_id) THEN
        {refusal("figures are accepted for their own station and ballot, and complete")}
    END IF;
    IF NOT EXISTS (SELECT FROM ballots_sheet a WHERE a.id = NEW.sheet_id AND a.entry = 'settled') THEN
        IF NOT EXISTS (
            SELECT FROM ballots_sheet a JOIN ballots_sheet b
                ON b.station_id = a.station_id AND b.ballot_id = a.ballot_id AND b.clerk_id <> a.clerk_id
                AND b.recount_id IS NOT DISTINCT FROM a.recount_id AND b.complete
            WHERE a.id = NEW.sheet_id AND b.id = NEW.other_id
                AND (a.{", a.".join(PAPERS)}) IS NOT DISTINCT FROM (b.{", b.".join(PAPERS)})
        ) THEN {refusal("figures are accepted when two clerks agree")} END IF;
        IF EXISTS (
            SELECT FROM (SELECT line_id, votes, against FROM ballots_sheetline WHERE sheet_id = NEW.sheet_id) a
            FULL JOIN (SELECT line_id, votes, against FROM ballots_sheetline WHERE sheet_id = NEW.other_id) b
                USING (line_id)
            WHERE (a.votes, a.against) IS DISTINCT FROM (b.votes, b.against)
        ) THEN {refusal("votes are accepted when two clerks agree")} END IF;
    END IF;
    RETURN NEW;
"""  # noqa: S608 - names of columns


@append_only
@tracked()
class Accepted(models.Model):
    """Figures that count: two clerks agree (`sheet` and `other`), or a difference was settled. The newest is in force."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, verbose_name=_("station"), related_name="accepted")
    ballot = models.ForeignKey(
        Ballot, on_delete=models.PROTECT, verbose_name=_("ballot paper"), related_name="accepted"
    )
    sheet = models.OneToOneField(Sheet, on_delete=models.PROTECT, verbose_name=_("figures"), related_name="acceptance")
    other = models.ForeignKey(
        Sheet, on_delete=models.PROTECT, verbose_name=_("figures compared"), null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("accepted figures")
        verbose_name_plural = _("accepted figures")
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = [
            Unignorable(name="two_clerks_agree", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_SAME)
        ]

    def __str__(self) -> str:
        return str(self.sheet)


class Decision(models.TextChoices):
    """What became of a doubtful paper."""

    VALID = "valid", _("valid")
    PART = "part", _("valid in part")
    SPOILED = "spoiled", _("spoiled")


@append_only
@tracked()
class DoubtfulPaper(models.Model):
    """A paper on which the election committee decided before adding up: by majority, on record. No name of a voter."""

    station = models.ForeignKey(Station, on_delete=models.PROTECT, verbose_name=_("station"), related_name="doubtful")
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, verbose_name=_("ballot paper"), related_name="+")
    number = models.PositiveSmallIntegerField(pgettext_lazy("vote", "number"))
    description = models.CharField(_("what is doubtful"), max_length=300)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision.choices)
    members_for = models.PositiveSmallIntegerField(_("committee members for it"))
    members_against = models.PositiveSmallIntegerField(_("committee members against it"))
    reason = models.CharField(_("rule applied"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("doubtful paper")
        verbose_name_plural = _("doubtful papers")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["station", "ballot", "number"], name="doubtful_number_once"),
            models.CheckConstraint(
                condition=Q(members_for__gt=models.F("members_against")), name="doubtful_decided_by_majority"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station} · {self.number}"
