"""Who stands: what vetting, ballots and documents ask of this room."""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, QuerySet, Value, When

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Nomination, State
from candidates.nominations.states import STANDING
from elections.models import Election
from villages.models import Post

_POST_ORDER = Case(
    *(When(post=post, then=Value(place)) for place, post in enumerate(Post)), output_field=IntegerField()
)


def nominations(scope: Scope, act: Act = Act.VIEW_NOMINATIONS) -> QuerySet[Nomination]:
    """Every nomination in the scope, whatever its state, with person, election, village and township."""
    return Nomination.objects.filter(scope.within(act, "election__village__code")).select_related(
        "person", "election__village__parent", "election__cycle"
    )


def nominees(*elections: Election | int) -> QuerySet[Nomination]:
    """Those who stand in the elections (preliminary, nominees to be, formal), by post and order."""
    return in_order(_of(elections).filter(state__in=STANDING))


def formal_candidates(*elections: Election | int) -> QuerySet[Nomination]:
    """The formal candidates (正式候选人) of the elections, by post and order."""
    return in_order(_of(elections).filter(state=State.FORMAL))


def reserves(*elections: Election | int) -> QuerySet[Nomination]:
    """Those who step up when somebody before them falls out, the next first."""
    return in_order(_of(elections).filter(state=State.RESERVE))


def in_order(nominations: QuerySet[Nomination]) -> QuerySet[Nomination]:
    """By post, then by the order of the list, then by the strokes of the names."""
    return nominations.order_by("election_id", _POST_ORDER, "position", "person__name_key", "pk")


def _of(elections: Iterable[Election | int]) -> QuerySet[Nomination]:
    return Nomination.objects.filter(election__in=elections).select_related("person", "election__village__parent")
