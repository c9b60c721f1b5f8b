"""Proxies, mobile boxes, helpers of a roll."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.web.lists import Column, Filter, Table
from rolls.models import Helper, MobileVoter, Proxy
from rolls.tables.entries import search_entries


def listed_state(row: Any) -> tuple[str, Any]:
    """Badge of somebody on a published list."""
    if row.withdrawn_on:
        return "wait", pgettext_lazy("roll", "withdrawn")
    return ("ok", pgettext_lazy("list", "published")) if row.published_on else ("warn", _("to be published"))


def _by_listed_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "withdrawn":
        return rows.exclude(withdrawn_on=None)
    return rows.filter(withdrawn_on=None, published_on__isnull=state == "waiting")


def listed_table(model: type[Any], kind: str, *, may_change: bool) -> Table:
    """A list that is published: proxies, voters at mobile boxes, helpers."""
    own: dict[type[Any], tuple[Column, ...]] = {
        Proxy: (
            Column("proxy", _("Proxy"), lambda row: row.proxy.name, sort="proxy__name_key"),
            Column("relation", _("The proxy is the voter's"), lambda row: row.get_relation_display(), sort="relation"),
        ),
        MobileVoter: (),
        Helper: (Column("helper", _("Helper"), "helper", sort="helper"),),
    }
    return Table(
        name=kind,
        columns=(
            Column("number", _("Card number"), lambda row: row.voter.number, sort="voter__number", numeric=True),
            Column(
                "group", pgettext_lazy("roll", "Group"), lambda row: row.voter.group_label, sort="voter__group_order"
            ),
            Column(
                "voter",
                _("Voter"),
                lambda row: row.voter.name,
                sort="voter__name_key",
                link=(lambda row: reverse("rolls:withdraw", args=[kind, row.pk])) if may_change else None,
            ),
            *own[model],
            Column("reason", _("Reason"), "reason"),
            Column("applied_on", _("Applied for on"), "applied_on", sort="applied_on"),
            Column("published_on", _("Published on"), "published_on", sort="published_on"),
            Column("state", _("State"), lambda row: listed_state(row)[1], badge=listed_state),
        ),
        filters=(
            Filter(
                "state",
                _("State"),
                lambda: [
                    ("published", pgettext_lazy("list", "published")),
                    ("waiting", _("to be published")),
                    ("withdrawn", pgettext_lazy("roll", "withdrawn")),
                ],
                _by_listed_state,
            ),
        ),
        search=lambda rows, text: search_entries(rows, text, prefix="voter__"),
        search_hint=_("name, pinyin initials, card number, ID number"),
        default_sort="voter",
        empty=_("Nobody is on the list yet."),
    )
