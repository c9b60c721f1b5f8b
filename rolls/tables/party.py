"""Registers of Party electors and their members."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.web.lists import Column, Filter, Table
from people.tables import township_filter
from rolls.models import PartyElector


def member_state(member: PartyElector) -> tuple[str, Any]:
    """Badge of a member: due, without the vote, left out."""
    if member.counts:
        return ("warn", _("due: the file is not whole")) if member.left_out else ("ok", pgettext_lazy("member", "due"))
    if member.is_left_out and member.standing == "full" and not member.suspension:
        return "info", pgettext_lazy("member", "left out")
    return "wait", _("without the vote")


def member_table(*, may_change: bool) -> Table:
    """The members of a village's Party organisation."""
    return Table(
        name="members",
        columns=(
            Column(
                "name",
                _("Name"),
                lambda member: member.person.name,
                sort="person__name_key",
                link=(lambda member: reverse("rolls:party_member", args=[member.pk])) if may_change else None,
            ),
            Column("sex", _("Sex"), lambda member: member.person.get_sex_display(), sort="person__sex"),
            Column(
                "joined", _("Joined the Party"), lambda member: member.person.party_joined, sort="person__party_joined"
            ),
            Column(
                "standing",
                pgettext_lazy("member", "Standing"),
                lambda member: member.get_standing_display(),
                sort="standing",
            ),
            Column("suspension", _("Vote suspended"), lambda member: member.get_suspension_display()),
            Column("left_out", _("Left out because"), lambda member: member.get_left_out_display()),
            Column("state", _("State"), lambda member: member_state(member)[1], badge=member_state),
        ),
        filters=(),
        search=lambda rows, text: rows.filter(
            Q(person__name__contains=text) | Q(person__initials__startswith=text.lower())
        ),
        search_hint=_("name or pinyin initials"),
        default_sort="name",
        empty=_("Nobody is on the register yet. Take over the members on record, or add them one by one."),
    )


def register_state(election: Any) -> tuple[str, Any]:
    """Badge of a village's register of members."""
    if election.settled_on:
        return "ok", _("settled")
    return ("wait", pgettext_lazy("roll", "being drawn up")) if election.members else ("block", _("nothing entered"))


def _by_register(elections: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "settled":
        return elections.exclude(settled_on=None)
    waiting = elections.filter(settled_on=None)
    return waiting.filter(members=None) if state == "none" else waiting.filter(members__gt=0)


def register_table(scope: Scope) -> Table:
    """The villages with their registers of Party members."""
    return Table(
        name="registers",
        columns=(
            Column("township", _("Township"), lambda election: election.village.parent.name, sort="village__parent_id"),
            Column(
                "village",
                _("Village"),
                lambda election: election.village.name,
                sort="village_id",
                link=lambda election: reverse("rolls:party", args=[election.pk]),
            ),
            Column("state", _("Register"), lambda election: register_state(election)[1], badge=register_state),
            Column("members", _("On the register"), "members", sort="members", numeric=True),
            Column("due", _("Members due"), "due", sort="due", numeric=True),
            Column("settled_on", _("Settled on"), "settled_on", sort="settled_on"),
            Column("election_day", _("Election day"), "election_day", sort="election_day"),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_ROLLS, "village_id"),
            Filter(
                "state",
                _("Register"),
                lambda: [
                    ("none", _("nothing entered")),
                    ("draft", pgettext_lazy("roll", "being drawn up")),
                    ("settled", _("settled")),
                ],
                _by_register,
            ),
        ),
        search=lambda elections, text: (
            elections.filter(village__name__icontains=text) | elections.filter(village__initials__istartswith=text)
        ),
        search_hint=_("village or its pinyin initials"),
        default_sort="village",
        empty=_("No elections of Party organisations here yet. They are made when the county opens a cycle."),
    )
