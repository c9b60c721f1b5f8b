"""What an arrangement starts from: the frozen roll, the seats decided, the formal candidates."""

from collections import defaultdict
from dataclasses import dataclass

from ballots.models import Source
from ballots.services import NamePlan
from candidates.models import PostSeats
from candidates.queries import formal_candidates
from elections.models import Body, Election
from people.models import Person
from rolls.queries import electors_of
from villages.models import Post
from villages.models.bodies import POSTS


@dataclass(frozen=True, slots=True)
class Basis:
    """What other rooms know of an election; `electors` is None until the roll is frozen."""

    electors: int | None
    seats: dict[str, int]
    names: dict[str, list[NamePlan]]

    @property
    def source(self) -> str:
        """Where the electors come from, empty if from nowhere."""
        return Source.ROLL if self.electors is not None else ""


def basis_of(election: Election) -> Basis:
    """Read it. The Party elects its committee as a whole: all its seats and candidates are of one post."""
    whole = election.body == Body.PARTY
    seats: dict[str, int] = defaultdict(int)
    for row in PostSeats.objects.filter(election=election):
        seats[Post.MEMBER if whole else row.post] += row.number
    names: dict[str, list[NamePlan]] = defaultdict(list)
    for nomination in formal_candidates(election):
        person = nomination.person
        plan = NamePlan(person.name, person.sex, person)
        chosen = names[Post.MEMBER if whole else nomination.post]
        if person not in [other.person for other in chosen]:
            chosen.append(plan)
    return Basis(electors_of(election), dict(seats), dict(names))


def posts_of(body: str) -> tuple[Post, ...]:
    """Posts voted on for a body, the highest first; the Party's committee elects its secretary itself (PEW-2020 art. 20)."""
    return (Post.MEMBER,) if body == Body.PARTY else POSTS[body]


def people_called(names: set[str], village: str) -> dict[str, Person]:
    """Persons of a village by name, where only one is called so."""
    found: dict[str, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(name__in=names, village_code=village):
        found[person.name].append(person)
    return {name: people[0] for name, people in found.items() if len(people) == 1}
