"""Forms of seats, nominations and what ends them."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import Nomination, Nominator
from candidates.nominations.checks import posts_of
from electionadmin.web.forms import DateInput, FigureField, OfficeForm
from elections.models import Body, Election
from villages.models import Post


class SeatsForm(forms.Form):
    """Seats of each post of an election, and how many of them are kept for women."""

    decided_on = forms.DateField(
        label=_("Decided on"),
        widget=DateInput(),
        required=False,
        help_text=_("Day of the meeting, or of the superior's reply, that fixed the seats."),
    )

    def __init__(self, *args: Any, election: Election, known: dict[str, tuple[int, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = posts_of(election)
        for post in self.posts:
            number, women = known.get(post, (None, None))
            self.fields[f"{post}_number"] = FigureField(
                label=_("%(post)s: seats") % {"post": post.label}, min_value=0, initial=number, required=False
            )
            if election.body != Body.PARTY:
                self.fields[f"{post}_women"] = FigureField(
                    label=_("%(post)s: of which kept for women") % {"post": post.label},
                    min_value=0,
                    initial=women or None,
                    required=False,
                )
        self.order_fields([name for name in self.fields if name != "decided_on"])

    def seats(self) -> dict[Post, tuple[int, int]]:
        """Seats and women's seats by post; a post left empty has none."""
        data = self.cleaned_data
        return {
            post: (data[f"{post}_number"] or 0, data.get(f"{post}_women") or 0)
            for post in self.posts
            if data[f"{post}_number"] is not None
        }


class NominationForm(OfficeForm[Nomination]):
    """Post, by whom, when; for the Party also why the name is added by hand."""

    class Meta:
        model = Nomination
        fields: ClassVar = ["post", "source", "nominators", "nominated_on", "by_hand_reason"]
        widgets: ClassVar = {"nominated_on": DateInput()}
        help_texts: ClassVar = {
            "nominators": _("Names of the voters, or the meeting that nominated; not needed for a Party organisation."),
            "by_hand_reason": _("The names follow from a meeting. Say why this one is added beside them."),
        }

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts: Any = self.fields["post"]
        posts.choices = [("", "—"), *((post.value, post.label) for post in posts_of(election))]
        sources: Any = self.fields["source"]
        sources.choices = [("", "—"), *_sources(election)]
        self.initial.setdefault("nominated_on", timezone.localdate())
        if election.body != Body.PARTY:
            del self.fields["by_hand_reason"]

    def _post_clean(self) -> None:
        """The service checks the whole nomination; a form without a person could not."""


def _sources(election: Election) -> Iterable[tuple[str, Any]]:
    """Those who may nominate by hand: what comes out of a meeting is drawn up, not typed."""
    if election.body == Body.PARTY:
        chosen = [Nominator.OUTGOING, Nominator.PARTY]
    else:
        chosen = [Nominator.PARTY, Nominator.VOTERS, Nominator.JOINTLY, Nominator.SELF, Nominator.OUTGOING]
    return [(source.value, source.label) for source in chosen]


class EndForm(forms.Form):
    """Day and reason of an end, or of taking a decision back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label=_("Day"), widget=DateInput())
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class StatementForm(forms.Form):
    """The written statement for which of two posts somebody stands."""

    on = forms.DateField(label=_("Date of the statement"), widget=DateInput())
    document = forms.CharField(
        label=_("Where the statement is kept"),
        max_length=200,
        help_text=_("For example “file of the election committee, no. 12”."),
    )


class ChosenForm(forms.Form):
    """Whom the township has decided on, and when."""

    chosen = forms.ModelMultipleChoiceField(
        label=_("Decided on as nominees"), queryset=Nomination.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    on = forms.DateField(label=_("Date of the decision"), widget=DateInput())

    def __init__(self, *args: Any, among: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["chosen"]
        field.queryset = among
        field.label_from_instance = lambda one: f"{one.person.name} · {one.get_post_display()}"
        field.error_messages = {"required": _("Choose at least one person.")}
        self.fields["on"].initial = timezone.localdate


class DayForm(forms.Form):
    """A day."""

    on = forms.DateField(label=_("Day"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
