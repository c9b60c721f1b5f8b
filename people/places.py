"""Names of divisions for the pages of persons. Their tree stands in a later room: it is found by its model's name, as a foreign key would find it."""

from itertools import groupby
from operator import itemgetter
from typing import Any

from django.apps import apps
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from people.models import Person


def _divisions() -> QuerySet[Any]:
    model: Any = apps.get_model("villages", "Division")
    divisions: QuerySet[Any] = model.objects.all()
    return divisions


def places(scope: Scope, act: Act, level: Level) -> list[tuple[str, str]]:
    """Code and name of the divisions of a level in which the scope allows the act, in the order of the codes."""
    divisions = _divisions().alias(digits=Length("code")).filter(scope.within(act), digits=level, abolished_on=None)
    return list(divisions.order_by("code").values_list("code", "name"))


def with_village_names(persons: QuerySet[Person]) -> QuerySet[Person]:
    """Persons with the name of their village as `village_name`, None without one."""
    name = _divisions().filter(pk=OuterRef("village_code")).values("name")
    return persons.annotate(village_name=Subquery(name, output_field=CharField(null=True)))


def villages_by_township(scope: Scope, act: Act) -> list[tuple[str, list[tuple[str, str]]]]:
    """Villages in which the scope allows the act, grouped by the name of their township: choices of a form."""
    villages = (
        _divisions().alias(digits=Length("code")).filter(scope.within(act), digits=Level.VILLAGE, abolished_on=None)
    )
    rows = villages.order_by("code").values_list("parent__name", "code", "name")
    return [
        (township, [(code, name) for _township, code, name in group])
        for township, group in groupby(rows, key=itemgetter(0))
    ]


def with_division_names(rows: QuerySet[Any], *, field: str = "division_code") -> QuerySet[Any]:
    """Rows with the name of the division whose code a field holds, as `division_name`."""
    name = _divisions().filter(pk=OuterRef(field)).values("name")
    named: QuerySet[Any] = rows.annotate(division_name=Subquery(name, output_field=CharField(null=True)))
    return named


def divisions_within(scope: Scope, act: Act) -> list[tuple[str, str]]:
    """Code and name of the townships and, below each, of the villages in which the scope allows the act."""
    divisions = _divisions().alias(digits=Length("code")).filter(scope.within(act), abolished_on=None)
    rows = divisions.filter(digits__gte=Level.TOWNSHIP).order_by("code").values_list("code", "name")
    return [(code, name if len(code) == Level.TOWNSHIP else f"　{name}") for code, name in rows]
