"""Cycles and elections as several pages read them."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from elections.models import Cycle, Election


def cycle_of(scope: Scope) -> Cycle | None:
    """The newest cycle of the county in which the user holds his duty."""
    home = scope.home()
    if home is None or len(home.code) < Level.COUNTY:
        return None
    return Cycle.objects.filter(county_id=home.code[: Level.COUNTY]).select_related("county").first()


def current_cycle(request: HttpRequest) -> Cycle | None:
    """The same for whoever sends a request; asked for once, since page and frame both want it."""
    if not hasattr(request, "cycle"):
        request.cycle = cycle_of(getattr(request, "scope", Scope()))  # type: ignore[attr-defined]
    cycle: Cycle | None = request.cycle  # type: ignore[attr-defined]
    return cycle


def elections_in(scope: Scope, cycle: Cycle) -> QuerySet[Election]:
    """Elections of a cycle that the scope lets see, with their villages and townships."""
    return Election.objects.filter(scope.within(Act.VIEW_ELECTIONS, "village__code"), cycle=cycle).select_related(
        "village__parent", "cycle"
    )


def with_progress(cycles: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """Cycles with the number of their elections (`total`) and of those held (`held`)."""
    return cycles.annotate(
        total=Count("elections"), held=Count("elections", filter=Q(elections__held_on__isnull=False))
    )
