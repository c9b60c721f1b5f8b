"""What the gates say of the demonstration county: every rule has a name, every finding is said in words."""

import re

import pytest
from django.utils import translation

from elections.gates import findings
from elections.models import Election
from elections.steps import Step

# Words of code: the languages of rules and states, which no official reads.
_CODE = re.compile(r"[a-z_]{3,}|[<>=]{2}")


@pytest.mark.parametrize("step", list(Step), ids=lambda step: step.value)
def test_findings_are_said_in_words(county, step):
    elections = list(Election.objects.select_related("cycle", "village__parent", "village__profile"))
    with translation.override("zh-hans"):
        said = {
            (found.finding.rule, str(found.title), str(found.detail))
            for rows in findings(step, elections).values()
            for found in rows
        }
    assert [one for one in said if _CODE.search(one[1]) or _CODE.search(one[2])] == []
