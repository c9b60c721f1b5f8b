"""The head of a department signs what his reviewers have answered: only then it counts."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from vetting import recusal
from vetting.digests import digest_of_rows
from vetting.models import Opinion, Question, Sheet, Signature, SignedOpinion
from vetting.services.opinions import BATCH, CountChanged, holds, recusal_of


def unsigned(sheet: Sheet) -> QuerySet[Question]:
    """Questions of a sheet that are answered and not signed."""
    return (
        Question.objects.filter(sheet=sheet, signed=False, entry__withdrawn_on=None)
        .exclude(answer="")
        .select_related("current__bar", "entry__review__person", "entry__review__election__village")
        .order_by("entry__position")
    )


def signable(sheet: Sheet, user: User, *, questions: Sequence[Question] | None = None) -> list[Question]:
    """Those of them that this head may sign: written by somebody else, about nobody for whom he is recused."""
    reviewer = recusal.reviewer_of(user)
    rows = unsigned(sheet) if questions is None else questions
    return [
        question
        for question in rows
        if question.current and question.current.author_id != user.pk and not recusal_of(reviewer, question)
    ]


@transaction.atomic
def sign_opinions(
    *, scope: Scope, user: User, sheet: Sheet, opinions: Collection[int] | None = None, expected: int | None = None
) -> Signature | None:
    """Sign opinions in force of a sheet, all that this head may sign or those of the given keys; None when there are none.

    An opinion that was superseded since the head has seen it is not signed. Raises CountChanged when the number is
    another than he has confirmed, Http404 for who does not sign for the department.
    """
    if not holds(scope, Act.SIGN_REVIEWS, sheet.department_id):
        raise Http404
    locked = unsigned(sheet).select_for_update(of=("self",)).order_by("pk")
    found = [question.current for question in signable(sheet, user, questions=list(locked)) if question.current]
    chosen = [opinion for opinion in found if opinions is None or opinion.pk in opinions]
    if expected is not None and len(chosen) != expected:
        raise CountChanged(len(chosen))
    if not chosen:
        return None
    signature = Signature.objects.create(sheet=sheet, head=user, count=len(chosen), digest=digest_of(chosen))
    SignedOpinion.objects.bulk_create(
        (SignedOpinion(signature=signature, opinion=opinion) for opinion in chosen), batch_size=BATCH
    )
    return signature


def digest_of(opinions: Collection[Opinion]) -> str:
    """SM3 of what is signed: a line for each opinion, in the order of the questions."""
    return digest_of_rows(
        [
            opinion.question_id,
            opinion.pk,
            opinion.answer,
            opinion.bar.code if opinion.bar else "",
            opinion.occurred_on,
            opinion.document_number,
            opinion.facts,
        ]
        for opinion in sorted(opinions, key=lambda opinion: opinion.question_id)
    )
