"""Forms of groups and their members."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from electionadmin.codes import level_of
from electionadmin.web.forms import DateInput, FigureField, VersionedForm
from elections.groups.models import LEVELS, GroupKind, GroupMember, WorkGroup
from protect.masking import mask_telephone

_REMOVE = "remove_telephone"


class GroupForm(VersionedForm[WorkGroup]):
    """A group: kind, name, duties, scope."""

    position = FigureField(label=_("Order"), min_value=0, max_value=999, initial=0)

    class Meta:
        model = WorkGroup
        fields: ClassVar = ["kind", "name", "duties", "scope", "position"]
        widgets: ClassVar = {"duties": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        level = level_of(self.instance.division_id)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.value, kind.label) for kind in GroupKind if level in LEVELS[kind]
        ]


class GroupMemberForm(VersionedForm[GroupMember]):
    """Somebody in a group. The telephone is never shown: left empty it stays as it is."""

    secret: ClassVar = {"telephone": mask_telephone}

    telephone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    position = FigureField(label=_("Order"), min_value=0, max_value=999, initial=0)

    class Meta:
        model = GroupMember
        fields: ClassVar = ["name", "role", "office", "duties", "starts_on", "position"]
        widgets: ClassVar = {"starts_on": DateInput()}

    field_order = ("name", "role", "office", "duties", "telephone", _REMOVE, "starts_on", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.telephone:
            masked = self.instance.masked_telephone
            self.fields["telephone"].help_text = _("On record: %(masked)s. Leave empty to keep it.") % {
                "masked": masked
            }
            self.fields[_REMOVE] = forms.BooleanField(label=_("Remove the telephone on record"), required=False)
        self.order_fields(self.field_order)

    def stored(self) -> dict[str, Any]:
        """What is to be stored: the telephone only where one was typed or is to be removed."""
        values = self.values()
        removed = values.pop(_REMOVE, False)
        if not values["telephone"] and not removed:
            del values["telephone"]
        return values


class EndDayForm(forms.Form):
    """The last day of a membership or a group."""

    on = forms.DateField(label=_("Ends on"), widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
