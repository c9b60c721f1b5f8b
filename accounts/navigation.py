"""The rail: every task of the application in one table, cut down to what the user may do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, Func, IntegerField, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope


@dataclass(frozen=True, slots=True)
class Entry:
    """One task: its name, its page, and the act that opens the page (None: everybody)."""

    label: str | Promise
    url_name: str
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as the page shows it; `count` is what waits there, None where nothing is counted."""

    label: str | Promise
    url: str
    current: bool
    count: int | None


@dataclass(frozen=True, slots=True)
class Section:
    """A named group of the rail."""

    label: str | Promise
    links: list[Link]


RAIL: tuple[tuple[str | Promise, tuple[Entry, ...]], ...] = (
    (_("Today"), (Entry(_("Overview"), "home"), Entry(_("My tasks"), "elections:tasks"))),
    (
        _("Work"),
        (
            Entry(_("Villages"), "villages:village_list", Act.VIEW_VILLAGES),
            Entry(_("Members"), "villages:member_list", Act.VIEW_VILLAGES),
            Entry(_("Persons"), "people:person_list", Act.VIEW_PERSONS),
            Entry(_("Elections"), "elections:election_list", Act.VIEW_ELECTIONS),
            Entry(_("Requests"), "elections:requests", Act.REQUEST_STEPS),
            Entry(_("Approvals"), "elections:approvals", Act.DECIDE_STEPS),
            Entry(_("Electorate rolls"), "rolls:roll_list", Act.VIEW_ROLLS),
            Entry(_("Party members with a vote"), "rolls:register_list", Act.VIEW_ROLLS),
            Entry(_("Calendar"), "elections:calendar_home", Act.VIEW_ELECTIONS),
            Entry(_("Election committees"), "elections:committee_list", Act.VIEW_ELECTIONS),
            Entry(_("Groups and contacts"), "elections:group_list", Act.VIEW_ELECTIONS),
            Entry(_("Candidates"), "candidates:nomination_list", Act.VIEW_NOMINATIONS),
            Entry(_("Plans of the committees"), "candidates:plan_overview", Act.VIEW_NOMINATIONS),
            Entry(_("Public notices"), "candidates:notice_list", Act.VIEW_NOMINATIONS),
            Entry(_("Objections"), "candidates:objection_list", Act.HANDLE_OBJECTIONS),
            Entry(_("Votes and results"), "ballots:vote_list", Act.VIEW_VOTES),
            Entry(_("Persons under review"), "vetting:person_list", Act.VIEW_VETTING),
            Entry(_("Joint review"), "vetting:batch_list", Act.VIEW_VETTING),
            Entry(_("Consultations"), "vetting:consultation_list", Act.VIEW_PROBLEMS),
            Entry(_("Inspections"), "candidates:inspection_list", Act.VIEW_INSPECTIONS),
            Entry(_("Talks"), "candidates:talk_due", Act.VIEW_INSPECTIONS),
            Entry(_("Commitments"), "candidates:commitment_list", Act.VIEW_COMMITMENTS),
            Entry(_("Filing of secretaries"), "candidates:secretary_list", Act.VIEW_SECRETARIES),
            Entry(_("Reviews"), "vetting:review_list", Act.VIEW_OWN_REVIEWS),
        ),
    ),
    (
        _("Supervision"),
        (
            Entry(_("Documents"), "filings:document_list", Act.VIEW_DOCUMENTS),
            Entry(_("Statistics"), "filings:statistics", Act.VIEW_DOCUMENTS),
            Entry(_("Audit trail"), "oversight:trail", Act.VIEW_TRAIL),
            Entry(_("Seals"), "oversight:seal_list", Act.VIEW_TRAIL),
        ),
    ),
    (
        _("Settings"),
        (
            Entry(_("Cycles"), "elections:cycle_list", Act.VIEW_ELECTIONS),
            Entry(_("Chain of steps"), "elections:chain", Act.VIEW_ELECTIONS),
            Entry(_("Rulebooks"), "elections:rulebook_list", Act.VIEW_ELECTIONS),
            Entry(_("Weights of the five dimensions"), "candidates:weights", Act.VIEW_NOMINATIONS),
            Entry(_("Departments"), "vetting:department_list", Act.VIEW_DEPARTMENTS),
            Entry(_("Bars"), "vetting:bar_list_list", Act.VIEW_VETTING),
            Entry(_("Divisions"), "villages:division_list", Act.VIEW_DIVISIONS),
            Entry(_("Import and export"), "sheets:table_list", Act.VIEW_JOBS),
            Entry(_("Jobs"), "jobs:job_list", Act.VIEW_JOBS),
            Entry(_("Accounts"), "staff:user_list", Act.VIEW_ACCOUNTS),
        ),
    ),
)

Counter = Callable[[Any], QuerySet[Any]]
_counters: dict[str, Counter] = {}


def counts(url_name: str) -> Callable[[Counter], Counter]:
    """Register what is counted beside an entry: rooms do so in their `attention.py`, with the rows of a request's scope."""

    def register(counter: Counter) -> Counter:
        _counters[url_name] = counter
        return counter

    return register


def rail(request: HttpRequest) -> dict[str, Any]:
    """`rail` for the templates: what the user may open, in sections, worked out only on a page that shows it."""
    return {"rail": cache(lambda: _rail(request))}


def _rail(request: HttpRequest) -> list[Section]:
    scope: Scope = getattr(request, "scope", Scope())
    if not request.user.is_authenticated or getattr(request, "signing_in", False):
        return []
    addresses = _addresses(scope)
    current = _current(request.path, addresses)
    counted = _counted(request, [name for name in addresses if name in _counters])
    return [section for section in _sections(addresses, current, counted) if section.links]


def _counted(request: Any, names: list[str]) -> dict[str, int]:
    """All counts of the rail in one query."""
    if not names:
        return {}
    rows = (_counters[name](request).order_by().annotate(rows=Func(F("pk"), function="COUNT")) for name in names)
    columns = [Subquery(counted.values("rows"), output_field=IntegerField()) for counted in rows]
    figures = User.objects.filter(pk=request.user.pk).values_list(*columns).get()
    return dict(zip(names, figures, strict=True))


def _addresses(scope: Scope) -> dict[str, str]:
    """Address by name of the entries that the scope opens."""
    return {
        entry.url_name: reverse(entry.url_name)
        for _label, entries in RAIL
        for entry in entries
        if entry.act is None or scope.allows(entry.act)
    }


def _current(path: str, addresses: dict[str, str]) -> str:
    """Name of the entry under which a page lies: the one with the longest address that the page's begins with."""
    above = [
        name for name, address in addresses.items() if path == address or (address != "/" and path.startswith(address))
    ]
    return max(above, key=lambda name: len(addresses[name]), default="")


def _sections(addresses: dict[str, str], current: str, counted: dict[str, int]) -> list[Section]:
    return [
        Section(
            label,
            [
                Link(entry.label, addresses[name], name == current, counted.get(name))
                for entry in entries
                if (name := entry.url_name) in addresses
            ],
        )
        for label, entries in RAIL
    ]
