"""A reviewer says who he is, so that the system recuses him."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.codes import Level
from electionadmin.versions import Stale
from people import id_numbers
from people.models import Person
from people.queries import find_by_id_number
from vetting.models import Declaration, ReviewRules
from villages.models import Division


@transaction.atomic
def declare(*, scope: Scope, user: User, id_number: str, village: Division | None, version: int) -> Declaration:
    """Store a reviewer's own record, found by his ID number, and his home village.

    Whoever is not on record in the county has no relatives there that the system knows; his village counts all the
    same. An empty number keeps the record declared before. Raises ValidationError, and Stale as a form does.
    """
    scope.require(Act.ANSWER_REVIEWS)
    declaration = Declaration.objects.select_for_update().filter(user=user).first() or Declaration(user=user)
    if (declaration.version if declaration.pk else 0) != version:
        raise Stale(declaration)
    county = scope.prefixes(Act.ANSWER_REVIEWS)[0][: Level.COUNTY]
    if id_number.strip():
        declaration.person = own_record(id_number, county)
    if village and not village.code.startswith(county):
        raise ValidationError({"village": [_("Choose a village of this county, or none.")]})
    declaration.village = village
    declaration.save()
    return declaration


def own_record(text: str, county: str) -> Person | None:
    """The record of whoever has this ID number in a county, None without one. Raises ValidationError (`id_number`)."""
    checked = id_numbers.check(text, on=timezone.localdate())
    if isinstance(checked, id_numbers.Problem):
        raise ValidationError({"id_number": [checked.message]})
    return find_by_id_number(Person.objects.filter(county_code=county), checked.number).first()


@transaction.atomic
def save_rules(*, scope: Scope, rules: ReviewRules, version: int) -> ReviewRules:
    """Store the county's rules for its reviews. Raises ValidationError, Stale."""
    scope.require(Act.MANAGE_BARS, rules.county_id)
    now = ReviewRules.objects.select_for_update().filter(county=rules.county_id).first()
    if (now.version if now else 0) != version:
        raise Stale(now or rules)
    rules.full_clean()
    rules.save()
    return rules
