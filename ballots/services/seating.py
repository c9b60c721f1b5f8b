"""Once the handover is held the old body's term ends and those elected sit on it (OLVC-2025, art. 24)."""

from django.db.models import Q

from ballots.models import Handover
from ballots.queries import winners_of
from elections.models import Body as Elected
from elections.models import Election
from villages.models import Body, BodyKind, Member

_KINDS = {
    Elected.PARTY: BodyKind.PARTY,
    Elected.COMMITTEE: BodyKind.COMMITTEE,
    Elected.SUPERVISORY: BodyKind.SUPERVISORY,
}


def seat_elected(handover: Handover) -> list[Member]:
    """End the seats of the old body on the day on which the new one was formed, and seat who was elected and is on record.

    A seat that began later, by a by-election, stays.
    """
    election, day = handover.election, handover.formed_on
    kind = _KINDS[Elected(election.body)]
    body, _created = Body.objects.get_or_create(village_id=election.village_id, kind=kind)
    began_before = Q(starts_on=None) | Q(starts_on__lte=day)
    for old in Member.objects.select_for_update(of=("self",)).filter(began_before, body=body, ends_on=None):
        old.ends_on = day
        old.save()
    body.term_starts_on = day
    body.save()
    winners = winners_of([election]).filter(person__isnull=False).order_by("post__position", "-votes", "pk")
    seated = [
        Member(body=body, person=one.person, post=one.post.post, position=place, starts_on=day)
        for place, one in enumerate(winners, start=1)
    ]
    for member in seated:
        member.full_clean()
        member.save()
    return seated


def not_seated(election: Election) -> list[str]:
    """Names of those elected who are not on record as persons: somebody has to enter them and seat them by hand."""
    return list(winners_of([election]).filter(person=None).order_by("pk").values_list("name", flat=True))
