"""What holds of the lists of many elections, in a fixed number of queries: the same findings for gates and pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from candidates.models import Nomination, PostSeats, State
from candidates.nominations import rules
from candidates.nominations.states import ENDED, STANDING
from electionadmin.findings import Finding
from elections.law import chapters_of
from elections.models import Election
from people.models import Person
from people.queries import related_pairs


def findings_of(elections: Sequence[Election], *, states: Iterable[State] = STANDING) -> dict[int, list[Finding]]:
    """Differential and one post each, of those who stand in each election; `village` and `cycle` are loaded."""
    chapters = chapters_of(elections)
    seats: dict[int, dict[str, int]] = defaultdict(dict)
    for election, post, number in PostSeats.objects.filter(election__in=elections).values_list(
        "election_id", "post", "number"
    ):
        seats[election][post] = number
    standing: dict[int, list[rules.Standing]] = defaultdict(list)
    rows = Nomination.objects.filter(election__in=elections, state__in=list(states)).select_related("person")
    for row in rows.order_by("election_id", "person__name_key", "pk"):
        standing[row.election_id].append(rules.Standing(row.person_id, row.person.name, row.post))
    return {
        election.pk: rules.on_list(
            book=election.cycle.law(),
            chapter=chapters[election.pk],
            seats=seats[election.pk],
            standing=standing[election.pk],
        )
        for election in elections
    }


def qualifications_of(elections: Sequence[Election], *, states: Iterable[State] = STANDING) -> dict[int, list[Finding]]:
    """What is asked of each person on the lists: age, Party membership, one village, no near relative beside him."""
    chapters = chapters_of(elections)
    rows = list(
        Nomination.objects.filter(election__in=elections, state__in=list(states))
        .select_related("person")
        .order_by("election_id", "person__name_key", "pk")
    )
    by_election: dict[int, dict[int, Person]] = defaultdict(dict)
    for row in rows:
        by_election[row.election_id][row.person_id] = row.person
    kin = related_pairs({row.person_id for row in rows})
    elsewhere = _elsewhere(elections, {row.person_id for row in rows})
    return {
        election.pk: rules.on_persons(
            book=election.cycle.law(),
            chapter=chapters[election.pk],
            persons=list(by_election[election.pk].values()),
            day=election.election_day or election.cycle.election_day,
            relatives=[
                (one, other, relative.relation)
                for one, other, relative in kin
                if one in by_election[election.pk] and other in by_election[election.pk]
            ],
            elsewhere={
                person for person, villages in elsewhere[election.cycle_id].items() if villages - {election.village_id}
            },
        )
        for election in elections
    }


def _elsewhere(elections: Sequence[Election], persons: set[int]) -> dict[int, dict[int, set[str]]]:
    """Villages in which each person stands, by cycle."""
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = Nomination.objects.filter(
        election__cycle__in={election.cycle_id for election in elections}, person__in=persons
    ).exclude(state__in=ENDED)
    for cycle, person, village in rows.values_list("election__cycle_id", "person_id", "election__village_id"):
        found[cycle][person].add(village)
    return found


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stand in the way."""
    return [finding for finding in findings if not finding.ok and finding.severity == "block"]
