"""`manage.py recount --election ID [--export FILE]`: the stored figures judged anew, and handed to whoever has no database."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ballots.models import Result
from tests.ballots.voting import clerks, counted, make_election, make_vote

pytestmark = pytest.mark.django_db


def recount(*arguments: Any) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("recount", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def result() -> Result:
    return counted(make_vote(), clerks(), {"A": 201, "B": 190})


def test_the_stored_figures_give_the_stored_verdict(result):
    [verdict] = recount("--election", result.vote.election_id)
    assert verdict == result.verdict
    assert verdict["elected"] == [{"name": "A", "post": "director", "votes": 201}]


def test_the_exported_record_gives_the_same_without_the_database(result, tmp_path: Path):
    file = tmp_path / "record.json"
    stored = recount("--election", result.vote.election_id, "--export", file)
    judged = recount(file)
    assert [verdict["elected"] for verdict in judged] == [verdict["elected"] for verdict in stored]
    assert judged[0]["status"] == "complete"


def test_a_verdict_changed_past_the_application_is_told(result):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE ballots_result SET verdict = jsonb_set(verdict, '{elected,0,name}', '\"B\"') WHERE id = %s",
            [result.pk],
        )
        cursor.execute("RESET session_replication_role")
    with pytest.raises(CommandError) as refused:
        recount("--election", result.vote.election_id)
    assert refused.value.returncode == 1


@pytest.mark.parametrize("arguments", [(), ("--export", "x.json"), ("--election", 7, "x.json")])
def test_what_is_to_be_judged_is_said_once(arguments):
    with pytest.raises(CommandError, match="Give files, or --election") as refused:
        recount(*arguments)
    assert refused.value.returncode == 2


def test_an_election_that_is_unknown_or_not_counted_is_named():
    election = make_election()
    for key, message in ((election.pk, "is counted yet"), (0, "Give files"), (999_999, "no election 999999")):
        with pytest.raises(CommandError, match=message) as refused:
            recount("--election", key)
        assert refused.value.returncode == 2
