"""The steps of an election, by the name that every room uses; their order and who approves them are the rulebook's."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Step(TextChoices):
    """One step of the chain of an election."""

    PREPARATION = "preparation", pgettext_lazy("step", "Survey and preparation")
    ELECTION_COMMITTEE = "election_committee", pgettext_lazy("step", "Election committee")
    ROLL = "roll", pgettext_lazy("step", "Electorate roll")
    RECOMMENDATION = "recommendation", pgettext_lazy("step", "Recommendation")
    NOMINATION = "nomination", pgettext_lazy("step", "Nomination")
    TOWNSHIP_REVIEW = "township_review", pgettext_lazy("step", "Township review")
    JOINT_REVIEW = "joint_review", pgettext_lazy("step", "Joint review")
    INSPECTION = "inspection", pgettext_lazy("step", "Inspection")
    TALKS = "talks", pgettext_lazy("step", "Talks")
    DECISION = "decision", pgettext_lazy("step", "Decision on the nominees")
    PUBLIC_NOTICE = "public_notice", pgettext_lazy("step", "Public notice")
    COMMITMENT = "commitment", pgettext_lazy("step", "Commitment")
    CANDIDATES = "candidates", pgettext_lazy("step", "Formal candidates")
    ARRANGEMENTS = "arrangements", pgettext_lazy("step", "Arrangements for the vote")
    VOTE = "vote", pgettext_lazy("step", "Election meeting")
    RESULT = "result", pgettext_lazy("step", "Result and certificates")
    HANDOVER = "handover", pgettext_lazy("step", "Handover")
    FILING = "filing", pgettext_lazy("step", "Filing")
