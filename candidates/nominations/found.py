"""What the pages of this room have in common: the thing that is asked for, who may be named, errors at their fields."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.pages import OfficeRequest
from accounts.roles import Act
from candidates import queries
from candidates.models import Nomination
from electionadmin.findings import Finding
from electionadmin.web.forms import OfficeForm
from elections.models import Election
from elections.rules.titles import title_of
from people.models import Person
from people.queries import persons


def election_or_404(request: OfficeRequest, pk: int, act: Act = Act.VIEW_NOMINATIONS) -> Election:
    """An election in a village in which the scope allows the act; 404 for any other."""
    rows = Election.objects.filter(request.scope.within(act, "village__code"))
    return get_object_or_404(rows.select_related("village__parent", "cycle"), pk=pk)


def nomination_or_404(request: OfficeRequest, pk: int, act: Act = Act.VIEW_NOMINATIONS) -> Nomination:
    """A nomination in the scope; 404 for any other."""
    return get_object_or_404(queries.nominations(request.scope, act), pk=pk)


def known_persons(request: OfficeRequest, found: Election) -> QuerySet[Person]:
    """Persons of a village: those who live there, sit on its bodies or stand in its elections."""
    here = (
        Q(village_code=found.village_id)
        | Q(seats__body__village=found.village_id)
        | Q(nominations__election__village=found.village_id)
    )
    return persons(request.scope).filter(here).order_by("name_key", "pk").distinct()


def told(findings: Sequence[Finding]) -> list[tuple[str, str, Finding]]:
    """Findings for a page: state of the badge, title, finding."""
    states = {"block": "block", "warn": "warn", "info": "info"}
    return [("ok" if one.ok else states[one.severity], title_of(one.rule), one) for one in findings]


def add_errors(form: Any, error: ValidationError) -> None:
    """Errors of a service at the fields that the form has, the others above it."""
    if isinstance(form, OfficeForm):
        form.add_error(None, error)
        return
    by_field = error.error_dict if hasattr(error, "error_dict") else {"__all__": error.error_list}
    for field, problems in by_field.items():
        form.add_error(field if field in form.fields else None, problems)
