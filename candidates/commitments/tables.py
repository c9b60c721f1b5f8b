"""Who has signed what: a row a person, a column a kind."""

from collections.abc import Collection
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Act
from accounts.scope import Scope
from candidates.models import Answer, Commitment, CommitmentKind
from electionadmin.web.lists import Column, Filter, Table
from elections.models import Cycle
from people.queries import search
from people.tables import township_filter


def with_answers(people: QuerySet[Any], cycle: Cycle) -> QuerySet[Any]:
    """Persons with their answer to each kind as `answer_<kind>`, None without one; in the same query."""
    for kind in CommitmentKind:
        answers = Commitment.objects.filter(cycle=cycle, person=OuterRef("pk"), kind=kind, superseded_on=None)
        answer = Subquery(answers.values("answer")[:1], output_field=CharField(null=True))
        people = people.annotate(**{f"answer_{kind.value}": answer})
    refused = Commitment.objects.filter(cycle=cycle, person=OuterRef("pk"), answer=Answer.REFUSED, superseded_on=None)
    answered: QuerySet[Any] = people.annotate(refused=Exists(refused))
    return answered


def commitment_table(scope: Scope, asked: Collection[str]) -> Table:
    """The list of who stands with what each has signed."""
    return Table(
        name="commitments",
        columns=(
            Column(
                "name",
                _("Name"),
                "name",
                sort="name_key",
                link=lambda person: reverse("candidates:person_commitments", args=[person.pk]),
            ),
            Column("village", _("Village"), "village_name", sort="village_code"),
            *(_column(kind, asked) for kind in CommitmentKind),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_COMMITMENTS, "village_code"),
            Filter("state", _("State"), _states, lambda rows, value: _by_state(rows, value, asked)),
        ),
        search=search,
        search_hint=_("name, pinyin, ID number"),
        default_sort="village",
        empty=_("Nobody stands yet in this cycle."),
    )


def _column(kind: CommitmentKind, asked: Collection[str]) -> Column:
    def badge(person: Any) -> tuple[str, Any]:
        answer = getattr(person, f"answer_{kind.value}")
        if answer == Answer.SIGNED:
            return "ok", Answer.SIGNED.label
        if answer == Answer.REFUSED:
            return "block", Answer.REFUSED.label
        return ("wait", _("missing")) if kind.value in asked else ("info", _("not asked"))

    return Column(kind.value, kind.label, lambda person: badge(person)[1], badge=badge)


def _states() -> list[tuple[str, Any]]:
    return [("missing", _("something missing")), ("refused", _("something refused")), ("complete", _("complete"))]


def _by_state(rows: QuerySet[Any], value: str, asked: Collection[str]) -> QuerySet[Any]:
    if value == "refused":
        return rows.filter(refused=True)
    complete = {f"answer_{kind}": Answer.SIGNED for kind in asked}
    if value == "complete":
        return rows.filter(refused=False, **complete)
    return rows.exclude(pk__in=rows.filter(**complete).order_by().values("pk"))
