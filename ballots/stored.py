"""Judging again what is stored: the records of an election built from its accepted figures, beside the stored verdicts."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from ballots.models import Vote
from ballots.rules import RecordError, judge
from ballots.services.results import is_genuine
from ballots.sums import load, record_of
from elections.county_rulebooks import book_of
from elections.models import Election


def judged_again(election: int, *, export: Path | None, indent: bool) -> str:
    """The verdicts on an election's counted votes, one JSON document for each vote in their order.

    `export` is written as an array of the records (one vote: the record alone), stations of few voters put together.
    Raises CommandError with exit status 2 for an unknown election or figures that cannot be judged, with 1 when a stored
    verdict is another one or was changed past the application.
    """
    found = Election.objects.filter(pk=election).select_related("cycle").first()
    if found is None:
        raise CommandError(f"There is no election {election}.", returncode=2)
    votes = [vote for vote in found.votes.order_by("number") if vote.results.exists()]
    if not votes:
        raise CommandError(f"No vote of election {election} is counted yet.", returncode=2)
    verdicts, records = [], []
    for vote in votes:
        data = load(vote)
        records.append(record_of(data, exported=True))
        verdicts.append(_judged(vote, record_of(data)))
    if export:
        export.write_text(_json(records[0] if len(records) == 1 else records, indent=True) + "\n", encoding="utf-8")
    return "\n".join(_json(verdict, indent=indent) for verdict in verdicts)


def _judged(vote: Vote, record: dict[str, Any]) -> dict[str, Any]:
    """The verdict by the rulebook of the stored one, a county's own version too."""
    stored = vote.results.order_by("-number")[0]
    try:
        verdict = judge(record, book=book_of(stored.rulebook)).as_dict()
    except RecordError as error:
        raise CommandError(f"vote {vote.number}: {error}", returncode=2) from None
    if vote.state == "closed" and stored.verdict != json.loads(_json(verdict, indent=False)):
        raise CommandError(
            f"vote {vote.number}: the stored verdict is another one than the figures give.", returncode=1
        )
    if not is_genuine(stored):
        raise CommandError(f"vote {vote.number}: record or verdict were changed past the application.", returncode=1)
    return verdict


def _json(value: Any, *, indent: bool) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2 if indent else None)
