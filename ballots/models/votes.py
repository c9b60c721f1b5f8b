"""One vote of an election: its posts, the lines of its ballots, who holds a seat already, who is related to whom."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.unignorable import Unignorable, refusal
from electionadmin.versions import Versioned
from elections.models import Election
from people.models import Person, Sexes
from villages.models import Post


class Occasion(models.TextChoices):
    """Why there is a vote."""

    ELECTION = "election", _("Election")
    BY_ELECTION = "by_election", _("By-election")
    RECALL = "recall", _("Recall")


class Round(models.TextChoices):
    """Which vote of the occasion: the first, the separate election for the seats left (另行选举), the vote again on a tie."""

    FIRST = "1", _("First round")
    SECOND = "2", _("Second round")
    TIE = "tie", _("Tie vote")


class Method(models.TextChoices):
    """Who votes."""

    VOTERS = "voters", _("All electors")
    HOUSEHOLDS = "households", _("Household representatives")
    REPRESENTATIVES = "representatives", _("Representatives")


class VoteState(models.TextChoices):
    """How far a vote is. Lines are frozen once it is open; figures once it is closed."""

    ARRANGED = "arranged", _("being arranged")
    OPEN = "open", _("being counted")
    CLOSED = "closed", _("counted")


class Source(models.TextChoices):
    """Where the number of electors comes from."""

    ROLL = "roll", _("frozen electorate roll")
    TYPED = "typed", _("entered by hand")


@tracked()
class Motion(models.Model):
    """A motion of recall and what the rules say to it; `record` and `verdict` as in docs/count-record.md."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="motions")
    submitted_on = models.DateField(_("submitted on"))
    reasons = models.TextField(_("reasons"), max_length=2000)
    defence = models.TextField(_("defence of the members"), max_length=2000, blank=True)
    voters_signed = models.PositiveIntegerField(_("voters who signed"), null=True, blank=True)
    voters_of = models.PositiveIntegerField(_("voters on the roll"), null=True, blank=True)
    representatives_signed = models.PositiveIntegerField(_("representatives who signed"), null=True, blank=True)
    representatives_of = models.PositiveIntegerField(_("representatives"), null=True, blank=True)
    record = models.JSONField(_("count record"))
    verdict = models.JSONField(_("verdict"))
    admitted = models.BooleanField(_("admitted"))
    rulebook = models.CharField(_("rulebook"), max_length=64)
    rulebook_version = models.PositiveIntegerField(_("version of the rulebook"))
    vote_by = models.DateField(_("vote until"), null=True, blank=True)

    class Meta:
        verbose_name = _("motion of recall")
        verbose_name_plural = _("motions of recall")

    def __str__(self) -> str:
        return f"{self.election} · {self.submitted_on}"


@tracked()
class MotionTarget(models.Model):
    """Somebody whose recall is moved."""

    motion = models.ForeignKey(Motion, on_delete=models.PROTECT, verbose_name=_("motion"), related_name="targets")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), null=True, related_name="+")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    post = models.CharField(_("post"), max_length=32, choices=Post.choices)

    class Meta:
        verbose_name = _("member under a motion of recall")
        verbose_name_plural = _("members under a motion of recall")
        constraints: ClassVar = [models.UniqueConstraint(fields=["motion", "name"], name="motion_target_once")]

    def __str__(self) -> str:
        return self.name


_FROZEN = refusal("the lines of a vote are frozen once it is open")


def _frozen(path: str, *, unless: str = "") -> list[pgtrigger.Trigger]:
    """Guards of a table that may change only while its vote is arranged; `path` finds the vote of a row."""

    def guard(name: str, operation: pgtrigger.Operation, row: str, free: str) -> Unignorable:
        found = path.format(row=row)
        return Unignorable(
            name=name,
            when=pgtrigger.Before,
            operation=operation,
            declare=[("vote_state", "text")],
            func=f"SELECT v.state INTO vote_state FROM ballots_vote v WHERE v.id = ({found});"  # noqa: S608 - our own SQL
            f" IF vote_state <> 'arranged'{free} THEN {_FROZEN} END IF;"
            f" RETURN {'OLD' if row == 'OLD' else 'NEW'};",
        )

    return [
        guard("frozen_insert", pgtrigger.Insert, "NEW", unless),
        guard("frozen_update", pgtrigger.Update, "NEW", ""),
        guard("frozen_delete", pgtrigger.Delete, "OLD", ""),
    ]


@tracked()
class Vote(Versioned):
    """One vote. The law is the one of the day; body, rulebook and electors are frozen with the lines.

    A re-run is a first round that follows a void vote. `electors` are those on the roll, for the Party the members due.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="votes")
    number = models.PositiveSmallIntegerField(pgettext_lazy("vote", "number"))
    occasion = models.CharField(_("occasion"), max_length=16, choices=Occasion.choices, default=Occasion.ELECTION)
    round = models.CharField(_("round"), max_length=4, choices=Round.choices, default=Round.FIRST)
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, verbose_name=_("follows"), null=True, blank=True, related_name="following"
    )
    motion = models.OneToOneField(
        Motion, on_delete=models.PROTECT, verbose_name=_("motion of recall"), null=True, blank=True, related_name="vote"
    )
    body = models.CharField(_("body"), max_length=32)
    method = models.CharField(_("who votes"), max_length=16, choices=Method.choices, default=Method.VOTERS)
    rulebook = models.CharField(_("rulebook"), max_length=64)
    rulebook_version = models.PositiveIntegerField(_("version of the rulebook"))
    day = models.DateField(_("day of the vote"), null=True, blank=True)
    within = models.DateField(_("to be held until"), null=True, blank=True)
    place = models.CharField(_("place of the meeting"), max_length=100, blank=True)
    electors = models.PositiveIntegerField(_("electors"), null=True, blank=True)
    electors_source = models.CharField(
        _("source of the number of electors"), max_length=8, choices=Source.choices, blank=True
    )
    electors_note = models.CharField(_("why it is entered by hand"), max_length=200, blank=True)
    joint_count = models.BooleanField(_("boxes are brought together and counted as one"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=VoteState.choices, default=VoteState.ARRANGED)

    class Meta(Versioned.Meta):
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering: ClassVar = ["election_id", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["election", "number"], name="vote_number_once"),
            models.UniqueConstraint(
                fields=["election"], condition=~Q(state=VoteState.CLOSED), name="vote_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=VoteState.ARRANGED) | Q(electors__isnull=False, day__isnull=False),
                name="vote_open_with_electors_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(electors_source=Source.TYPED) | ~Q(electors_note=""),
                name="vote_typed_electors_have_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election} · {self.label()}"

    @property
    def is_party(self) -> bool:
        """Whether members of the Party elect: those present are the base."""
        return self.body == "party_committee"

    @property
    def counts_against(self) -> bool:
        """Whether votes against are counted beside votes for: the Party's result form asks for them, and a recall does."""
        return self.is_party or self.occasion == Occasion.RECALL

    @property
    def is_rerun(self) -> bool:
        """Whether it takes the place of a void vote (重新选举)."""
        return self.round == Round.FIRST and self.follows_id is not None

    def label(self) -> str:
        """What the vote is called: re-run, recall, or occasion and round."""
        if self.occasion == Occasion.RECALL:
            return str(self.get_occasion_display())
        name = _("Re-run") if self.is_rerun else self.get_round_display()
        return f"{self.get_occasion_display()} · {name}" if self.occasion == Occasion.BY_ELECTION else str(name)


@tracked()
class Ballot(models.Model):
    """A kind of ballot paper: one for all posts, or one for each."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, verbose_name=_("vote"), related_name="ballots")
    name = models.CharField(pgettext_lazy("thing", "name"), max_length=50)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("ballot paper")
        verbose_name_plural = _("ballot papers")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["vote", "name"], name="ballot_name_once")]
        triggers: ClassVar = _frozen("{row}.vote_id")

    def __str__(self) -> str:
        return self.name


@tracked()
class VotePost(models.Model):
    """A post voted on, the highest first; `women` for one kept for women."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, verbose_name=_("ballot paper"), related_name="posts")
    post = models.CharField(_("post"), max_length=32, choices=Post.choices)
    seats = models.PositiveSmallIntegerField(_("seats"))
    women = models.BooleanField(_("kept for women"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("post voted on")
        verbose_name_plural = _("posts voted on")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "post", "women"], name="vote_post_once"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="vote_post_has_seats"),
        ]
        triggers: ClassVar = _frozen("SELECT b.vote_id FROM ballots_ballot b WHERE b.id = {row}.ballot_id")

    def __str__(self) -> str:
        return str(self.get_post_display())

    @property
    def key(self) -> str:
        """The post in a count record."""
        return f"{self.post}_women" if self.women else self.post

    @property
    def label(self) -> str:
        """The post on a page."""
        name = str(self.get_post_display())
        return f"{name}（{_('women')}）" if self.women else name


@tracked()
class Line(models.Model):
    """A name for a post, as it stands on the ballot or was written in; the same name is the same person in one vote."""

    post = models.ForeignKey(VotePost, on_delete=models.PROTECT, verbose_name=_("post"), related_name="lines")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, verbose_name=_("person"), null=True, blank=True, related_name="ballot_lines"
    )
    sex = models.CharField(_("sex"), max_length=1, choices=Sexes.choices, blank=True)
    write_in = models.BooleanField(_("written in"), default=False)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("line of a ballot")
        verbose_name_plural = _("lines of ballots")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "name"],
                name="line_name_once",
                violation_error_code="name",
                violation_error_message=_(
                    "The name stands for this post already. Tell two people apart: 王芳（三组）."
                ),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="line_has_name"),
        ]
        triggers: ClassVar = _frozen(
            "SELECT b.vote_id FROM ballots_votepost p JOIN ballots_ballot b ON b.id = p.ballot_id"
            " WHERE p.id = {row}.post_id",
            unless=" AND NOT (NEW.write_in AND vote_state = 'open')",
        )

    def __str__(self) -> str:
        return self.name


@tracked()
class Seated(models.Model):
    """Somebody who holds a seat already: elected in an earlier round, or in office at a by-election."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, verbose_name=_("vote"), related_name="seated")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, verbose_name=_("person"), null=True, blank=True, related_name="+"
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    post = models.CharField(_("post"), max_length=32, choices=Post.choices)
    sex = models.CharField(_("sex"), max_length=1, choices=Sexes.choices, blank=True)

    class Meta:
        verbose_name = _("seat held already")
        verbose_name_plural = _("seats held already")
        constraints: ClassVar = [models.UniqueConstraint(fields=["vote", "name"], name="seated_once")]
        triggers: ClassVar = _frozen("{row}.vote_id")

    def __str__(self) -> str:
        return self.name


@tracked()
class Kinship(models.Model):
    """Near relatives among those voted on and seated; `relation` is one of the rulebook's, or words of one's own.

    `on_record` says that it follows from the families on record; the others were typed.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, verbose_name=_("vote"), related_name="kinships")
    one = models.CharField(_("name"), max_length=50)
    other = models.CharField(_("relative"), max_length=50)
    relation = models.CharField(_("relation"), max_length=30)
    on_record = models.BooleanField(_("on record"), default=False)

    class Meta:
        verbose_name = _("near relatives")
        verbose_name_plural = _("near relatives")
        constraints: ClassVar = [models.UniqueConstraint(fields=["vote", "one", "other"], name="kinship_once")]

    def __str__(self) -> str:
        return f"{self.one} – {self.other}"
