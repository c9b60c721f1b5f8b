"""Tables of the room, subject by subject."""

from candidates.assessments.models import Appraisal, Assessment, Dimension, Seen, Weights
from candidates.commitments.models import Answer, Commitment, CommitmentKind, CommitmentText
from candidates.inspections.models import (
    AppraisalSheet,
    Conclusion,
    Hearing,
    Inspection,
    Officer,
    Opinion,
    Recusal,
    RecusalSource,
    Side,
    Team,
)
from candidates.meetings.models import BY_POST, DrawnList, Meeting, MeetingKind, MeetingVote
from candidates.nominations.models import Nomination, Nominator, PostSeats
from candidates.nominations.states import State
from candidates.notices.models import Notice, NoticeLine, NoticeState, Objection, ObjectionState, Upheld
from candidates.plans.models import Decision, PlanEntry, Targets
from candidates.secretaries.models import FilingState, Matter, SecretaryFiling
from candidates.talks.models import Attitude, Talk, TalkClass

__all__ = [
    "BY_POST",
    "Answer",
    "Appraisal",
    "AppraisalSheet",
    "Assessment",
    "Attitude",
    "Commitment",
    "CommitmentKind",
    "CommitmentText",
    "Conclusion",
    "Decision",
    "Dimension",
    "DrawnList",
    "FilingState",
    "Hearing",
    "Inspection",
    "Matter",
    "Meeting",
    "MeetingKind",
    "MeetingVote",
    "Nomination",
    "Nominator",
    "Notice",
    "NoticeLine",
    "NoticeState",
    "Objection",
    "ObjectionState",
    "Officer",
    "Opinion",
    "PlanEntry",
    "PostSeats",
    "Recusal",
    "RecusalSource",
    "SecretaryFiling",
    "Seen",
    "Side",
    "State",
    "Talk",
    "TalkClass",
    "Targets",
    "Team",
    "Upheld",
    "Weights",
]
