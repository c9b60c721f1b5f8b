"""What the votes tell the calendar: the days of result, certificates and handover."""

import datetime
from collections.abc import Mapping, Sequence

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import TruncDate

from ballots.models import Handover
from ballots.queries import valid_results, winners_of
from elections.facts import tells_day
from elections.models import Election

Days = Mapping[int, datetime.date]


@tells_day("result")
def announced(elections: Sequence[Election]) -> Days:
    """The day of the first valid result: it is announced on the spot (OLVC-2025, art. 20)."""
    valid = valid_results().filter(vote__election__in=elections)
    return dict(valid.order_by().values_list("vote__election").annotate(day=Min(TruncDate("at"))))


@tells_day("certificates")
def certified(elections: Sequence[Election]) -> Days:
    """The day of the last certificate, once everybody whose seat stands has one."""
    rows = (
        winners_of(elections)
        .order_by()
        .values_list("result__vote__election")
        .annotate(without=Count("pk", filter=Q(certificate=None)), last=Max("certificate__issued_on"))
    )
    return {pk: last for pk, without, last in rows if not without and last}


@tells_day("handover")
def handed_over(elections: Sequence[Election]) -> Days:
    """The day on which the handover was held."""
    held = Handover.objects.filter(election__in=elections, held_on__isnull=False)
    return {pk: day for pk, day in held.values_list("election", "held_on") if day}
