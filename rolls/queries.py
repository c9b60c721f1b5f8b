"""Reading the rolls, in a fixed number of queries."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.queries import formal_candidates
from elections.models import Body, Cycle, Election
from people.models import Sexes
from rolls.models import (
    Basis,
    Edition,
    Entry,
    Helper,
    Method,
    MobileVoter,
    Objection,
    PartyElector,
    Proxy,
    Roll,
    Standing,
    Unlisted,
)
from rolls.models.entries import group_label
from rolls.rules import add_months


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


def with_place(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Entries with their `place` on the posted roll, by which a list is sorted: group, then strokes of the name."""
    group = LPad(Cast("group_order", CharField()), 7, Value("0"))
    return entries.annotate(place=Concat(group, "group", Value(" "), "name_key", output_field=CharField()))


def due(prefix: str = "") -> Q:
    """Condition: full members whose vote is not suspended and who are not left out by a complete file.

    `prefix` leads from the row to the member.
    """
    whole = {"consent_on__isnull": False, "passed_on__isnull": False}
    left_out = Q(**{f"{prefix}{name}": value for name, value in whole.items()})
    for name in ("left_out", "proof", "consent"):
        left_out &= ~Q(**{f"{prefix}{name}": ""})
    return Q(**{f"{prefix}standing": Standing.FULL, f"{prefix}suspension": ""}) & ~left_out


def members_due_of_all(elections: Collection[int]) -> dict[int, int]:
    """Members due by the primary key of their Party election; without a settled register nobody can say."""
    rows = PartyElector.objects.filter(
        due(), register__election__in=elections, register__settled_on__isnull=False
    ).values_list(F("register__election"), flat=True)
    counts: dict[int, int] = {}
    for election in rows:
        counts[election] = counts.get(election, 0) + 1
    return counts


def candidate_entries(roll: Roll) -> set[int]:
    """Primary keys of the entries of those who stand in the election as formal candidates, by ID number or else by name."""
    people = [nomination.person for nomination in formal_candidates(roll.election)]
    numbers = {person.id_index for person in people if person.id_index}
    names = {person.name for person in people if not person.id_index}
    known = Q(id_index__in=numbers) | Q(name__in=names) | Q(name__in=[person.name for person in people], id_index=None)
    return set(roll.entries.filter(known, removed_in=None).values_list("pk", flat=True)) if people else set()


def rolls_in(scope: Scope, cycle: Cycle) -> QuerySet[Election]:
    """The committees' elections of a cycle in the scope with their rolls and figures, in the order of the villages."""
    entries = Entry.objects.filter(roll=OuterRef("roll"), removed_in=None).order_by().values("roll")
    objections = Objection.objects.filter(roll=OuterRef("roll"), announced_on=None).order_by().values("roll")
    editions = Edition.objects.filter(roll=OuterRef("roll")).order_by("-number")
    return (
        Election.objects.filter(scope.within(Act.VIEW_ROLLS, "village__code"), cycle=cycle, body=Body.COMMITTEE)
        .select_related("village__parent", "village__profile", "cycle", "roll")
        .annotate(
            listed=Subquery(entries.filter(unlisted="").annotate(n=Count("pk")).values("n")),
            unlisted=Subquery(entries.exclude(unlisted="").annotate(n=Count("pk")).values("n")),
            open_objections=Subquery(objections.annotate(n=Count("pk")).values("n")),
            edition=Subquery(editions.filter(announced_on__isnull=False).values("number")[:1]),
            state=F("roll__state"),
        )
        .order_by("village_id")
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """Voters of a roll as it stands: how many, by basis, group, sex and age on the election day; and who is not listed."""

    listed: int
    men: int
    women: int
    without_number: int
    bases: list[tuple[str, int]]
    ages: list[tuple[Any, int]]
    unlisted: list[tuple[str, int]]
    groups: list[tuple[str, int]]


AGE_BANDS: Final = ((18, 35), (36, 45), (46, 60), (61, 79), (80, None))


def figures_of(roll: Roll, *, on: datetime.date) -> Figures:
    """The figures in three queries."""
    here = roll.entries.filter(present())
    ages = {f"age{place}": Count("pk", filter=born_between(*band, on=on)) for place, band in enumerate(AGE_BANDS)}
    sums = here.aggregate(
        listed=Count("pk"),
        men=Count("pk", filter=Q(sex=Sexes.MALE)),
        women=Count("pk", filter=Q(sex=Sexes.FEMALE)),
        without_number=Count("pk", filter=Q(id_index=None)),
        **ages,
    )
    counted = (
        roll.entries.filter(removed_in=None).order_by().values_list("basis", "unlisted").annotate(count=Count("pk"))
    )
    kinds = {(basis or reason): count for basis, reason, count in counted}
    groups = (
        here.order_by("group_order", "group")
        .values_list("group")
        .annotate(count=Count("pk"))
        .order_by("group_order", "group")
    )
    return Figures(
        listed=sums["listed"],
        men=sums["men"],
        women=sums["women"],
        without_number=sums["without_number"],
        bases=[(str(basis.label), kinds[basis]) for basis in Basis if basis in kinds],
        ages=[(age_label(*band), sums[f"age{place}"]) for place, band in enumerate(AGE_BANDS)],
        unlisted=[(str(reason.label), kinds[reason]) for reason in Unlisted if reason in kinds],
        groups=[(group_label(group) or gettext("no group"), count) for group, count in groups],
    )


def age_label(youngest: int, oldest: int | None) -> str:
    """A band of ages as people read it."""
    if oldest is None:
        return gettext("%(age)s and older") % {"age": youngest}
    return gettext("%(from)s to %(to)s") % {"from": youngest, "to": oldest}


def born_between(youngest: int, oldest: int | None, *, on: datetime.date) -> Q:
    """Condition: aged from `youngest` to `oldest` whole years on a day."""
    condition = Q(birth_date__lte=add_months(on, -12 * youngest))
    return condition if oldest is None else condition & Q(birth_date__gt=add_months(on, -12 * (oldest + 1)))


def posted(roll: Roll) -> list[tuple[str, list[Entry]]]:
    """The announced roll by group: names in the order of strokes."""
    entries = roll_on(roll).only("name", "group", "group_order", "number", "name_key")
    return [
        (group_label(group), list(found))
        for (_order, group), found in groupby(entries, key=attrgetter("group_order", "group"))
    ]


def list_counts(roll: Roll) -> list[tuple[str, Any, int, int]]:
    """Of each published list: its kind, its name, how many are on it, how many of them are not published yet."""
    names = (
        ("proxies", Proxy, _("Proxies")),
        ("mobile", MobileVoter, _("Voters at mobile boxes")),
        ("helpers", Helper, _("Helpers who write for voters")),
    )
    counts = []
    for kind, model, name in names:
        sums = model.objects.filter(roll=roll, withdrawn_on=None).aggregate(
            total=Count("pk"), waiting=Count("pk", filter=Q(published_on=None))
        )
        counts.append((kind, name, sums["total"], sums["waiting"]))
    return counts


def registers_in(scope: Scope, cycle: Cycle) -> QuerySet[Election]:
    """The Party elections of a cycle in the scope with the figures of their registers, in the order of the villages."""
    members = PartyElector.objects.filter(register=OuterRef("party_register")).order_by().values("register")
    return (
        Election.objects.filter(scope.within(Act.VIEW_ROLLS, "village__code"), cycle=cycle, body=Body.PARTY)
        .select_related("village__parent", "cycle", "party_register")
        .annotate(
            members=Subquery(members.annotate(n=Count("pk")).values("n")),
            due=Subquery(members.filter(due()).annotate(n=Count("pk")).values("n")),
            settled_on=F("party_register__settled_on"),
        )
        .order_by("village_id")
    )


def register_figures(election: Election) -> dict[str, int]:
    """Members on the register, those due, probationary ones, those whose vote is suspended, those left out."""
    left_out = ~Q(left_out="") & Q(standing=Standing.FULL, suspension="")
    return PartyElector.objects.filter(register__election=election).aggregate(
        members=Count("pk"),
        due=Count("pk", filter=due()),
        probationary=Count("pk", filter=Q(standing=Standing.PROBATIONARY)),
        suspended=Count("pk", filter=Q(standing=Standing.FULL) & ~Q(suspension="")),
        left_out=Count("pk", filter=left_out & ~due()),
    )
