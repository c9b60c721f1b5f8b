"""Lists of notices and of objections."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Notice, NoticeState, Objection, ObjectionState, Upheld
from electionadmin.web.lists import Column, Filter, Table
from elections.models import Body
from people.tables import township_filter

_STATES = {"draft": "wait", "posted": "info", "concluded": "ok", "dropped": "info"}


def notice_badge(notice: Notice) -> tuple[str, Any]:
    """State of a notice; one that is over and not concluded says so."""
    if notice.state == NoticeState.POSTED and notice.ends_on < timezone.localdate():
        return "warn", _("to be concluded")
    return _STATES[notice.state], notice.get_state_display()


def objection_badge(objection: Objection) -> tuple[str, Any]:
    """State of an objection."""
    if objection.state != ObjectionState.CONCLUDED:
        return ("block" if objection.state == ObjectionState.RECEIVED else "wait"), objection.get_state_display()
    return ("warn" if objection.upheld == Upheld.AFFECTS else "ok"), objection.get_upheld_display()


def _choice(key: str, label: Any, choices: Sequence[tuple[Any, Any]], field: str) -> Filter:
    return Filter(key, label, lambda: choices, lambda rows, value: rows.filter(**{field: value}))


def _by_state(notices: QuerySet[Notice], state: str) -> QuerySet[Notice]:
    if state == "over":
        return notices.filter(state=NoticeState.POSTED, ends_on__lt=timezone.localdate())
    return notices.filter(state=state)


def notice_table(scope: Scope) -> Table:
    """All notices for a user."""
    return Table(
        name="notices",
        columns=(
            Column("township", _("Township"), lambda row: row.division.name, sort="division_id"),
            Column("body", _("Body"), lambda row: row.get_body_display(), sort="body"),
            Column(
                "batch",
                _("Batch"),
                "batch",
                sort="batch",
                link=lambda row: reverse("candidates:notice", args=[row.pk]),
            ),
            Column("starts_on", pgettext_lazy("notice", "From"), "starts_on", sort="starts_on"),
            Column("ends_on", pgettext_lazy("notice", "Until"), "ends_on", sort="ends_on"),
            Column("persons", _("Persons"), "persons", sort="persons", numeric=True),
            Column("objections", _("Objections"), "objections", sort="objections", numeric=True),
            Column(
                "open", pgettext_lazy("objections", "Open"), "open_objections", sort="open_objections", numeric=True
            ),
            Column("state", _("State"), lambda row: notice_badge(row)[1], sort="state", badge=notice_badge),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_NOMINATIONS, "division__code"),
            _choice("body", _("Body"), Body.choices, "body"),
            Filter("state", _("State"), lambda: [*NoticeState.choices, ("over", _("to be concluded"))], _by_state),
        ),
        search=lambda rows, text: rows.filter(batch__icontains=text) | rows.filter(division__name__icontains=text),
        search_hint=_("batch or township"),
        default_sort="-starts_on",
        empty=_("No notices yet. Start one when the nominees are decided on."),
    )


def objection_table(scope: Scope) -> Table:
    """All objections for whoever handles them; what is sealed stays sealed in lists and exports."""
    return Table(
        name="objections",
        columns=(
            Column(
                "number",
                _("Number"),
                "pk",
                sort="pk",
                link=lambda row: reverse("candidates:objection", args=[row.pk]),
            ),
            Column("received_on", _("Received on"), "received_on", sort="received_on"),
            Column("person", _("Person"), lambda row: row.line.nomination.person.name),
            Column("village", _("Village"), lambda row: row.line.nomination.election.village.name),
            Column("notice", _("Public notice"), lambda row: row.line.notice.batch),
            Column("channel", _("How it came"), lambda row: row.get_channel_display(), sort="channel"),
            Column("named", _("Under a real name"), "named", sort="named"),
            Column("checked_by", _("Checked by"), "checked_by", sort="checked_by"),
            Column("concluded_on", _("Concluded on"), "concluded_on", sort="concluded_on"),
            Column("state", _("State"), lambda row: objection_badge(row)[1], sort="state", badge=objection_badge),
        ),
        filters=(
            *township_filter(scope, Act.HANDLE_OBJECTIONS, "line__notice__division__code"),
            _choice("state", _("State"), ObjectionState.choices, "state"),
            _choice("upheld", _("Outcome"), Upheld.choices, "upheld"),
            Filter(
                "late",
                _("Received"),
                lambda: [("late", _("after the notice had ended"))],
                lambda rows, _value: rows.filter(received_on__gt=F("line__notice__ends_on")),
            ),
        ),
        search=lambda rows, text: rows.filter(line__nomination__person__name__contains=text),
        search_hint=_("name of the person on the notice"),
        default_sort="-received_on",
        empty=_("No objections. They are registered on the page of a posted notice."),
    )
