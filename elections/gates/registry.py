"""The registry of the gates."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from electionadmin.findings import Finding
from elections.models import Body, Election
from elections.rules.titles import title_of
from elections.rules.wording import in_words
from elections.steps import Step


@dataclass(frozen=True, slots=True)
class GateFinding:
    """A finding of one election before one step, and the page on which it is mended (empty: nothing to mend)."""

    finding: Finding
    url: str = ""

    @property
    def title(self) -> str:
        """What the rule is called."""
        return title_of(self.finding.rule)

    @property
    def detail(self) -> str:
        """What was found, in words."""
        return in_words(self.finding.detail)

    @property
    def blocks(self) -> bool:
        """Whether the step has to wait for it."""
        return not self.finding.ok and self.finding.severity == "block"

    @property
    def warns(self) -> bool:
        """Whether somebody has to say why the step goes on all the same."""
        return not self.finding.ok and self.finding.severity == "warn"


# Elections (with village and cycle loaded) to the findings of each by its primary key, in a fixed number of queries.
Check = Callable[[Sequence[Election]], Mapping[int, Iterable[GateFinding]]]
_checks: list[tuple[frozenset[Step], frozenset[Body], Check]] = []


def gate(*steps: Step, bodies: Iterable[Body] = tuple(Body)) -> Callable[[Check], Check]:
    """Register a check for `steps` of the elections of `bodies`."""

    def register(check: Check) -> Check:
        _checks.append((frozenset(steps), frozenset(bodies), check))
        return check

    return register


def findings(step: str, elections: Collection[Election]) -> dict[int, list[GateFinding]]:
    """What every registered check finds before `step`, by election; a check is called once for all elections it concerns.

    `step` is a key of a chain; a step that a county has added has no checks.
    """
    found: dict[int, list[GateFinding]] = {election.pk: [] for election in elections}
    for steps, bodies, check in _checks:
        concerned = [election for election in elections if election.body in bodies] if step in steps else []
        if concerned:
            for number, results in check(concerned).items():
                found[number].extend(results)
    return found
