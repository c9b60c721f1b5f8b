"""What holds of the lists of many elections, in a fixed number of queries: the same findings for gates and pages."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from candidates.models import Nomination, PostSeats, State
from candidates.nominations import rules
from candidates.nominations.states import STANDING
from electionadmin.findings import Finding
from elections.law import chapters_of
from elections.models import Election


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


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stand in the way."""
    return [finding for finding in findings if not finding.ok and finding.severity == "block"]
