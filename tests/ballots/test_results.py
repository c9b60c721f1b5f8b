"""From figures to a result; nobody sets a winner, on a page, in a service or in SQL."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from ballots.models import Elected, Result
from ballots.queries import winners_of
from ballots.services import close_vote, order_recount
from ballots.services.results import is_genuine
from tests.ballots.voting import DAY, ORGANISER, agree, clerks, counted, enter, first_station, make_vote

pytestmark = pytest.mark.django_db


def test_a_majority_of_all_papers_elects_and_the_election_was_held_that_day():
    vote = make_vote()
    result = counted(vote, clerks(), {"A": 201, "B": 190})
    [one] = winners_of([vote.election])
    assert (result.status, one.name, one.votes) == ("complete", "A", 201)
    assert is_genuine(result)
    vote.election.refresh_from_db()
    assert vote.election.held_on == DAY


@pytest.mark.parametrize(
    ("votes", "papers", "status"),
    [
        ({"A": 200, "B": 190}, {}, "further_vote"),
        (
            {"A": 201, "B": 190},
            {"returned": 701, "valid": 696, "issued": 720, "voters": 700, "printed": 800},
            "refused",
        ),
        ({"A": 201, "B": 190}, {"voters": 399}, "void"),
        ({"A": 201, "B": 190}, {"valid": 390}, "refused"),
        ({"A": 201, "B": 195}, {}, "refused"),
    ],
)
def test_what_is_no_election_elects_nobody_and_was_not_held(votes, papers, status):
    vote = make_vote()
    result = counted(vote, clerks(), votes, **papers)
    assert result.status == status
    assert not winners_of([vote.election])
    vote.election.refresh_from_db()
    assert vote.election.held_on == (DAY if status == "further_vote" else None)


def test_a_count_is_not_closed_before_figures_are_accepted():
    vote, (one, _two) = make_vote(), clerks()
    enter(vote, one, {"A": 201, "B": 190})
    with pytest.raises(ValidationError, match="not accepted yet"):
        close_vote(scope=ORGANISER, user=one, vote=vote)


def test_a_recount_makes_another_result_and_keeps_the_first():
    vote, users = make_vote(), clerks()
    counted(vote, users, {"A": 201, "B": 190})
    order_recount(
        scope=ORGANISER,
        user=users[0],
        vote=vote,
        station=None,
        ordered_on=DAY,
        ordered_by="镇政府",
        document="1",
        reason="a box was counted twice",
    )
    counted(vote, users, {"A": 190, "B": 201})
    assert list(Result.objects.order_by("number").values_list("number", "elected__name")) == [(1, "A"), (2, "B")]
    assert [one.name for one in winners_of([vote.election])] == ["B"]


def refused(statement: str, *values: Any) -> bool:
    """Whether the database refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL pgtrigger.ignore = 'all'")
            cursor.execute(statement, values)
    except DatabaseError:
        return True
    return False


COLUMNS = "result_id, post_id, name, sex, write_in, votes"


def test_sql_cannot_elect_whom_the_verdict_does_not_name():
    vote = make_vote()
    result = counted(vote, clerks(), {"A": 201, "B": 190})
    post = Elected.objects.get().post_id
    insert = f"INSERT INTO ballots_elected ({COLUMNS}) VALUES (%s, %s, %s, '', false, %s)"  # noqa: S608
    assert refused(insert, result.pk, post, "B", 190)
    assert refused(insert, result.pk, post, "C", 201)
    assert refused("UPDATE ballots_elected SET name = 'B'")
    assert refused("DELETE FROM ballots_elected")
    assert refused("UPDATE ballots_result SET status = 'void'")


@pytest.mark.parametrize(
    "tampering",
    [
        "jsonb_set(verdict, '{elected,0,name}', '\"B\"'), record, 'complete'",
        "verdict, jsonb_set(record, '{votes,0,for}', '202'), 'complete'",
        "verdict, jsonb_set(record, '{votes}', '[]'), 'complete'",
        "verdict, record, 'void'",
        "jsonb_set(verdict, '{elected}', (verdict->'elected') || verdict->'elected'), record, 'complete'",
        'jsonb_set(verdict, \'{elected}\', \'[{"name": "C", "post": "director"}]\'), record, \'complete\'',
    ],
)
def test_sql_cannot_store_a_verdict_on_other_figures(tampering):
    vote = make_vote()
    counted(vote, clerks(), {"A": 201, "B": 190})
    copied = "vote_id, 2, rulebook, rulebook_version, code, by_id, now()"
    statement = (
        "INSERT INTO ballots_result (verdict, record, status, vote_id, number, rulebook, rulebook_version, code, by_id, at)"  # noqa: S608
        f" SELECT {tampering}, {copied} FROM ballots_result"
    )
    if tampering.startswith("jsonb_set(verdict, '{elected,0"):
        # Another of the ballot's names instead of the winner: the check code tells what the figures cannot.
        assert not refused(statement)
        assert not is_genuine(Result.objects.get(number=2))
    else:
        assert refused(statement)


def test_sql_cannot_accept_figures_on_which_two_clerks_do_not_agree():
    vote, (one, two) = make_vote(), clerks()
    first, second = enter(vote, one, {"A": 201, "B": 190}), enter(vote, two, {"A": 202, "B": 190})
    insert = (
        "INSERT INTO ballots_accepted (station_id, ballot_id, sheet_id, other_id, at) VALUES (%s, %s, %s, %s, now())"
    )
    station, ballot = first_station(vote).pk, vote.ballots.get().pk
    assert refused(insert, station, ballot, first.pk, second.pk)
    assert refused(insert, station, ballot, first.pk, first.pk)
    assert refused(insert, station, ballot, first.pk, None)
    assert refused("UPDATE ballots_sheetline SET votes = 201")


def test_sql_cannot_put_another_name_on_an_open_ballot():
    vote = make_vote()
    post = vote.ballots.get().posts.get().pk
    insert = "INSERT INTO ballots_line (post_id, name, sex, write_in, position) VALUES (%s, 'C', '', %s, 9)"
    assert refused(insert, post, False)
    assert not refused(insert, post, True)
    assert refused("UPDATE ballots_line SET name = 'D' WHERE name = 'A'")
    assert refused("DELETE FROM ballots_line WHERE name = 'A'")
    assert refused("UPDATE ballots_votepost SET seats = 2")


def test_a_result_changed_past_the_application_is_not_genuine():
    vote = make_vote()
    result = counted(vote, clerks(), {"A": 201, "B": 190})
    result.verdict["elected"][0]["votes"] = 300
    assert not is_genuine(result)


def test_station_sums_are_the_totals():
    vote, users = make_vote(opened=False), clerks()
    from ballots.services import open_vote, save_station

    save_station(scope=ORGANISER, vote=vote, values={"kind": "mobile", "name": "box"}, station=None, version=0)
    vote = open_vote(scope=ORGANISER, vote=vote)
    centre, box = vote.stations.order_by("position", "pk")
    agree(vote, users, {"A": 201, "B": 190}, station=centre)
    agree(
        vote,
        users,
        {"A": 10, "B": 9},
        station=box,
        printed=20,
        issued=20,
        voters=20,
        returned=20,
        valid=20,
        spoiled=0,
        blank=0,
    )
    vote.refresh_from_db()
    result = close_vote(scope=ORGANISER, user=users[0], vote=vote)
    assert result.record["papers"]["returned"] == 420
    assert [entry["papers"]["returned"] for entry in result.record["stations"]] == [400, 20]
    assert {one["name"]: one["for"] for one in result.record["votes"]} == {"A": 211, "B": 199}
