"""The grid of a village's plan, and the county's targets."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candidates.models import Decision, Targets
from candidates.nominations.checks import posts_of
from candidates.plans.queries import PlanRow
from candidates.plans.services import Planned
from electionadmin.web.forms import FigureField, VersionedForm

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class GridLine:
    """A person's line: what may be decided, what is chosen, and the posts of the body."""

    row: PlanRow
    key: str
    decisions: list[tuple[str, str | Promise, bool]]
    posts: list[tuple[str, str | Promise, bool]]
    note: str
    planned: Planned | None

    @property
    def stored(self) -> str:
        """What is on record, where the form says something else."""
        entry = self.row.entry
        same = entry and self.planned and (entry.decision, entry.post) == (self.planned.decision, self.planned.post)
        if entry is None or same:
            return ""
        return f"{entry.get_decision_display()} {entry.get_post_display() if entry.post else ''}".strip()


class PlanGrid:
    """Who stays, leaves and enters: from the form where one was sent, else from what is on record."""

    def __init__(self, rows: Iterable[PlanRow], *, data: Any = None) -> None:
        self.lines = [self._line(row, data) for row in rows]
        self.planned = [line.planned for line in self.lines if line.planned is not None]

    def _line(self, row: PlanRow, data: Any) -> GridLine:
        key = f"{row.election.pk}-{row.person.pk}"
        if data is not None:
            decision, post = data.get(f"plan-{key}", ""), data.get(f"post-{key}", "")
            note = data.get(f"note-{key}", "").strip()[:_LONGEST]
        else:
            decision = row.entry.decision if row.entry else ""
            post = (
                row.entry.post
                if row.entry
                else row.seat.post
                if row.seat
                else row.nomination.post
                if row.nomination
                else ""
            )
            note = row.entry.note if row.entry else ""
        offered = (Decision.STAYS, Decision.LEAVES) if row.seat else (Decision.ENTERS,)
        posts = posts_of(row.election)
        known = decision in offered
        planned = None
        if known:
            kept = "" if decision == Decision.LEAVES else post if post in posts else ""
            planned = Planned(row.election, row.person, Decision(decision), kept, note)
        return GridLine(
            row,
            key,
            [("", _("open"), not known), *((one.value, one.label, one == decision) for one in offered)],
            [("", "—", not post), *((one.value, one.label, one == post) for one in posts)],
            note,
            planned,
        )


class TargetsForm(VersionedForm[Targets]):
    """The county's targets."""

    class Meta:
        model = Targets
        fields: ClassVar = [
            "age_most",
            "young_least",
            "old_most",
            "college_least",
            "women_least",
            "both_posts_least",
            "cross_least",
            "basis",
        ]
        field_classes: ClassVar = dict.fromkeys(
            (
                "age_most",
                "young_least",
                "old_most",
                "college_least",
                "women_least",
                "both_posts_least",
                "cross_least",
            ),
            FigureField,
        )
        help_texts: ClassVar = {
            "age_most": _("Whole years; leave a target empty that the county has not set."),
            "basis": _("Number of the document that sets them."),
        }
