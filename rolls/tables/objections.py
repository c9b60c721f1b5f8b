"""Objections to a roll."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.web.lists import Column, Filter, Table
from rolls.models import Claim, Objection
from rolls.rules import Law, decision_due


def objection_state(law: Law) -> Callable[[Objection], tuple[str, Any]]:
    """Badge of an objection under a law."""
    today = timezone.localdate()

    def state(objection: Objection) -> tuple[str, Any]:
        if objection.announced_on:
            return "ok", _("announced")
        if objection.decided_on:
            return "info", _("to be announced")
        return (
            ("block", _("overdue"))
            if today > decision_due(objection.received_on, law)
            else ("wait", _("to be decided"))
        )

    return state


def objection_table(law: Law) -> Table:
    """Objections to a roll; who objects is not on the list."""
    state = objection_state(law)
    return Table(
        name="objections",
        columns=(
            Column("received_on", _("Received on"), "received_on", sort="received_on"),
            Column(
                "concerns",
                _("Whom it concerns"),
                "concerns",
                link=lambda objection: reverse("rolls:objection", args=[objection.pk]),
            ),
            Column("claim", _("What is wrong"), lambda objection: objection.get_claim_display(), sort="claim"),
            Column("late", _("Late"), "late"),
            Column("due", _("To be decided by"), lambda objection: decision_due(objection.received_on, law)),
            Column("state", _("State"), lambda objection: state(objection)[1], badge=state),
            Column("decided_on", pgettext_lazy("roll", "Decided on"), "decided_on", sort="decided_on"),
            Column("outcome", pgettext_lazy("roll", "Decision"), lambda objection: objection.get_outcome_display()),
            Column("announced_on", _("Announced on"), "announced_on"),
        ),
        filters=(
            Filter(
                "claim", _("What is wrong"), lambda: list(Claim.choices), lambda rows, claim: rows.filter(claim=claim)
            ),
        ),
        search=lambda rows, text: rows.filter(concerns__contains=text),
        search_hint=_("whom it concerns"),
        default_sort="received_on",
        empty=_("No objections have been received."),
    )
