"""The result of a vote: a verdict on its accepted figures, and nothing else; what became of it afterwards.

The database refuses a result whose figures are not the accepted ones, and somebody elected whom the verdict does not
name: there is no way to set a winner, on a page, in a service or in SQL.
"""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.models.figures import Recount
from ballots.models.votes import Vote, VotePost
from electionadmin.trail import append_only, tracked
from electionadmin.unignorable import Unignorable, refusal
from electionadmin.versions import Versioned
from elections.chain.freezing import frozen_by
from elections.models import Cycle, Election
from elections.steps import Step
from people.models import Person, Sexes


class Status(models.TextChoices):
    """What a verdict says (docs/count-record.md)."""

    REFUSED = "refused", _("refused: the figures contradict each other")
    VOID = "void", _("void: the vote is held anew")
    FURTHER_VOTE = "further_vote", _("valid, seats are left")
    COMPLETE = "complete", pgettext_lazy("verdict", "complete")


_ACCEPTED = """
    SELECT DISTINCT ON (a.station_id, a.ballot_id) a.sheet_id
    FROM ballots_accepted a JOIN ballots_station s ON s.id = a.station_id
    WHERE s.vote_id = NEW.vote_id ORDER BY a.station_id, a.ballot_id, a.id DESC
"""
_VERDICT_ON_FIGURES = f"""
    IF EXISTS (
        SELECT FROM (
            SELECT e->>'name' AS name, e->>'post' AS post, (e->>'for')::numeric AS votes
            FROM jsonb_array_elements(NEW.record->'votes') e
        ) told FULL JOIN (
            SELECT l.name::text AS name, p.post || CASE WHEN p.women THEN '_women' ELSE '' END AS post,
                sum(c.votes)::numeric AS votes
            FROM ({_ACCEPTED}) f JOIN ballots_sheetline c ON c.sheet_id = f.sheet_id
            JOIN ballots_line l ON l.id = c.line_id JOIN ballots_votepost p ON p.id = l.post_id
            GROUP BY 1, 2
        ) counted USING (name, post)
        WHERE told.votes IS DISTINCT FROM counted.votes
    ) THEN {refusal("a result rests on the accepted figures: votes")} END IF;
    IF NEW.verdict->>'status' IS DISTINCT FROM NEW.status::text THEN
        {refusal("a result has the status of its verdict")}
    END IF;
    IF NEW.status IN ('refused', 'void') AND jsonb_array_length(NEW.verdict->'elected') > 0 THEN
        {refusal("a refused or void vote elects nobody")}
    END IF;
    IF EXISTS (
        SELECT FROM jsonb_array_elements(NEW.verdict->'elected') e
        WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(NEW.record->'votes') v
                          WHERE v->>'name' = e->>'name' AND (v->>'for')::numeric > 0)
    ) THEN {refusal("nobody is elected without votes")} END IF;
    IF EXISTS (
        SELECT FROM (SELECT e->>'post' AS post, count(*) AS number
                     FROM jsonb_array_elements(NEW.verdict->'elected') e GROUP BY 1) named
        WHERE named.number > (
            SELECT coalesce(max(p.seats), 0) FROM ballots_votepost p JOIN ballots_ballot b ON b.id = p.ballot_id
            WHERE b.vote_id = NEW.vote_id
                AND p.post || CASE WHEN p.women THEN '_women' ELSE '' END = named.post)
    ) THEN {refusal("no more are elected than there are seats")} END IF;
    RETURN NEW;
"""  # noqa: S608 - names of tables
_NAMED_BY_VERDICT = """
    IF NOT EXISTS (
        SELECT FROM ballots_result r, jsonb_array_elements(r.verdict->'elected') e, ballots_votepost p
        JOIN ballots_ballot b ON b.id = p.ballot_id
        WHERE r.id = NEW.result_id AND p.id = NEW.post_id AND b.vote_id = r.vote_id AND e->>'name' = NEW.name
            AND e->>'post' = p.post || CASE WHEN p.women THEN '_women' ELSE '' END
            AND (e->>'votes')::numeric = NEW.votes
    ) THEN %s END IF;
    RETURN NEW;
""" % refusal("nobody is elected whom the verdict does not name")  # noqa: UP031 - braces of SQL


@append_only
@tracked()
class Result(models.Model):
    """The verdict on a vote's accepted figures. A recount makes another, the newest is in force.

    `record` and `verdict` as in docs/count-record.md, `law` the rulebook's values that were applied. `code` is an
    HMAC-SM3 over them: what was changed past the application shows.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, verbose_name=_("vote"), related_name="results")
    number = models.PositiveSmallIntegerField(pgettext_lazy("vote", "number"))
    recount = models.ForeignKey(
        Recount, on_delete=models.PROTECT, verbose_name=_("recount"), null=True, blank=True, related_name="results"
    )
    record = models.JSONField(_("count record"))
    verdict = models.JSONField(_("verdict"))
    status = models.CharField(_("status"), max_length=16, choices=Status.choices)
    rulebook = models.CharField(_("rulebook"), max_length=64)
    rulebook_version = models.PositiveIntegerField(_("version of the rulebook"))
    code = models.CharField(_("check code"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        ordering: ClassVar = ["vote_id", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["vote", "number"], name="result_number_once")]
        triggers: ClassVar = [
            Unignorable(
                name="verdict_on_figures", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_VERDICT_ON_FIGURES
            )
        ]

    def __str__(self) -> str:
        return f"{self.vote} · {self.get_status_display()}"


@append_only
@tracked()
class Elected(models.Model):
    """Somebody whom a verdict names; whether that still stands the rulings say."""

    result = models.ForeignKey(Result, on_delete=models.PROTECT, verbose_name=_("result"), related_name="elected")
    post = models.ForeignKey(VotePost, on_delete=models.PROTECT, verbose_name=_("post"), related_name="+")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, verbose_name=_("person"), null=True, related_name="elected_to"
    )
    sex = models.CharField(_("sex"), max_length=1, choices=Sexes.choices, blank=True)
    write_in = models.BooleanField(_("written in"))
    votes = models.PositiveIntegerField(_("votes"))

    class Meta:
        verbose_name = _("person elected")
        verbose_name_plural = _("persons elected")
        ordering: ClassVar = ["result_id", "post__position", "-votes", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["result", "name"], name="elected_once")]
        triggers: ClassVar = [
            Unignorable(
                name="named_by_verdict", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_NAMED_BY_VERDICT
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.post}"


class Standing(models.TextChoices):
    """What a result is worth after a ruling; without one it stands as elected."""

    DISPUTED = "disputed", _("disputed")
    VOID = "void", _("void")
    RESTORED = "restored", _("restored")


@append_only
@tracked()
class Ruling(models.Model):
    """An act of an authority on a whole vote, or on one person elected in it (OLVC-2025 art. 21). The newest counts."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, verbose_name=_("vote"), related_name="rulings")
    elected = models.ForeignKey(
        Elected,
        on_delete=models.PROTECT,
        verbose_name=_("person elected"),
        null=True,
        blank=True,
        related_name="rulings",
    )
    standing = models.CharField(_("ruling"), max_length=16, choices=Standing.choices)
    act = models.CharField(_("act"), max_length=100)
    issuer = models.CharField(_("issuer"), max_length=100)
    document = models.CharField(_("document number"), max_length=100)
    on = models.DateField(_("date"))
    basis = models.CharField(_("basis"), max_length=200)
    reason = models.CharField(_("facts"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("ruling on a result")
        verbose_name_plural = _("rulings on results")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(act="") & ~Q(issuer="") & ~Q(document="") & ~Q(basis=""), name="ruling_with_act_and_issuer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_standing_display()} · {self.document}"


@append_only
@tracked()
class Certificate(models.Model):
    """A certificate of election (当选证书), numbered within the cycle."""

    elected = models.OneToOneField(
        Elected, on_delete=models.PROTECT, verbose_name=_("person elected"), related_name="certificate"
    )
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="certificates")
    serial = models.PositiveIntegerField(_("serial number"))
    number = models.CharField(_("certificate number"), max_length=50)
    issuer = models.CharField(_("issuer"), max_length=100)
    issued_on = models.DateField(_("issued on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("account"), related_name="+"
    )
    at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        verbose_name = _("certificate of election")
        verbose_name_plural = _("certificates of election")
        ordering: ClassVar = ["cycle_id", "serial"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "serial"], name="certificate_serial_once"),
            models.UniqueConstraint(fields=["cycle", "number"], name="certificate_number_once"),
        ]

    def __str__(self) -> str:
        return self.number


@tracked()
class Handover(Versioned):
    """The handover from the old committee to the new one, chaired by the election committee, supervised by the township."""

    election = models.OneToOneField(
        Election, on_delete=models.PROTECT, verbose_name=_("election"), related_name="handover"
    )
    formed_on = models.DateField(_("new body formed on"))
    due_on = models.DateField(_("to be done until"))
    held_on = models.DateField(_("handed over on"), null=True, blank=True)
    chair = models.CharField(_("chaired by"), max_length=50, blank=True)
    supervisor = models.CharField(_("supervised by"), max_length=50, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        triggers: ClassVar = [*Versioned.Meta.triggers, *frozen_by(Step.HANDOVER)]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(held_on=None) | Q(held_on__gte=models.F("formed_on")),
                name="handover_after_forming",
                violation_error_code="held_on",
                violation_error_message=_("The handover cannot be before the new body was formed. Correct the day."),
            )
        ]

    def __str__(self) -> str:
        return str(self.election)


class ItemKind(models.TextChoices):
    """What is handed over, in the order of the paper list."""

    SEALS = "seals", _("seals")
    ACCOUNTS = "accounts", _("accounts and money")
    ASSETS = "assets", _("assets")
    CONTRACTS = "contracts", _("contracts")
    ARCHIVES = "archives", _("archives and ballots")
    DEBTS = "debts", _("claims and debts")
    UNFINISHED = "unfinished", _("unfinished work")


@tracked()
class HandoverItem(Versioned):
    """A line of the list; nothing of a kind is a line with quantity 0."""

    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, verbose_name=_("handover"), related_name="items")
    kind = models.CharField(_("kind"), max_length=16, choices=ItemKind.choices)
    name = models.CharField(_("item"), max_length=100)
    quantity = models.PositiveIntegerField(_("quantity"))
    condition = models.CharField(_("condition"), max_length=100, blank=True)
    giver = models.CharField(_("handed over by"), max_length=50, blank=True)
    receiver = models.CharField(_("received by"), max_length=50, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("item handed over")
        verbose_name_plural = _("items handed over")
        ordering: ClassVar = ["pk"]
        triggers: ClassVar = [*Versioned.Meta.triggers, *frozen_by(Step.HANDOVER, path="handover__election")]

    def __str__(self) -> str:
        return self.name
