"""Lists of talks: who must be talked to, and who has been."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Attitude, TalkClass
from candidates.talks.queries import outstanding
from electionadmin.web.lists import Column, Filter, Table
from people.models import Person
from people.queries import search
from people.tables import township_filter


def _kinds() -> list[tuple[str, Any]]:
    return list(TalkClass.choices)


def _by_kind(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    return rows.filter(**{f"due_{kind}": True})


def _states() -> list[tuple[str, Any]]:
    return [("open", _("not yet talked to")), ("done", _("talked to"))]


def _by_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "open":
        return outstanding(rows)
    return rows.exclude(pk__in=outstanding(rows).order_by().values("pk"))


def next_kind(person: Any) -> TalkClass:
    """The class in which somebody has to be talked to next; the first of his where all is done."""
    due = [kind for kind in TalkClass if getattr(person, f"due_{kind.value}")]
    return next((kind for kind in due if not getattr(person, f"held_{kind.value}")), due[0])


def _classes(person: Any) -> str:
    return "、".join(str(kind.label) for kind in TalkClass if getattr(person, f"due_{kind.value}"))


def _state(person: Any) -> tuple[str, str | Promise]:
    due = [kind for kind in TalkClass if getattr(person, f"due_{kind.value}")]
    held = sum(bool(getattr(person, f"held_{kind.value}")) for kind in due)
    if held == len(due):
        return "ok", _("talked to")
    return ("warn", _("in part")) if held else ("wait", _("not yet"))


def due_table(scope: Scope, link: Callable[[Any], str]) -> Table:
    """Who must be talked to."""
    return Table(
        name="talks-due",
        columns=(
            Column("name", _("Name"), "name", sort="name_key", link=link),
            Column("village", _("Village"), "village_name", sort="village_code"),
            Column("classes", _("Class"), _classes),
            Column("state", _("State"), lambda person: _state(person)[1], badge=_state),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_INSPECTIONS, "village_code"),
            Filter("kind", _("Class"), _kinds, _by_kind),
            Filter("state", _("State"), _states, _by_state),
        ),
        search=search,
        search_hint=_("name, pinyin, ID number"),
        default_sort="village",
        empty=_("Nobody of the five classes is on record. Enter capacities and seats first."),
    )


def _found(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(person__in=search(Person.objects.all(), text))


def _follow_ups() -> list[tuple[str, Any]]:
    return [("open", _("open")), ("late", _("overdue")), ("done", _("done"))]


def _by_follow_up(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "done":
        return rows.exclude(follow_up_done_on=None)
    rows = rows.filter(~Q(follow_up=""), follow_up_done_on=None)
    return rows.filter(follow_up_by__lt=timezone.localdate()) if value == "late" else rows


def talk_table(scope: Scope) -> Table:
    """The talks of a cycle."""
    return Table(
        name="talks",
        columns=(
            Column(
                "held_on",
                _("Held on"),
                "held_on",
                sort="held_on",
                link=lambda t: reverse("candidates:talk", args=[t.pk]),
            ),
            Column("person", _("Name"), lambda talk: talk.person.name, sort="person__name_key"),
            Column("division", _("Division"), lambda talk: talk.division.name, sort="division_id"),
            Column("kind", _("Class"), lambda talk: talk.get_kind_display(), sort="kind"),
            Column("talker", _("Held by"), "talker", sort="talker"),
            Column("attitude", _("Attitude"), lambda talk: talk.get_attitude_display(), sort="attitude"),
            Column("follow_up", _("Follow-up"), "follow_up"),
            Column("follow_up_by", _("Until"), "follow_up_by", sort="follow_up_by"),
            Column("follow_up_done_on", _("Done"), "follow_up_done_on", sort="follow_up_done_on"),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_INSPECTIONS, "division_id"),
            Filter("kind", _("Class"), _kinds, lambda rows, kind: rows.filter(kind=kind)),
            Filter("attitude", _("Attitude"), lambda: list(Attitude.choices), lambda rows, a: rows.filter(attitude=a)),
            Filter("follow_up", _("Follow-up"), _follow_ups, _by_follow_up),
        ),
        search=_found,
        search_hint=_("name, pinyin, ID number"),
        default_sort="-held_on",
        empty=_("No talks yet. The list beside says who is to be talked to."),
    )
