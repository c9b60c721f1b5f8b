"""What is known of reviews, and what follows from it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.roles import Act
from accounts.scope import Scope
from elections.models import Cycle
from vetting.models import (
    Answer,
    Conclusion,
    ConsultationDecision,
    Effect,
    Question,
    Review,
    TownshipReview,
)
from vetting.queries.law import laws_of, laws_of_reviews
from vetting.rules import Answered, Case, Decision, Law, Township, Verdict, conclude


def reviews(scope: Scope, cycle: Cycle) -> QuerySet[Review]:
    """Reviews of a cycle that the scope lets see."""
    return Review.objects.filter(
        scope.within(Act.VIEW_VETTING, "election__village__code"), election__cycle=cycle
    ).select_related("election__village__parent", "person")


def conclusions_of(keys: Collection[int], *, on: date | None = None) -> dict[int, Verdict]:
    """What follows from the answers for each review by its key, on a day (today), in six queries."""
    day = on or timezone.localdate()
    laws = laws_of_reviews(keys)
    return {key: conclude(case, on=day, law=laws[key]) for key, case in _cases_of(keys, laws).items()}


def _cases_of(keys: Collection[int], laws: Mapping[int, Law]) -> dict[int, Case]:
    """All that is known of each review."""
    townships = {
        row["review_id"]: Township(opinion=row["opinion"], refused_for=row["refused_for"], signed_on=row["signed_on"])
        for row in TownshipReview.objects.filter(review__in=keys).values(
            "review_id", "opinion", "refused_for", "signed_on"
        )
    }
    answers = _answers(keys, laws)
    return {
        key: Case(township=townships.get(key, Township()), sent=key in answers, answers=answers.get(key, ()))
        for key in keys
    }


_COLUMNS = (
    "pk",
    "entry__review_id",
    "sheet__department__short_name",
    "answer",
    "signed",
    "current__signed__signature__at",
    "current__bar__code",
    "current__bar__bar_list__title",
    "current__bar__statute",
    "current__bar__effect",
    "current__has_document",
)


def _answers(keys: Collection[int], laws: Mapping[int, Law]) -> dict[int, list[Answered]]:
    rows = (
        Question.objects.filter(entry__review__in=keys, entry__withdrawn_on=None)
        .order_by("sheet__department__position", "pk")
        .values_list(*_COLUMNS)
    )
    decided = decisions_of(keys)
    found: dict[int, list[Answered]] = defaultdict(list)
    for pk, review, department, answer, signed, at, code, title, statute, effect, documented in rows:
        found[review].append(
            Answered(
                department=department,
                answer=answer,
                signed_on=timezone.localtime(at).date() if signed else None,
                bar=code or "",
                basis=_basis(laws[review], statute, f"{title}{code}") if code else "",
                statutory=bool(statute),
                normally_not=effect == Effect.NORMALLY_NOT,
                documented=bool(documented),
                decision=decided.get(pk, ""),
            )
        )
    return found


def _basis(law: Law, statute: str, item: str) -> str:
    """On what a bar rests: the law, where its rulebook sets it, else the county's list, of which it is an item."""
    return law.bars.get(statute) or item


def decisions_of(keys: Collection[int]) -> dict[int, Decision]:
    """What closed consultations have found about the opinions in force on the reviews, by the question's key.

    Of two consultations on one answer the later one counts.
    """
    rows = ConsultationDecision.objects.filter(
        question__entry__review__in=keys, opinion=F("question__current"), consultation__closed_at__isnull=False
    )
    decided: dict[int, Any] = dict(rows.order_by("consultation__closed_at", "pk").values_list("question_id", "found"))
    return decided


def last_conclusions(keys: Collection[int]) -> dict[int, Conclusion]:
    """The conclusion in force of each review that has one, by the review's key; one query."""
    rows = Conclusion.objects.filter(review__in=keys).select_related("officer", "bar_list").order_by("review", "number")
    return {row.review_id: row for row in rows}


def with_case(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Questions with their opinion in force, department and person."""
    return questions.select_related(
        "current__bar__bar_list",
        "sheet__department",
        "entry__review__person",
        "entry__review__election__village",
        "entry__review__election__cycle",
    )


def cases_for_consultation(cycle: Cycle) -> QuerySet[Question]:
    """Signed answers of a cycle that name a problem or say that it is not known: what a consultation decides on."""
    cases = Question.objects.filter(
        Q(answer=Answer.PROBLEM) | Q(answer=Answer.UNKNOWN),
        sheet__batch__cycle=cycle,
        signed=True,
        entry__withdrawn_on=None,
    )
    return with_case(cases.order_by("entry__batch_id", "entry__position", "sheet__department__position"))


def answered(question: Question) -> Answered:
    """One signed answer as the rules see it, before anything is decided about it; the question comes from `with_case`."""
    opinion, bar = question.current, question.current.bar if question.current else None
    election = question.entry.review.election
    return Answered(
        department=question.sheet.department.short_name,
        answer=question.answer,
        bar=bar.code if bar else "",
        basis=_basis(laws_of([election])[election.pk], bar.statute, f"{bar.bar_list.title}{bar.code}") if bar else "",
        statutory=bool(bar and bar.statute),
        documented=bool(opinion and opinion.has_document),
    )


def to_consult() -> Q:
    """Condition for questions on which a consultation is still to decide (`vetting.rules.needs_consultation`)."""
    decided = ConsultationDecision.objects.filter(
        question=OuterRef("pk"), opinion=OuterRef("current"), consultation__closed_at__isnull=False
    )
    proven = Q(answer=Answer.PROBLEM, current__has_document=True) & ~Q(current__bar__statute="")
    named = Q(answer__in=(Answer.PROBLEM, Answer.UNKNOWN), signed=True, entry__withdrawn_on=None)
    return named & ~proven & ~Q(Exists(decided))


def undecided(cycle: Cycle) -> QuerySet[Question]:
    """What the next consultation of a cycle has to decide."""
    return cases_for_consultation(cycle).filter(to_consult())
