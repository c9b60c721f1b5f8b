"""Lists of bars, and what is in force on a day."""

from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from vetting.models import BarList

Dated = TypeVar("Dated", bound=Model)


def in_force(rows: QuerySet[Dated], day: date) -> QuerySet[Dated]:
    """Rows with `valid_from` and `valid_until` that hold on a day."""
    return rows.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))


def bar_list_in_force(county: str, day: date) -> BarList | None:
    """The published list of a county that holds on a day: the newest of those that have begun."""
    return (
        BarList.objects.filter(county_id=county, published_at__isnull=False, valid_from__lte=day)
        .order_by("-valid_from", "-number")
        .first()
    )
