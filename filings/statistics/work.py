"""The work around the elections, and who represents the villagers' groups."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Count, F, Model, Q

from candidates.models import Objection, ObjectionState
from elections.committee.models import SITTING, CommitteeMember
from filings.statistics.area import Area
from filings.statistics.shapes import Figures
from rolls.models import Helper, MobileVoter, Proxy
from vetting.models import Conclusion, Outcome
from villages.models import BodyKind, Member, OutgoingAudit

_HAN: Final = ("", "汉族")
_ON_ROLL: Final = "roll__election__"
_NOMINATED: Final = "line__nomination__election__"


def count_work(rows: dict[str, Figures], area: Area) -> None:
    """Audits, election committees, unusual ways to vote, reviews, objections; seven queries."""
    audits = OutgoingAudit.objects.filter(area.below("village__code"))
    _set(rows, "audited", _units(audits, area, "village__code", Count("village", distinct=True)))
    members = CommitteeMember.objects.filter(
        area.below("committee__election__village__code"),
        committee__election__cycle=area.cycle,
        place__in=SITTING,
        left_on=None,
    )
    _set(rows, "committee_members", _units(members, area, "committee__election__village__code"))
    listed: tuple[tuple[str, type[Model]], ...] = (("proxies", Proxy), ("mobile", MobileVoter), ("helped", Helper))
    for name, model in listed:
        standing = model._default_manager.filter(  # noqa: SLF001  # Django documents it
            area.below(f"{_ON_ROLL}village__code"), **{f"{_ON_ROLL}cycle": area.cycle}, withdrawn_on=None
        )
        _set(rows, name, _units(standing, area, f"{_ON_ROLL}village__code"))
    _count_reviews(rows, area)
    _count_objections(rows, area)


def _units(found: Any, area: Area, path: str, counted: Any = None) -> Iterable[tuple[str, int]]:
    units = found.order_by().values(unit=area.unit(path)).annotate(number=counted or Count("pk"))
    return ((row["unit"], row["number"]) for row in units)


def _set(rows: dict[str, Figures], name: str, counts: Iterable[tuple[str, int]]) -> None:
    for unit, number in counts:
        if unit in rows:
            setattr(rows[unit].work, name, number)


def _count_reviews(rows: dict[str, Figures], area: Area) -> None:
    """Persons concluded on, and those refused, by the newest conclusion of each review."""
    newest = (
        Conclusion.objects.filter(area.below("review__election__village__code"), review__election__cycle=area.cycle)
        .order_by("review", "-number")
        .distinct("review")
    )
    counts = (
        Conclusion.objects.filter(pk__in=newest.values("pk"))
        .order_by()
        .values(unit=area.unit("review__election__village__code"))
        .annotate(all=Count("pk"), refused=Count("pk", filter=Q(outcome=Outcome.NOT_QUALIFIED)))
    )
    for row in counts:
        work = rows[row["unit"]].work
        work.reviewed, work.refused = row["all"], row["refused"]


def _count_objections(rows: dict[str, Figures], area: Area) -> None:
    counts = (
        Objection.objects.filter(area.below(f"{_NOMINATED}village__code"), **{f"{_NOMINATED}cycle": area.cycle})
        .order_by()
        .values(unit=area.unit(f"{_NOMINATED}village__code"))
        .annotate(all=Count("pk"), closed=Count("pk", filter=Q(state=ObjectionState.CONCLUDED)))
    )
    for row in counts:
        work = rows[row["unit"]].work
        work.objections, work.objections_closed = row["all"], row["closed"]


def count_chosen(rows: dict[str, Figures], area: Area) -> None:
    """Representatives and heads of groups who serve today; one query."""
    counts = (
        Member.objects.filter(
            area.below("body__village__code"),
            body__kind__in=(BodyKind.REPRESENTATIVES, BodyKind.GROUPS),
            ends_on=None,
        )
        .order_by()
        .values(kind=F("body__kind"), unit=area.unit("body__village__code"))
        .annotate(
            members=Count("pk"),
            women=Count("pk", filter=Q(person__sex="F")),
            party=Count("pk", filter=Q(person__party_joined__isnull=False)),
            minority=Count("pk", filter=~Q(person__ethnicity__in=_HAN)),
        )
    )
    for row in counts:
        if row["unit"] not in rows:
            continue
        is_group = row["kind"] == BodyKind.GROUPS
        chosen = rows[row["unit"]].group_heads if is_group else rows[row["unit"]].representatives
        for name in ("members", "women", "party", "minority"):
            setattr(chosen, name, row[name])
