"""What the tests of the documents share."""

import pytest

from accounts.models import User
from accounts.roles import Role
from elections.models import Election
from filings.models import Wording
from filings.wording import PASSAGES
from tests.factories import COUNTY, VILLAGE, make_cycle, make_division, make_officer


@pytest.fixture
def organiser(db: None) -> User:
    """The organiser of the county."""
    return make_officer(Role.COUNTY_ORGANISER, name="韩志远")


@pytest.fixture
def worded(organiser: User) -> User:
    """The county has said what only it knows: its name, its term, its letterheads."""
    Wording.objects.bulk_create(
        Wording(county_code=COUNTY, passage=passage.name, text=passage.example, version=1, by=organiser)
        for passage in PASSAGES
    )
    return organiser


@pytest.fixture
def election(worded: User) -> Election:
    """The committee's election of 城西村."""
    make_division(COUNTY, "沁源县")
    make_division(VILLAGE[:9], "沁河镇")
    make_division(VILLAGE, "城西村")
    return make_cycle(villages=[VILLAGE]).elections.get(village_id=VILLAGE, body="committee")
