"""What the gates say of the demonstration county: every rule has a name, every finding is said in words."""

import re

import pytest

from elections.gates import findings
from elections.models import Election
from elections.steps import Step

pytestmark = pytest.mark.django_db
# What no official reads: names of variables, operators of a programming language, bare figures (“5/5”, “0 = 0”).
_CODE = re.compile(r"\w_\w|[<>=]{2}|^\d+ ?[/=] ?\d+$|^\d+$")


@pytest.mark.parametrize("step", list(Step), ids=lambda step: step.value)
def test_findings_are_said_in_words(county, step):
    elections = list(Election.objects.select_related("cycle", "village__parent", "village__profile"))
    said = [found for rows in findings(step, elections).values() for found in rows]
    assert {found.finding.rule for found in said if found.title == found.finding.rule} == set()
    assert {found.detail for found in said if _CODE.search(found.detail)} == set()
