"""How far the elections are, how they went, how many took part."""

from django.db.models import Count, F, Q, Sum, Value
from django.db.models.fields import IntegerField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from ballots.models import Occasion, Round, Status, Vote
from ballots.queries import results_in_force
from elections.models import Election
from filings.statistics.area import Area
from filings.statistics.shapes import Figures


def count_elections(rows: dict[str, Figures], area: Area) -> None:
    """Due and held, the rounds, the turnout of those that were valid; three queries."""
    _count_stages(rows, area)
    _count_rounds(rows, area)
    _count_turnout(rows, area)


def _count_stages(rows: dict[str, Figures], area: Area) -> None:
    found = (
        Election.objects.filter(area.below("village__code"), cycle=area.cycle)
        .order_by()
        .values("body", unit=area.unit("village_id"))
        .annotate(due=Count("pk"), held=Count("pk", filter=Q(held_on__isnull=False)))
    )
    for row in found:
        counted = rows[row["unit"]].elections[row["body"]]
        counted.due, counted.held = row["due"], row["held"]


def _count_rounds(rows: dict[str, Figures], area: Area) -> None:
    votes = Vote.objects.filter(
        area.below("election__village__code"), election__cycle=area.cycle, occasion=Occasion.ELECTION
    )
    counts = (
        votes.order_by()
        .values(chosen=F("election__body"), unit=area.unit("election__village_id"))
        .annotate(
            second=Count("election", filter=Q(round=Round.SECOND), distinct=True),
            rerun=Count("election", filter=Q(round=Round.FIRST, follows__isnull=False), distinct=True),
            boxes=Count("stations", distinct=True),
        )
    )
    for row in counts:
        counted = rows[row["unit"]].elections[row["chosen"]]
        counted.second_round, counted.rerun, counted.stations = row["second"], row["rerun"], row["boxes"]


def _count_turnout(rows: dict[str, Figures], area: Area) -> None:
    """Turnout of the first rounds that were valid."""
    valid = results_in_force().filter(
        area.below("vote__election__village__code"),
        vote__election__cycle=area.cycle,
        vote__occasion=Occasion.ELECTION,
        vote__round=Round.FIRST,
        status__in=(Status.COMPLETE, Status.FURTHER_VOTE),
    )
    counts = (
        valid.order_by()
        .values(chosen=F("vote__election__body"), unit=area.unit("vote__election__village_id"))
        .annotate(
            complete=Count("pk", filter=Q(status=Status.COMPLETE, vote__follows=None)),
            electors=Coalesce(Sum("vote__electors"), Value(0)),
            voted=Coalesce(Sum(Cast(KT("record__papers__returned"), IntegerField())), Value(0)),
        )
    )
    for row in counts:
        counted = rows[row["unit"]].elections[row["chosen"]]
        counted.first_round, counted.electors, counted.voted = row["complete"], row["electors"], row["voted"]
