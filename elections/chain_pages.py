"""The chain of each body as a page, and the county's additions to it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from elections.chain.definitions import Addition, Chain, Office, StepRule
from elections.chain.versions import add_to_chain, additions_of, chains_of
from elections.models import Body, Cycle
from elections.queries import current_cycle

_CHAPTERS = {
    Body.PARTY: "party_committee",
    Body.COMMITTEE: "village_committee",
    Body.SUPERVISORY: "supervisory_committee",
}


class AdditionForm(forms.Form):
    """A step or an approval that the county adds."""

    at = forms.ChoiceField(label=gettext_lazy("At the step"))
    name = forms.CharField(
        label=gettext_lazy("Name of the new step"),
        max_length=40,
        required=False,
        help_text=gettext_lazy(
            "It comes behind the step above. Leave it empty to add an approval to that step itself."
        ),
    )
    approval = forms.ChoiceField(
        label=gettext_lazy("Approved by"),
        choices=[(office.value, office.label) for office in (Office.TOWNSHIP, Office.COUNTY)],
        initial=Office.COUNTY.value,
    )
    requested_by = forms.ChoiceField(
        label=pgettext_lazy("office", "Requested by"),
        choices=[(office.value, office.label) for office in Office],
        initial=Office.TOWNSHIP.value,
        help_text=gettext_lazy("For a new step only."),
    )
    plan = forms.IntegerField(
        label=gettext_lazy("Planned day"),
        initial=0,
        min_value=-365,
        max_value=365,
        help_text=gettext_lazy("Counted from the election day: -7 is a week before it. For a new step only."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Paper of the county"),
        max_length=200,
        help_text=gettext_lazy("Number or title of the paper that demands it, for example 沁组发〔2026〕3号."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, chain: Chain, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].choices = [(rule.key, rule.label) for rule in chain.steps]  # type: ignore[attr-defined]

    def addition(self) -> Addition:
        """What is added."""
        values = self.cleaned_data
        return Addition(
            at=values["at"],
            approval=Office(values["approval"]),
            name=values["name"].strip(),
            requested_by=Office(values["requested_by"]),
            plan=values["plan"],
        )


@page(Act.VIEW_ELECTIONS)
def chain(request: OfficeRequest) -> HttpResponse:
    """The chains in force for the cycle of the user's county."""
    cycle = current_cycle(request)
    context: dict[str, Any] = {"cycle_of_chain": cycle, "bodies": []}
    if cycle is not None:
        context |= {
            "bodies": [(Body(body), _lines(cycle, chain)) for body, chain in chains_of(cycle).items()],
            "versions": [(row, Body(row.body).label) for row in additions_of(cycle)],
            "may_add": request.scope.allows(Act.MANAGE_CYCLES, cycle.county_id),
        }
    return render(request, "elections/chain.html", context)


def _lines(cycle: Cycle, chain: Chain) -> list[tuple[StepRule, list[Any], int | None]]:
    """Each step with the names of those before it and the law's last day."""
    book = cycle.law()
    return [
        (rule, [chain.rule(key).label for key in rule.after], rule.latest_offset(book, _CHAPTERS[Body(chain.body)]))
        for rule in chain.steps
    ]


@page(Act.MANAGE_CYCLES, writes=True)
def chain_add(request: OfficeRequest, body: str) -> HttpResponse:
    """Add a step or an approval to the chain of a body."""
    cycle = current_cycle(request)
    if cycle is None:  # the page of the chains says who opens one
        return redirect("elections:chain")
    chains = chains_of(cycle)
    if body not in chains:
        raise Http404
    form = AdditionForm(request.POST or None, chain=chains[body])
    if request.method == "POST" and form.is_valid():
        try:
            row = add_to_chain(
                scope=request.scope,
                by=request.user,
                cycle=cycle,
                body=body,
                addition=form.addition(),
                basis=form.cleaned_data["basis"],
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Version %(version)d of the county's chain is in force.") % {"version": row.version}
            )
            return redirect("elections:chain")
    return render(request, "elections/chain_add.html", {"form": form, "body": Body(body)})
