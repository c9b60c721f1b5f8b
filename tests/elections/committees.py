"""Election committees for the tests."""

import datetime
from itertools import product

from accounts.roles import Role
from accounts.scope import Grant, Scope
from elections.committee import services
from elections.committee.models import CommitteeMember, ElectionCommittee, MeetingKind, Place
from elections.models import Election
from people.models import Person
from tests.factories import make_person

CHOSEN_ON = datetime.date(2026, 9, 8)
_PLACES = (Place.CHAIR, Place.DEPUTY)
# A name holds no digits.
_names = ("".join(letters) for letters in product("赵钱孙李周吴", "子丑寅卯辰巳午未申酉戌亥", "甲乙丙丁戊己庚辛壬癸"))


def _scope(election: Election) -> Scope:
    return Scope((Grant(Role.COUNTY_ORGANISER, election.village_id[:6], ""),))


def make_committee(
    election: Election, *, seats: int = 5, members: int = 0, alternates: int = 0, **values: object
) -> ElectionCommittee:
    """A committee as the service forms it, with so many members (chair and deputy first) and alternates."""
    fields = {"chosen_by": MeetingKind.REPRESENTATIVES, "chosen_on": CHOSEN_ON, "seats": seats} | values
    committee = services.form_committee(scope=_scope(election), election=election, values=fields)
    for place in range(members):
        seat_on(committee, place=_PLACES[place] if place < len(_PLACES) else Place.MEMBER, votes=60 - place)
    for place in range(alternates):
        seat_on(committee, place=Place.ALTERNATE, votes=30 - place)
    return committee


def seat_on(
    committee: ElectionCommittee, person: Person | None = None, *, place: Place = Place.MEMBER, votes: int | None = None
) -> CommitteeMember:
    """Somebody on a committee; a new person where none is given."""
    election = committee.election
    county = election.village_id[:6]
    person = person or make_person(next(_names), county_code=county, village_code=election.village_id)
    return services.add_member(
        scope=_scope(election), committee=committee, person=person, values={"place": place, "votes": votes}
    )
