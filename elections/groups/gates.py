"""Before an election begins, its township has a liaison and its village an informant."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from electionadmin.codes import Level
from electionadmin.findings import Finding
from elections.gates import GateFinding, gate
from elections.groups.models import GroupKind, GroupMember
from elections.models import Election
from elections.rules.titles import tell
from elections.steps import Step

tell({"liaison": _("Liaison of the township named"), "informant": _("Informant of the village named")})

_BASIS = "沁源县换届工作组织（乡镇联络员、村信息员）"


@gate(Step.PREPARATION)
def reachable(elections: Sequence[Election]) -> dict[int, list[GateFinding]]:
    """A warning where nobody is named; in one query."""
    codes = {election.village_id for election in elections}
    codes |= {code[: Level.TOWNSHIP] for code in codes}
    named = set(
        GroupMember.objects.filter(
            group__division__in=codes,
            group__kind__in=[GroupKind.LIAISON, GroupKind.INFORMANT],
            group__ended_on=None,
            ends_on=None,
        ).values_list("group__division_id", flat=True)
    )
    address = reverse("elections:group_list")
    found = {}
    for election in elections:
        found[election.pk] = [
            GateFinding(
                Finding(rule, ok=code in named, severity="warn", basis=_BASIS, detail=_word(code in named)),
                "" if code in named else address,
            )
            for rule, code in (
                ("liaison", election.village_id[: Level.TOWNSHIP]),
                ("informant", election.village_id),
            )
        ]
    return found


def _word(named: bool) -> str:
    return gettext("named") if named else gettext("nobody is named")
