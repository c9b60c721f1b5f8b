"""One entry for every kind of record."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from ballots.rules.election import judge_election
from ballots.rules.recall import judge_recall, judge_recall_motion
from ballots.rules.record import parse_record
from elections.rulebooks import Rulebook
from elections.rules.fields import RecordError, choice
from elections.rules.recommendation import judge_recommendation
from elections.rules.verdict import Verdict


def _judge_vote(raw: object, *, book: Rulebook | None = None) -> Verdict:
    return judge_election(parse_record(raw, book=book))


_JUDGES: dict[str, Callable[..., Verdict]] = {
    "election": _judge_vote,
    "by_election": _judge_vote,
    "recall_motion": judge_recall_motion,
    "recall": judge_recall,
    "recommendation": judge_recommendation,
}


def judge(raw: object, *, book: Rulebook | None = None) -> Verdict:
    """The verdict on one count record as read from JSON (docs/count-record.md).

    `book` takes the place of the rulebook the record names: a county's own, which only the database knows.
    Raises RecordError, whose message names the key, for what is not a number, negative, missing or unknown.
    """
    if not isinstance(raw, dict):
        raise RecordError("", _("a count record must be an object"))
    return _JUDGES[choice(raw.get("kind", "election"), "kind", _JUDGES)](raw, book=book)


def judge_many(raw: object) -> list[Verdict]:
    """The verdicts on a list of records; a refusal names the place of the record as well: `[3].papers.returned`."""
    if not isinstance(raw, list):
        raise RecordError("", _("must be a list of count records"))
    verdicts = []
    for index, record in enumerate(raw):
        try:
            verdicts.append(judge(record))
        except RecordError as error:
            raise error.within(f"[{index}]") from None
    return verdicts
