"""The steps of each election, the papers on them, a county's own versions of the chain, and the counts of the board."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import append_only, tracked
from electionadmin.unignorable import Unignorable
from electionadmin.versions import Versioned
from elections.chain.definitions import Office


class StepState(models.TextChoices):
    """State of a step of an election."""

    NOT_STARTED = "not_started", pgettext_lazy("step state", "not started")
    OPEN = "open", pgettext_lazy("step state", "open")
    REQUESTED = "requested", pgettext_lazy("step state", "requested")
    RETURNED = "returned", pgettext_lazy("step state", "returned")
    APPROVED = "approved", pgettext_lazy("step state", "approved")
    REOPENED = "reopened", pgettext_lazy("step state", "reopened")


# From each state to those that may follow; the trigger below and the manual are made of it.
TRANSITIONS: Final[dict[str, tuple[str, ...]]] = {
    StepState.NOT_STARTED: (StepState.OPEN,),
    StepState.OPEN: (StepState.REQUESTED, StepState.NOT_STARTED),
    StepState.REQUESTED: (StepState.RETURNED, StepState.APPROVED),
    StepState.RETURNED: (StepState.REQUESTED,),
    StepState.APPROVED: (StepState.REOPENED,),
    StepState.REOPENED: (StepState.REQUESTED,),
}
# States in which a step may be asked for.
REQUESTABLE: Final = (StepState.OPEN, StepState.RETURNED, StepState.REOPENED)

_PAIRS: Final = ", ".join(
    f"('{before.value}', '{after}')"  # type: ignore[attr-defined]
    for before, followers in TRANSITIONS.items()
    for after in followers
)
_MOVES: Final = f"""
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ('not_started', 'open') THEN
            RAISE check_violation USING MESSAGE = format('a step does not begin as %s', NEW.state);
        END IF;
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        IF OLD.state NOT IN ('not_started', 'open') THEN
            RAISE check_violation USING MESSAGE = format('a step that is %s stays on record', OLD.state);
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.election_id <> OLD.election_id OR NEW.step <> OLD.step THEN
        RAISE check_violation USING MESSAGE = 'a step stays with its election';
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (VALUES {_PAIRS}) THEN
        RAISE check_violation USING MESSAGE = format('a step does not go from %s to %s', OLD.state, NEW.state);
    END IF;
    RETURN NEW;
"""


def _counting(kind: str, operation: pgtrigger.Operation, **references: str) -> Unignorable:
    signs = {"new": "1", "old": "-1"}
    rows = " UNION ALL ".join(
        f"SELECT election_id, step, state, due_on, {signs[side]} AS sign FROM {table}"  # noqa: S608  fixed names
        for side, table in references.items()
    )
    return Unignorable(
        name=f"count_{kind}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**references),
        func=f"""
            INSERT INTO elections_stepcount (cycle_id, code, level, body, step, state, due_on, number)
            SELECT changed.cycle_id, left(changed.township, levels.level), levels.level, changed.body, changed.step,
                changed.state, changed.due_on, sum(changed.number)
            FROM (
                SELECT e.cycle_id, left(e.village_id, 9) AS township, e.body, r.step, r.state,
                    CASE WHEN r.state <> 'approved' THEN r.due_on END AS due_on, sum(r.sign) AS number
                FROM ({rows}) AS r JOIN elections_election AS e ON e.id = r.election_id
                GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(r.sign) <> 0
            ) AS changed CROSS JOIN (VALUES (2), (4), (6), (9)) AS levels (level)
            GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(changed.number) <> 0;
            RETURN NULL;
        """,  # noqa: S608  fixed names
    )


@tracked()
class ElectionStep(Versioned):
    """One step of one election: how far it is, whose decision it awaits, until when it should be closed."""

    election = models.ForeignKey(
        "elections.Election", on_delete=models.PROTECT, verbose_name=_("election"), related_name="steps"
    )
    # A key of `Step`, or of a step that the county has added.
    step = models.CharField(_("step"), max_length=40)
    position = models.PositiveSmallIntegerField(_("order"))
    state = models.CharField(_("state"), max_length=16, choices=StepState.choices, default=StepState.NOT_STARTED)
    awaits = models.CharField(
        _("awaits the decision of"),
        max_length=16,
        blank=True,
        choices=[(office.value, office.label) for office in Office],
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("step of an election")
        verbose_name_plural = _("steps of elections")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["election", "step"], name="step_once"),
            models.CheckConstraint(
                condition=models.Q(state=StepState.REQUESTED) ^ models.Q(awaits=""), name="step_awaits_if_requested"
            ),
            models.CheckConstraint(
                condition=models.Q(state=StepState.APPROVED) ^ models.Q(closed_on=None), name="step_closed_if_approved"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["awaits"], condition=models.Q(state="requested"), name="step_awaiting"),
        ]
        triggers: ClassVar = [
            *Versioned.Meta.triggers,
            Unignorable(
                name="step_moves",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_MOVES,
            ),
            _counting("insert", pgtrigger.Insert, new="new_values"),
            _counting("update", pgtrigger.Update, old="old_values", new="new_values"),
            _counting("delete", pgtrigger.Delete, old="old_values"),
        ]

    def __str__(self) -> str:
        return f"{self.election} · {self.step}"


class PaperKind(models.TextChoices):
    """What a paper does to a step."""

    REQUEST = "request", pgettext_lazy("paper", "request")
    REPLY = "reply", pgettext_lazy("paper", "approval")
    RETURN = "return", pgettext_lazy("paper", "return")
    REOPENING = "reopening", pgettext_lazy("paper", "reopening")


@append_only
@tracked()
class StepPaper(models.Model):
    """A request (请示), a reply (批复), a return or a reopening: who decided what, on which findings, under which law.

    `findings` are those shown at that moment, `acknowledged` the reason given for each warning by its rule. A reply that
    covers many villages is one row for each, with the same number.
    """

    step = models.ForeignKey(ElectionStep, on_delete=models.PROTECT, verbose_name=_("step"), related_name="papers")
    kind = models.CharField(_("paper"), max_length=16, choices=PaperKind.choices)
    office = models.CharField(_("level"), max_length=16, choices=[(office.value, office.label) for office in Office])
    number = models.CharField(_("number of the paper"), max_length=100, blank=True)
    issuer = models.CharField(_("issued by"), max_length=100)
    dated = models.DateField(_("date of the paper"))
    reason = models.CharField(_("reason or remark"), max_length=500, blank=True)
    findings = models.JSONField(_("findings"), default=list)
    acknowledged = models.JSONField(_("warnings gone on in spite of"), default=dict)
    rulebook = models.CharField(_("rulebook"), max_length=32)
    rulebook_version = models.PositiveSmallIntegerField(_("version of the rulebook"))
    chain_version = models.CharField(_("version of the chain"), max_length=16)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        verbose_name=_("recorded by"),
        related_name="step_papers",
    )
    at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("paper of a step")
        verbose_name_plural = _("papers of steps")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[PaperKind.REQUEST, PaperKind.REPLY]) | ~models.Q(reason=""),
                name="paper_reason_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


@append_only
@tracked()
class CountyChain(models.Model):
    """A county's own version of the chain of one body under one national law: what it adds, on which paper, why."""

    county = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("county"), related_name="county_chains"
    )
    chain = models.CharField(_("chain"), max_length=32)
    body = models.CharField(_("body"), max_length=16)
    version = models.PositiveSmallIntegerField(_("version"))
    # All additions since the first version, as the fields of `Addition`.
    additions = models.JSONField(_("additions"))
    basis = models.CharField(_("paper of the county"), max_length=200)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        verbose_name=_("recorded by"),
        related_name="county_chains",
    )
    at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("chain of a county")
        verbose_name_plural = _("chains of counties")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "chain", "body", "version"], name="county_chain_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.county} · {self.body} · {self.version}"


class StepCount(models.Model):
    """How the steps stand, summed for province, prefecture, county and township: what the board of a division adds up.

    Written by the triggers of `ElectionStep`, always as an addition, so that nobody waits for another's sum; `number` may
    be negative, and the worker now and then puts rows of the same kind together (`queries.compact_counts`). Derived from
    the steps, hence without a history of its own. `due_on` is kept for steps that are not approved.
    """

    cycle = models.ForeignKey("elections.Cycle", on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    code = models.CharField(max_length=9, db_collation="C")
    level = models.PositiveSmallIntegerField()
    body = models.CharField(max_length=16)
    step = models.CharField(max_length=40)
    state = models.CharField(max_length=16)
    due_on = models.DateField(null=True)
    number = models.BigIntegerField()

    class Meta:
        default_permissions: ClassVar = ()
        indexes: ClassVar = [models.Index(fields=["cycle", "level", "code"], name="step_count_board")]

    def __str__(self) -> str:
        return f"{self.code} {self.body} {self.step} {self.state} {self.number}"
