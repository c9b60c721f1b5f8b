"""The counting rules: a count record in, a verdict out. Pure: no database, no clock, integers only."""

from ballots.rules.judge import judge, judge_many
from ballots.rules.record import Papers, Post, Record, Tally, parse_record
from elections.rules.differential import differential
from elections.rules.fields import RecordError
from elections.rules.verdict import Elected, NextVote, Verdict

__all__ = [
    "Elected",
    "NextVote",
    "Papers",
    "Post",
    "Record",
    "RecordError",
    "Tally",
    "Verdict",
    "differential",
    "judge",
    "judge_many",
    "parse_record",
]
