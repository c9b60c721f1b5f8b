"""Reading the rolls, in a fixed number of queries."""

import datetime
from collections.abc import Collection, Mapping

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from elections.models import Body, Election
from rolls.models import Edition, Entry, Method, PartyElector, Roll, Standing


def electors_of(election: Election, *, on: datetime.date | None = None) -> int | None:
    """Those entitled to vote in an election, the base of its turnout; None where nobody can say yet.

    A committee's: those on the roll as it stood at the end of the day `on` (default: as last announced), or the
    representatives where they elect. A Party organisation's: the members due (应到会有选举权人数). A supervisory
    committee is chosen by a meeting: None.
    """
    return electors_of_all([election], on=on).get(election.pk)


def electors_of_all(elections: Collection[Election], *, on: datetime.date | None = None) -> dict[int, int]:
    """The same for many elections by their primary keys, in two queries; those of whom nobody can say yet are left out."""
    committees = [election.pk for election in elections if election.body == Body.COMMITTEE]
    parties = [election.pk for election in elections if election.body == Body.PARTY]
    found = dict(_rolls_electors(committees, on)) if committees else {}
    return found | (members_due_of_all(parties) if parties else {})


def _rolls_electors(elections: Collection[int], on: datetime.date | None) -> Mapping[int, int]:
    editions = Edition.objects.filter(roll=OuterRef("pk"), announced_on__isnull=False)
    if on is not None:
        editions = editions.filter(announced_on__lte=on)
    rows = (
        Roll.objects.filter(election__in=elections)
        .annotate(standing=Subquery(editions.order_by("-number").values("electors")[:1]))
        .values_list("election_id", "method", "delegates", "standing")
    )
    return {
        election: count
        for election, method, delegates, standing in rows
        if (count := standing if method == Method.VOTERS else delegates) is not None
    }


def standing_in(number: int) -> Q:
    """Condition: entries that stand on the edition of this number."""
    return Q(unlisted="", added_in__lte=number) & (Q(removed_in=None) | Q(removed_in__gt=number))


def present() -> Q:
    """Condition: entries that stand on the roll now, struck off by no edition announced or in preparation."""
    return Q(unlisted="", removed_in=None)


def edition_on(roll: Roll, day: datetime.date | None = None) -> Edition | None:
    """The edition in force at the end of a day (default: the last announced); None before publication."""
    editions = roll.editions.filter(announced_on__isnull=False)
    if day is not None:
        editions = editions.filter(announced_on__lte=day)
    return editions.order_by("-number").first()


def roll_on(roll: Roll, day: datetime.date | None = None) -> QuerySet[Entry]:
    """The entries of the edition in force on a day, by group and strokes; none before publication."""
    edition = edition_on(roll, day)
    if edition is None:
        return Entry.objects.none()
    return in_order(Entry.objects.filter(standing_in(edition.number), roll=roll))


def in_order(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries as they are posted: by group, then by the strokes of the names."""
    return entries.order_by("group_order", "group", "name_key", "pk")


def due() -> Q:
    """Condition: full members whose vote is not suspended and who are not left out by a complete file."""
    left_out = (
        ~Q(left_out="") & ~Q(proof="") & ~Q(consent="") & Q(consent_on__isnull=False) & Q(passed_on__isnull=False)
    )
    return Q(standing=Standing.FULL, suspension="") & ~left_out


def members_due_of_all(elections: Collection[int]) -> dict[int, int]:
    """Members due by the primary key of their Party election; without a settled register nobody can say."""
    rows = PartyElector.objects.filter(
        due(), register__election__in=elections, register__settled_on__isnull=False
    ).values_list(F("register__election"), flat=True)
    counts: dict[int, int] = {}
    for election in rows:
        counts[election] = counts.get(election, 0) + 1
    return counts
