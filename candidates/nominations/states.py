"""The states of a nomination and which may follow which: one table, which the database enforces too."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """How far a nomination has come. The Party's words are 初步人选, 候选人预备人选, 候选人; the village's 初步候选人, 正式候选人."""

    RESERVE = "reserve", pgettext_lazy("nomination", "in reserve")
    PRELIMINARY = "preliminary", pgettext_lazy("nomination", "preliminary")
    NOMINEE = "nominee", pgettext_lazy("nomination", "nominee to be")
    FORMAL = "formal", pgettext_lazy("nomination", "formal candidate")
    REFUSED = "refused", pgettext_lazy("nomination", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("nomination", "withdrawn")
    REMOVED = "removed", pgettext_lazy("nomination", "removed")


# Whoever stands in reserve is called when one before him falls out; a removal may be revoked after another look.
TRANSITIONS: Final[dict[State, tuple[State, ...]]] = {
    State.RESERVE: (State.PRELIMINARY, State.WITHDRAWN, State.REMOVED),
    State.PRELIMINARY: (State.NOMINEE, State.RESERVE, State.REFUSED, State.WITHDRAWN, State.REMOVED),
    State.NOMINEE: (State.FORMAL, State.PRELIMINARY, State.REFUSED, State.WITHDRAWN, State.REMOVED),
    State.FORMAL: (State.NOMINEE, State.WITHDRAWN, State.REMOVED),
    State.REFUSED: (),
    State.WITHDRAWN: (),
    State.REMOVED: (State.PRELIMINARY,),
}
BEGINNINGS: Final = (State.PRELIMINARY, State.RESERVE)
STANDING: Final = (State.PRELIMINARY, State.NOMINEE, State.FORMAL)
"""States of those who stand."""
ENDED: Final = (State.REFUSED, State.WITHDRAWN, State.REMOVED)
