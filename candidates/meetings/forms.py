"""Figures of a meeting, and the votes of each name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.meetings.services import Votes
from candidates.models import BY_POST, Meeting, MeetingKind
from electionadmin.web.forms import DateInput, FigureField, VersionedForm
from people.models import Person
from villages.models import Post


class MeetingForm(VersionedForm[Meeting]):
    """Day, figures and who kept the record."""

    class Meta:
        model = Meeting
        fields: ClassVar = [
            "held_on",
            "due",
            "present",
            "returned",
            "names_per_paper",
            "place",
            "chaired_by",
            "recorded_by",
        ]
        field_classes: ClassVar = dict.fromkeys(("due", "present", "returned", "names_per_paper"), FigureField)
        widgets: ClassVar = {"held_on": DateInput()}
        help_texts: ClassVar = {
            "returned": _("All papers in the box, spoiled and blank ones included."),
            "names_per_paper": _("How many names a paper may hold; leave empty where there was no limit."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("held_on", timezone.localdate())

    def _post_clean(self) -> None:
        """The service checks the row with the votes beside it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the grid: its name, what stands in it, and what is wrong with it."""

    name: str
    value: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A person's line of the grid: a field for each post (one without a post for a recommendation)."""

    person: Person
    cells: list[Cell]


class VoteGrid:
    """Votes by name as on the tally sheet; an empty field is a name without votes on record, which is not zero."""

    def __init__(
        self,
        *,
        kind: MeetingKind,
        posts: Sequence[Post],
        people: Iterable[Person],
        known: dict[tuple[int, str], int],
        data: Any = None,
    ) -> None:
        self.posts: Sequence[str] = [post.value for post in posts] if kind in BY_POST else [""]
        self.errors: list[str] = []
        self.votes: list[Votes] = []
        self.lines = [self._line(person, known, data) for person in people]

    def _line(self, person: Person, known: dict[tuple[int, str], int], data: Any) -> Line:
        cells = []
        for post in self.posts:
            name = f"votes-{person.pk}-{post}"
            stored = known.get((person.pk, post))
            text = data.get(name, "") if data is not None else "" if stored is None else str(stored)
            cells.append(self._cell(name, text, person, post))
        return Line(person, cells)

    def _cell(self, name: str, text: str, person: Person, post: str) -> Cell:
        try:
            number = FigureField(required=False, min_value=0, max_value=1_000_000).clean(text)
        except forms.ValidationError as error:
            message = f"{person.name}: {error.messages[0]}"
            self.errors.append(message)
            return Cell(name, text, error.messages[0])
        if number is not None:
            self.votes.append(Votes(person, number, post))
        return Cell(name, text)


class DrawForm(forms.Form):
    """When the list was drawn up and how many go on."""

    on = forms.DateField(label=_("Drawn up on"), widget=DateInput())
    places = FigureField(
        label=_("How many go on"),
        required=False,
        min_value=1,
        help_text=_("Those beyond it stand in reserve, in order. Leave empty to take all with enough votes."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
