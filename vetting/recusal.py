"""Who a reviewer is, and for whom he may not answer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from people.queries import near_relatives_of
from vetting import rules
from vetting.models import Declaration

WORDS: dict[str, str | Promise] = {
    "undeclared": _("First say who you are: your own record and home village."),
    "self": _("This is you. Somebody else of your department answers."),
    "relative": _("A near relative of yours. Somebody else of your department answers."),
    "village": _("From your own village. Somebody else of your department answers."),
}


def reviewer_of(user: User) -> rules.Reviewer:
    """What the system knows of a reviewer, in a fixed number of queries."""
    declared = Declaration.objects.filter(user=user).first()
    if declared is None:
        return rules.Reviewer(declared=False)
    return rules.Reviewer(
        declared=True,
        person=declared.person_id,
        village=declared.village_id or "",
        relatives=_relatives(declared.person_id) if declared.person_id else frozenset(),
    )


def _relatives(person: int) -> frozenset[int]:
    """Keys of the near relatives on record (Civil Code, art. 1045)."""
    found = near_relatives_of([person])[person]
    return frozenset(relative.person.pk for relative in found if relative.person)
