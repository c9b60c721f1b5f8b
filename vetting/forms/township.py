"""Form of the township's review: five facts, an answer to every bar, the signed opinion."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from electionadmin.web.forms import DateInput, VersionedForm
from vetting.models import Answer, Bar, Procedural, TownshipReview
from vetting.models.reviews import LONGEST_FACTS
from vetting.services.township import BarAnswer, TownshipData

_MET = (("", _("not checked yet")), ("True", _("met")), ("False", _("not met")))
FACTS = ("form_complete", "age_met", "residence_met", "pledge_signed")


def _typed(value: str) -> bool | None:
    return None if value == "" else value == "True"


class TownshipForm(VersionedForm[TownshipReview]):
    """What the township enters; every bar has its own pair of fields, `answer_CODE` and `facts_CODE`."""

    class Meta:
        model = TownshipReview
        fields: ClassVar = [*FACTS, "opinion", "refused_for", "signer", "signed_on"]
        widgets: ClassVar = {"signed_on": DateInput()}
        help_texts: ClassVar = {
            "refused_for": _("Only for a refusal; it is what the person is told."),
            "signer": _("Who has signed for the township."),
        }

    def __init__(self, *args: Any, bars: Sequence[Bar], given: dict[str, BarAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.again = partial(type(self), bars=bars, given=given)
        self.bars = bars
        for name in FACTS:
            label = self.fields[name].label
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=_MET, coerce=_typed, empty_value=None, required=False
            )
        codes = [(bar.code, f"{bar.code} {bar.text}") for bar in bars]
        choices = [("", "—"), *Procedural.choices, *codes]
        self.fields["refused_for"] = forms.ChoiceField(
            label=self.fields["refused_for"].label,
            help_text=self.fields["refused_for"].help_text,
            choices=choices,
            required=False,
        )
        for bar in bars:
            before = given.get(bar.code, BarAnswer(answer=""))
            self.fields[f"answer_{bar.code}"] = forms.ChoiceField(
                label=f"{bar.code} {bar.text}",
                choices=[("", _("not answered")), *Answer.choices],
                required=False,
                initial=before.answer,
            )
            self.fields[f"facts_{bar.code}"] = forms.CharField(
                label=_("Facts of %(code)s") % {"code": bar.code},
                max_length=LONGEST_FACTS,
                required=False,
                initial=before.facts,
                widget=forms.TextInput(attrs={"placeholder": _("only for a problem")}),
            )

    def bar_fields(self) -> Iterator[tuple[Bar, forms.BoundField, forms.BoundField]]:
        """Each bar with its two fields."""
        for bar in self.bars:
            yield bar, self[f"answer_{bar.code}"], self[f"facts_{bar.code}"]

    def fact_fields(self) -> Iterator[forms.BoundField]:
        """The four facts of the form."""
        return (self[name] for name in FACTS)

    def opinion_fields(self) -> Iterator[forms.BoundField]:
        """The opinion and its signature."""
        return (self[name] for name in ("opinion", "refused_for", "signer", "signed_on"))

    def beside(self, current: TownshipReview) -> dict[str, str]:
        """The answers to the bars as another has stored them."""
        stored = {answer.bar.code: answer for answer in current.answers.select_related("bar")}
        values: dict[str, str] = {}
        for bar in self.bars:
            answer = stored.get(bar.code)
            values[f"answer_{bar.code}"] = answer.answer if answer else ""
            values[f"facts_{bar.code}"] = answer.facts if answer else ""
        return values

    def data_of(self) -> TownshipData:
        """What the service takes of the review itself."""
        values = self.cleaned_data
        return TownshipData(**{name: values[name] for name in TownshipData.__dataclass_fields__})

    def answers(self) -> dict[str, BarAnswer]:
        """What it takes of the bars."""
        values = self.cleaned_data
        return {
            bar.code: BarAnswer(answer=values[f"answer_{bar.code}"], facts=values[f"facts_{bar.code}"])
            for bar in self.bars
        }
