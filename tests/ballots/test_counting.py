"""The public count: each stroke once, whatever is sent again, from whichever window."""

import json
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ballots.models import Accepted, Line, Sheet, Stroke
from ballots.services import Event, close_vote, finish_count, open_count, strike
from ballots.strokes import state_of
from tests.ballots.voting import ORGANISER, PAPERS, clerks, enter, first_station, make_election, make_vote

db = pytest.mark.django_db


def begin(vote, user):
    return open_count(scope=ORGANISER, user=user, station=first_station(vote), ballot=vote.ballots.get())


def line(vote, name="A"):
    return Line.objects.get(post__ballot__vote=vote, name=name).pk


def call(vote, number, name="A", client="w", paper=None):
    return Event(client, number, "vote", line(vote, name), paper or f"{client}{number}")


def send(count, user, *events):
    return strike(scope=ORGANISER, user=user, count=count, events=events)


@db
def test_a_call_sent_again_is_counted_once():
    vote, (one, _two) = make_vote(), clerks()
    count = begin(vote, one)
    events = [call(vote, 1), call(vote, 2, "B"), call(vote, 1)]
    send(count, one, *events)
    struck = send(count, one, *events)
    assert (struck.state.votes[line(vote)], struck.state.called, Stroke.objects.count()) == (1, 2, 2)
    assert len(struck.stored) == 3


@db
@pytest.mark.parametrize(
    ("events", "word"),
    [
        ([("vote", "A", "p"), ("vote", "A", "p")], "twice"),
        ([("vote", "A", "p"), ("vote", "B", "p")], "full"),
        ([("blank", None, "p"), ("vote", "A", "p")], "blank"),
        ([("vote", "A", "p"), ("blank", None, "p")], "voted"),
        ([("spoiled", None, "p"), ("vote", "A", "p")], "spoiled"),
        ([("vote", None, "p")], "malformed"),
        ([("wrong", None, "p")], "malformed"),
        ([("vote", "A", "")], "malformed"),
    ],
)
def test_what_cannot_be_called_is_refused_with_a_word(events, word):
    vote, (one, _two) = make_vote(), clerks()
    count = begin(vote, one)
    sent = [
        Event("w", number, kind, line(vote, name) if name else None, paper)
        for number, (kind, name, paper) in enumerate(events, 1)
    ]
    assert [refused[2] for refused in send(count, one, *sent).refused] == [word]


@db
def test_taking_back_is_of_one_call_and_once_from_two_windows():
    vote, (one, _two) = make_vote(), clerks()
    count = begin(vote, one)
    send(count, one, call(vote, 1), call(vote, 2))
    back = [Event(window, 3, "undo", undoes=("w", 2)) for window in "xy"]
    struck = send(count, one, *back)
    assert (struck.state.called, [refused[2] for refused in struck.refused]) == (1, ["gone"])


@db
def test_a_spoiled_paper_takes_its_votes_with_it():
    vote, (one, _two) = make_vote(names={"member": "ABC"}, seats={"member": 2}), clerks()
    count = begin(vote, one)
    events = [call(vote, 1, "A", paper="p"), call(vote, 2, "B", paper="p"), Event("w", 3, "spoiled", paper="p")]
    state = send(count, one, *events).state
    assert (state.votes[line(vote)], state.called, state.spoiled, state.valid) == (0, 1, 1, 0)


@db
def test_its_result_is_the_clerks_sheet_and_no_stroke_comes_after():
    vote, (one, two) = make_vote(), clerks()
    count = begin(vote, one)
    send(count, one, *(call(vote, number) for number in range(1, 4)), Event("w", 9, "spoiled", paper="s"))
    sheet = finish_count(scope=ORGANISER, user=one, count=count)
    assert (sheet.returned, sheet.valid, sheet.spoiled, sheet.issued) == (4, 3, 1, None)
    assert finish_count(scope=ORGANISER, user=one, count=count) == sheet
    with pytest.raises(ValidationError):
        send(count, one, call(vote, 10))
    assert send(count, one, call(vote, 1)).stored == [("w", 1)]
    papers = {"returned": 4, "valid": 3, "spoiled": 1, "blank": 0}
    enter(vote, one, {"A": 3, "B": 0}, seen=1, **papers)
    enter(vote, two, {"A": 3, "B": 0}, **papers)
    assert Accepted.objects.exists()


@db
def test_a_count_under_way_keeps_the_vote_open():
    vote, users = make_vote(), clerks()
    send(begin(vote, users[0]), users[0], call(vote, 1))
    for user in users:
        enter(vote, user, {"A": 201, "B": 190})
    with pytest.raises(ValidationError, match="still running"):
        close_vote(scope=ORGANISER, user=users[0], vote=vote)


@db
def test_the_page_without_scripts_calls_and_takes_back(client):
    vote, (one, _two) = make_vote(), clerks()
    client.force_login(one)
    count = begin(vote, one)
    page, press = reverse("ballots:count", args=[count.pk]), reverse("ballots:press", args=[count.pk])
    shown = client.get(page).context
    sent = {"client": shown["client"], "paper": shown["word"], "call": f"vote:{line(vote)}"}
    for _double_click in range(2):
        client.post(press, sent)
    assert client.get(page).context["state"].called == 1
    client.post(press, {"client": "other", "paper": "x", "call": "undo"})
    assert client.get(page).context["state"].called == 0


@db
@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{",
        '{"events": 1}',
        '{"events": [{}]}',
        '{"events": [{"client": "a", "sequence": "1", "kind": "vote"}]}',
    ],
)
def test_what_is_no_call_is_refused_and_nothing_is_stored(client, body):
    vote, (one, _two) = make_vote(), clerks()
    client.force_login(one)
    address = reverse("ballots:strokes", args=[begin(vote, one).pk])
    assert client.post(address, body, content_type="application/json").status_code == 400
    assert not Stroke.objects.exists()


@db
def test_calls_of_a_window_come_and_the_state_goes_back(client):
    vote, (one, _two) = make_vote(), clerks()
    client.force_login(one)
    address = reverse("ballots:strokes", args=[begin(vote, one).pk])
    event = {"client": "w", "sequence": 1, "kind": "vote", "line": line(vote), "paper": "p"}
    for _sent_again in range(2):
        answer = client.post(address, json.dumps({"events": [event]}), content_type="application/json").json()
    assert (answer["called"], answer["stored"], answer["last"][:2]) == (1, [["w", 1]], ["w", 1])
    assert client.get(address).json()["votes"] == {str(line(vote)): 1}


class _Call:
    def __init__(self, pk, kind, line_id, paper, undoes_id):
        self.pk, self.kind, self.line_id, self.paper, self.undoes_id = pk, kind, line_id, paper, undoes_id


@given(
    st.lists(st.tuples(st.sampled_from(["vote", "spoiled", "blank"]), st.integers(1, 3), st.booleans()), max_size=30)
)
def test_papers_are_valid_or_spoiled_and_what_is_taken_back_leaves_nothing(calls):
    strokes, number = [], 0
    for kind, who, taken_back in calls:
        number += 1
        strokes.append(_Call(number, kind, who if kind == "vote" else None, f"p{number}", None))
        if taken_back:
            number += 1
            strokes.append(_Call(number, "undo", None, "", number - 1))
    state = state_of(strokes)
    kept = [call for call in calls if not call[2]]
    assert state.called == len(kept) == state.valid + state.spoiled
    assert sum(state.votes.values()) == sum(kind == "vote" for kind, _who, _taken in kept)


@pytest.mark.usefixtures("committed_db")
class TestAtOnce:
    """Real connections side by side."""

    def run(self, *acts):
        """Run acts at once, each with a connection of its own; what they raised."""
        raised, gate = [], threading.Barrier(len(acts))

        def perform(act):
            gate.wait()
            try:
                act()
            except ValidationError as error:
                raised.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=perform, args=[act]) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return raised

    def test_two_windows_two_clerks_and_the_end_lose_and_double_nothing(self):
        users = clerks()
        vote = make_vote(make_election())
        count = begin(vote, users[0])
        a, b = line(vote), line(vote, "B")

        def window(name, what):
            def send_all():
                for number in range(1, 31):
                    event = Event(name, number, "vote", what, f"{name}{number}")
                    send(count, users[0], event)
                    send(count, users[0], event)

            return send_all

        assert self.run(window("x", a), window("y", b), window("y", b)) == []
        state = state_of(count.strokes.order_by("pk"))
        assert (state.votes[a], state.votes[b], state.called) == (30, 30, 60)

        def finish():
            finish_count(scope=ORGANISER, user=users[0], count=count)

        late = [window("z", a), finish, finish]
        self.run(*late)
        sheet = Sheet.objects.get(station__vote=vote)
        assert sheet.returned == state_of(count.strokes.order_by("pk")).called

        def clerk(user, seen):
            papers = PAPERS | {"returned": sheet.returned, "valid": sheet.valid, "spoiled": 0, "blank": 0}
            votes = {"A": sheet.lines.get(line_id=a).votes, "B": 30}
            return lambda: enter(vote, user, votes, seen=seen, **papers)

        assert self.run(clerk(users[0], 1), clerk(users[1], 0)) == []
        assert Accepted.objects.filter(station__vote=vote).count() == 1

        def end():
            close_vote(scope=ORGANISER, user=users[1], vote=vote)

        assert len(self.run(end, end, clerk(users[0], 2))) == 2
        assert vote.results.count() == 1
