"""Tables of the room, subject by subject."""

from candidates.assessments.models import Appraisal, Assessment, Dimension, Seen, Weights
from candidates.meetings.models import DrawnList, Meeting, MeetingKind, MeetingVote
from candidates.nominations.models import Nomination, Nominator, PostSeats
from candidates.nominations.states import State
from candidates.notices.models import Notice, NoticeLine, NoticeState, Objection, ObjectionState, Upheld
from candidates.plans.models import Decision, PlanEntry, Targets

__all__ = [
    "Appraisal",
    "Assessment",
    "Decision",
    "Dimension",
    "DrawnList",
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
    "PlanEntry",
    "PostSeats",
    "Seen",
    "State",
    "Targets",
    "Upheld",
    "Weights",
]
