"""What a filing still lacks, without database or clock."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from electionadmin.findings import Finding
from elections.rules.titles import tell

BASIS: Final = "《中国共产党农村基层组织工作条例》（2019年）第二十四条（村党组织书记县级备案管理）"
# What a county may forgive with a reason, and what it may not.
_WARNS: Final = "warn"
_BLOCKS: Final = "block"

tell(
    {
        "secretary_member": gettext_lazy("Membership in the Party"),
        "secretary_before": gettext_lazy("Request before the appointment"),
        "secretary_package": gettext_lazy("Package of the appointment"),
    }
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is known of a filing: `in_party` whether the person is a full member, `missing` what the package lacks."""

    matter: str
    effective_on: datetime.date
    submitted_on: datetime.date | None
    in_party: bool
    missing: tuple[str, ...] = ()


def findings(filing: Proposal, *, on: datetime.date) -> list[Finding]:
    """What speaks for and against a filing on a day: membership, the request before the appointment, the package.

    Source: RGO-2019 (village secretaries are under county filing management), procedures.md 5.8.
    """
    found = list(_membership(filing))
    if filing.matter == "appointment":
        day = filing.submitted_on or on
        detail = _("request of %(day)s, appointment on %(planned)s") % {"day": day, "planned": filing.effective_on}
        found.append(Finding("secretary_before", day < filing.effective_on, _WARNS, BASIS, detail))
        lacking = "、".join(filing.missing)
        found.append(Finding("secretary_package", not filing.missing, _WARNS, BASIS, lacking or _("complete")))
    return found


def _membership(filing: Proposal) -> Iterable[Finding]:
    if filing.matter == "appointment":
        detail = _("full member of the Party") if filing.in_party else _("no full member of the Party on record")
        yield Finding("secretary_member", filing.in_party, _BLOCKS, BASIS, detail)


def blocked(found: Iterable[Finding]) -> list[Finding]:
    """Those for which it cannot be submitted."""
    return [one for one in found if not one.ok and one.severity == _BLOCKS]
