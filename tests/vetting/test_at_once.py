"""Two who answer, send or conclude in the same moment: one is stored, the other learns of it."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.scope import scope_of
from tests.vetting.factories import (
    ORGANISER,
    answer_all,
    make_batch,
    make_organiser,
    make_review,
    make_reviewer,
    question_of,
    sheet_of,
)
from vetting import services
from vetting.models import Batch, Conclusion, Opinion, Review
from vetting.services.conclusions import issue_conclusions
from vetting.services.opinions import Given

pytestmark = pytest.mark.usefixtures("committed_db")


def together(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start at once; their results, exceptions included."""
    results: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        try:
            start.wait()
            results[place] = acts[place]()
        except Exception as error:  # noqa: BLE001  # every answer is looked at
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_one_of_many_answers_is_stored():
    sheet = sheet_of(make_batch("同时甲"))
    question = question_of(sheet)
    reviewers = [make_reviewer(sheet.department) for _ in range(8)]

    def act(user):
        row = Given(question=question.pk, answer="clear" if user.pk % 2 else "unknown", seen=0)
        return lambda: services.record_opinions(scope=scope_of(user), user=user, sheet=sheet, given=[row])[0].code

    results = together(*(act(user) for user in reviewers))
    assert sorted(str(result) for result in results) == ["", *["stale"] * 7]
    assert Opinion.objects.filter(question=question).count() == 1

    first = make_review("同时乙")
    users = [make_organiser(f"同时{number}") for number in range(6)]
    cycle = first.election.cycle
    results = together(
        *(
            lambda user=user: services.create_batch(scope=ORGANISER, user=user, cycle=cycle, reviews=[first.pk])
            for user in users
        )
    )
    assert sum(isinstance(result, Batch) for result in results) == 1

    batch = Batch.objects.get(entries__review=first)
    answer_all(batch)
    results = together(
        *(lambda user=user: issue_conclusions(scope=ORGANISER, user=user, reviews=[first.pk]) for user in users)
    )
    assert sum(len(result) for result in results if isinstance(result, list)) == 1
    assert Conclusion.objects.filter(review=Review.objects.get(pk=first.pk)).count() == 1
