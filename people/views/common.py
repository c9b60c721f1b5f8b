"""What the pages of persons share."""

from django.shortcuts import get_object_or_404

from accounts.pages import OfficeRequest
from accounts.roles import Act
from people import queries
from people.models import Person
from people.places import with_village_names


def person_in_scope(request: OfficeRequest, pk: int, act: Act = Act.VIEW_PERSONS) -> Person:
    """A person in the scope, with the name of his village; 404 for any other."""
    person = get_object_or_404(with_village_names(queries.persons(request.scope)), pk=pk)
    request.scope.require(act, person.division_code)
    return person
