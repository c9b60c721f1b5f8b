"""Forms of accounts and duties."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from accounts.scope import Scope
from electionadmin.web.forms import DateInput, OfficeForm
from staff.queries import division_named
from vetting.models import Department
from villages.models import Division


class DutyFields(forms.Form):
    """A role on a division, with its days."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices])
    division = forms.CharField(
        label=_("Division"),
        max_length=100,
        help_text=_("Code or full name: the county, a township for its liaison, a village for its informant."),
        widget=forms.TextInput(attrs={"list": "divisions", "autocomplete": "off"}),
    )
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        help_text=_("Only for a reviewer or the head of a department."),
    )
    starts_on = forms.DateField(label=_("From"), widget=DateInput(), initial=timezone.localdate)
    ends_on = forms.DateField(
        label=_("Last day"),
        widget=DateInput(),
        required=False,
        help_text=_("Leave it empty for a duty without an end."),
    )

    def __init__(self, *args: Any, scope: Scope, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = scope
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def clean_division(self) -> Division:
        """The division within the administrator's own area."""
        return division_named(self.scope, self.cleaned_data["division"])

    def clean(self) -> dict[str, Any] | None:
        """The days in order."""
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The duty ends before it begins. Give a last day that is not earlier."))
        return cleaned

    def duty(self) -> dict[str, Any]:
        """What the service takes."""
        names = ("division", "department", "starts_on", "ends_on")
        return {"role": Role(self.cleaned_data["role"])} | {name: self.cleaned_data[name] for name in names}


class AccountForm(OfficeForm[User]):
    """Whose account it is."""

    class Meta:
        model = User
        fields: ClassVar = ["name", "office", "email"]


class NewAccountForm(DutyFields, forms.ModelForm):  # type: ignore[type-arg]
    """An account with its first duty."""

    field_order = ["username", "name", "office", "email"]  # noqa: RUF012  # as Django declares it

    class Meta:
        model = User
        fields: ClassVar = ["username", "name", "office", "email"]
        help_texts: ClassVar = {
            "username": _("Letters and digits without blanks, for example wangfang. It cannot be changed later.")
        }

    def account(self) -> dict[str, str]:
        """What the service takes for the account."""
        return {name: self.cleaned_data[name] for name in ("username", "name", "office", "email")}


class EndDutyForm(forms.Form):
    """The last day of a duty."""

    last_day = forms.DateField(
        label=_("Last day"), widget=DateInput(), initial=timezone.localdate, help_text=_("The duty still holds on it.")
    )


class ReasonForm(forms.Form):
    """Why something is done to an account; the audit trail keeps it."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=2,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The audit trail keeps it."),
    )


class SecondFactorForm(forms.Form):
    """Roles that need a second factor in a county."""

    roles = forms.MultipleChoiceField(
        label=_("Roles that may not be exercised with a password alone"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed for every change; for example the decision it rests on."),
    )

    def __init__(self, *args: Any, always: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            choice for choice in Role.choices if choice[0] not in always
        ]


class ChosenAccounts(forms.Form):
    """Some of the accounts that are offered."""

    account = forms.ModelMultipleChoiceField(label=_("Accounts"), queryset=User.objects.none())

    def __init__(self, *args: Any, candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = candidates  # type: ignore[attr-defined]
        self.fields["account"].error_messages["required"] = _("Choose at least one account.")


class SlipsForm(ChosenAccounts):
    """For which accounts slips are printed, on paper or as a workbook."""

    form = forms.ChoiceField(choices=[("print", ""), ("xlsx", "")], required=False)


class UnusedForm(ReasonForm, ChosenAccounts):
    """Which accounts are disabled, and why."""
