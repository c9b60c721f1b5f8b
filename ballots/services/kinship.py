"""Near relatives among those voted on and seated: those on record, and those typed of names that are on no record.

What is on record is noted anew when the vote is arranged, when it opens and when it is counted; it is mended on the
person's page, not here. With the result it stays as it was judged.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.scope import Scope
from ballots.models import Kinship, Line, Vote, VoteState
from ballots.services.locks import locked_vote
from people.queries import related_pairs


@transaction.atomic
def save_kinship(*, scope: Scope, vote: Vote, pairs: Iterable[tuple[str, str, str]]) -> None:
    """Typed pairs (name, name, relation) in place of those typed before. Raises ValidationError, Http404."""
    locked = locked_vote(scope=scope, pk=vote.pk)
    if locked.state == VoteState.CLOSED:
        raise ValidationError(_("The vote is counted. A recount is ordered before facts are corrected."))
    names = _names(locked)
    rows = []
    for one, other, relation in pairs:
        unknown = [name for name in (one, other) if name not in names]
        if unknown:
            raise ValidationError({"relatives": _("%(name)s stands on no ballot of this vote.") % {"name": unknown[0]}})
        if one == other:
            raise ValidationError({"relatives": _("Nobody is a relative of himself: %(name)s.") % {"name": one}})
        rows.append(Kinship(vote=locked, one=one, other=other, relation=relation))
    locked.kinships.filter(on_record=False).delete()
    Kinship.objects.bulk_create(rows, ignore_conflicts=True)
    note_relatives(locked)


def note_relatives(vote: Vote) -> None:
    """Note the near relatives on record; they take the place of what was typed of the same two."""
    called = dict(vote.seated.filter(person__isnull=False).values_list("person", "name"))
    called |= dict(_lines(vote).filter(person__isnull=False).values_list("person", "name"))
    found = {
        frozenset((called[one], called[other])): Kinship(
            vote=vote, one=called[one], other=called[other], relation=relative.relation, on_record=True
        )
        for one, other, relative in related_pairs(list(called))
    }
    outdated = [row.pk for row in vote.kinships.all() if row.on_record or frozenset((row.one, row.other)) in found]
    vote.kinships.filter(pk__in=outdated).delete()
    Kinship.objects.bulk_create(found.values())


def copy_kinship(vote: Vote, following: Vote) -> None:
    """What was typed of those who are voted on again."""
    names = _names(following)
    for pair in vote.kinships.filter(on_record=False):
        if pair.one in names and pair.other in names:
            following.kinships.create(one=pair.one, other=pair.other, relation=pair.relation)
    note_relatives(following)


def _names(vote: Vote) -> set[str]:
    """Those who are voted on, and those who hold seats already."""
    return {*_lines(vote).values_list("name", flat=True), *vote.seated.values_list("name", flat=True)}


def _lines(vote: Vote) -> QuerySet[Line]:
    return Line.objects.filter(post__ballot__vote=vote)
