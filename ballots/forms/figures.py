"""The forms of figures: in the order of the paper form, an empty cell apart from a zero."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from ballots.models import Ballot, Decision, DoubtfulPaper, Line, Sheet, Station, VotePost
from ballots.services import Figures
from electionadmin.web.forms import FigureField
from people.names import normalise

LARGEST = 10_000_000


class CellField(FigureField):
    """One cell of a grid."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Digits, no suggestions of the browser: what the first clerk has typed is not offered to the second."""
        return super().widget_attrs(widget) | {"data-cell": "", "maxlength": "12"}


class SheetForm(forms.Form):
    """One clerk's figures of a ballot at a station."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, station: Station, ballot: Ballot, mine: Sheet | None, **kwargs: Any) -> None:
        self.station, self.ballot = station, ballot
        kwargs["initial"] = _initial(mine)
        super().__init__(*args, **kwargs)
        self.lines: list[Line] = []
        for name in station.papers():
            label = Sheet._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # a plain field
            self.fields[name] = CellField(label=label, required=False, min_value=0, max_value=LARGEST)
        if station.counts:
            for post in ballot.posts.all():
                for line in post.lines.all():
                    line.post = post
                    self._add_line(line)

    def _add_line(self, line: Line) -> None:
        self.lines.append(line)
        label = f"{line.post.label} · {line.name}"
        self.fields[f"for_{line.pk}"] = CellField(label=label, required=False, min_value=0, max_value=LARGEST)
        if self.station.vote.counts_against:
            label = _gettext("%(line)s, against") % {"line": label}
            self.fields[f"against_{line.pk}"] = CellField(label=label, required=False, min_value=0, max_value=LARGEST)

    def papers(self) -> Iterator[forms.BoundField]:
        """Cells of the papers."""
        for name in self.station.papers():
            yield self[name]

    def rows(self) -> Iterator[tuple[Line, list[forms.BoundField]]]:
        """Lines with their cells."""
        for line in self.lines:
            cells = [self[f"for_{line.pk}"]]
            yield line, cells + ([self[f"against_{line.pk}"]] if self.station.vote.counts_against else [])

    def figures(self) -> Figures:
        """What was typed."""
        values = self.cleaned_data
        return Figures(
            papers={name: values[name] for name in self.station.papers()},
            votes={line.pk: (values[f"for_{line.pk}"], values.get(f"against_{line.pk}")) for line in self.lines},
        )


def _initial(mine: Sheet | None) -> dict[str, int | None]:
    return {"seen": 0} if mine is None else {"seen": mine.revision, **cells_of(mine)}


def cells_of(sheet: Sheet) -> dict[str, int | None]:
    """A sheet's figures by the names of the form's fields."""
    cells: dict[str, int | None] = {name: getattr(sheet, name) for name in sheet.station.papers()}
    for row in sheet.lines.all():
        cells[f"for_{row.line_id}"], cells[f"against_{row.line_id}"] = row.votes, row.against
    return cells


class SettleForm(forms.Form):
    """The figure that counts, for each cell in which two clerks differ; and why."""

    reason = forms.CharField(
        label=_("How the difference arose and was settled"),
        max_length=300,
        help_text=_("For example: the second clerk misread the paper form; looked at again by both."),
    )

    def __init__(self, *args: Any, cells: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in cells.items():
            self.fields[key] = CellField(label=label, min_value=0, max_value=LARGEST)
        self.order_fields([*cells, "reason"])


class WriteInForm(forms.Form):
    """A name written on ballots."""

    post = forms.ModelChoiceField(label=_("Post"), queryset=VotePost.objects.none(), empty_label=None)
    name = forms.CharField(
        label=_("Name as written"),
        max_length=50,
        help_text=_("It must be on the roll. Two people of one name are told apart: 王芳（三组）."),
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["post"].label_from_instance = lambda post: post.label  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """The name without blanks."""
        return normalise(self.cleaned_data["name"])


class DoubtfulForm(forms.ModelForm):  # type: ignore[type-arg]  # no generic when it runs
    """What the election committee decided on a doubtful paper."""

    class Meta:
        model = DoubtfulPaper
        fields = ("description", "decision", "members_for", "members_against", "reason")
        field_classes = {"members_for": FigureField, "members_against": FigureField}  # noqa: RUF012 - as Django has it
        help_texts = {  # noqa: RUF012
            "description": _("What stands on the paper, without saying whose it might be."),
            "reason": _("Article of the village's election rules, for example 选举办法 第十二条."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = Decision.choices  # type: ignore[attr-defined]
