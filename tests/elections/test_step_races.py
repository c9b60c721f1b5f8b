"""Many at once: one approval wins and the others are told; no fact slips past an approval; no follower is forgotten."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from elections.chain.models import StepPaper
from elections.chain.services import approve_step, request_step
from elections.models import Body, Cycle, Election
from tests.elections.chain import LEADER, LIAISON, everything, open_cycle, paper, put, put_before, state, step_of

pytestmark = pytest.mark.usefixtures("committed_db", "own_gates")
AT_ONCE = 50
_CODES: Iterator[str] = iter(f"140431100{number}" for number in range(300, 400))


@pytest.fixture
def village() -> str:
    """A village of its own for each test: what they commit stays until the module ends."""
    return next(_CODES)


@pytest.fixture
def cycle(village: str) -> Cycle:
    return open_cycle([village], name=village)


def _paper():
    return paper(dated=timezone.localdate())


def _all_at_once(act: Callable[[], object], number: int = AT_ONCE) -> list[object]:
    """Results, or what was raised, of threads that begin together."""
    start = threading.Barrier(number)
    results: list[object] = []

    def one() -> None:
        try:
            start.wait(60)
            results.append(act())
        except Exception as error:  # noqa: BLE001  what was raised is the result
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results


def _outcome(results: list[object]) -> tuple[int, list[ValidationError]]:
    refused = [result for result in results if isinstance(result, ValidationError)]
    other = [result for result in results if isinstance(result, Exception) and result not in refused]
    assert other == []
    return len(results) - len(refused), refused


def test_of_fifty_approvals_one_wins_and_the_others_are_told(cycle, village):
    step = step_of(cycle, "recommendation", village=village)
    put_before(step)
    put(step, "requested")
    passed, refused = _outcome(_all_at_once(lambda: approve_step(scope=LIAISON, by=None, step=step, paper=_paper())))
    assert (passed, len(refused)) == (1, AT_ONCE - 1)
    assert all("approved" in str(error) for error in refused)
    assert StepPaper.objects.filter(step=step, kind="reply").count() == 1
    assert state(cycle, "township_review", village=village) == "open"


def test_a_step_requested_twice_at_once_is_requested_once(cycle, village):
    step = step_of(cycle, "recommendation", village=village)
    put_before(step)
    passed, refused = _outcome(
        _all_at_once(lambda: request_step(scope=LIAISON, by=None, step=step, paper=_paper()), number=8)
    )
    assert (passed, len(refused)) == (1, 7)
    assert StepPaper.objects.filter(step=step, kind="request").count() == 1


def test_two_branches_closed_at_once_open_what_waits_for_both(cycle, village):
    for key in ("preparation", "election_committee", "nomination", "township_review"):
        put(step_of(cycle, key, Body.COMMITTEE, village), "approved")
    branches = [step_of(cycle, key, Body.COMMITTEE, village) for key in ("roll", "joint_review")]
    for step in branches:
        put(step, "requested")
    branches[1].__class__.objects.filter(pk=branches[1].pk).update(awaits="county")
    todo = [(LIAISON, branches[0]), (LEADER, branches[1])]

    def approve() -> object:
        scope, step = todo.pop()
        # The threads run on the real day, which may be past the last day of the law for the roll.
        late = everything(["late"])
        return approve_step(scope=scope, by=None, step=step, paper=_paper(), acknowledged=late)

    passed, _refused = _outcome(_all_at_once(approve, number=2))
    assert passed == 2
    assert state(cycle, "candidates", Body.COMMITTEE, village) == "open"


def test_an_approval_waits_for_a_fact_that_is_being_written(cycle, village):
    vote = step_of(cycle, "vote", village=village)
    Election.objects.filter(pk=vote.election_id).update(held_on=timezone.localdate())
    put_before(vote)
    put(vote, "requested")
    begun, done = threading.Event(), threading.Event()
    order: list[str] = []

    def write() -> None:
        with transaction.atomic():
            Election.objects.filter(pk=vote.election_id).update(held_on=None)
            begun.set()
            done.wait(2)
            order.append("written")
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(30)
    # The approval sees what was written before it: the day is gone, so its gate stops it.
    with pytest.raises(ValidationError, match="not recorded"):
        approve_step(scope=LIAISON, by=None, step=vote, paper=_paper())
    order.append("judged")
    writer.join(30)
    assert order == ["written", "judged"]
    assert state(cycle, "vote", village=village) == "requested"


def test_after_the_approval_nothing_is_written(cycle, village):
    vote = step_of(cycle, "vote", village=village)
    Election.objects.filter(pk=vote.election_id).update(held_on=timezone.localdate())
    put_before(vote)
    put(vote, "requested")
    approve_step(scope=LIAISON, by=None, step=vote, paper=_paper())
    with pytest.raises(IntegrityError, match="closed"):
        Election.objects.filter(pk=vote.election_id).update(held_on=None)
    connection.close()
