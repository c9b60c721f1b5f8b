"""Groups of county, township and village, and who works in them."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.codes import Level
from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from protect.fields import EncryptedCharField
from protect.masking import mask_telephone

# Bound to the encrypted values: never to be changed.
TELEPHONE: Final = "elections.groupmember.telephone"


class GroupKind(models.TextChoices):
    """Kinds of groups, in the order of the contact sheet."""

    LEADING = "leading", _("leading group")
    OFFICE = "office", pgettext_lazy("group", "office of the leading group")
    WORKING = "working", _("working group")
    GUIDANCE = "guidance", _("election guidance body")
    LIAISON = "liaison", _("liaison")
    INFORMANT = "informant", _("informant")


LEVELS: Final[dict[str, tuple[Level, ...]]] = {
    GroupKind.LEADING: (Level.COUNTY, Level.TOWNSHIP),
    GroupKind.OFFICE: (Level.COUNTY, Level.TOWNSHIP),
    GroupKind.WORKING: (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    GroupKind.GUIDANCE: (Level.TOWNSHIP,),
    GroupKind.LIAISON: (Level.TOWNSHIP,),
    GroupKind.INFORMANT: (Level.VILLAGE,),
}


class GroupRole(models.TextChoices):
    """What somebody is in a group."""

    HEAD = "head", pgettext_lazy("group", "Head")
    DEPUTY = "deputy", pgettext_lazy("group", "Deputy head")
    MEMBER = "member", pgettext_lazy("group", "Member")


@tracked()
class WorkGroup(Versioned):
    """A group of a county, a township or a village; liaisons and informants are groups of their division too."""

    division = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("division"), related_name="groups"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=GroupKind.choices)
    name = models.CharField(pgettext_lazy("group", "name"), max_length=60)
    duties = models.TextField(_("duties"), max_length=2000, blank=True)
    scope = models.CharField(
        pgettext_lazy("group", "scope"), max_length=300, blank=True, help_text=_("Townships, villages or matters.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    ended_on = models.DateField(_("dissolved on"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "name"],
                condition=Q(ended_on=None),
                name="group_name_once",
                violation_error_code="name",
                violation_error_message=_("The division has a group of this name already. Choose another name."),
            ),
            models.UniqueConstraint(
                fields=["division", "kind"],
                condition=Q(ended_on=None, kind__in=[GroupKind.LIAISON, GroupKind.INFORMANT]),
                name="group_liaison_once",
                violation_error_code="kind",
                violation_error_message=_("Its liaisons or informants are a group already. Add the person there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.division} · {self.name}"


@tracked()
class GroupMember(Versioned):
    """Somebody in a group, from one day to another: an official as a rule, so not a person of a village."""

    group = models.ForeignKey(WorkGroup, on_delete=models.PROTECT, verbose_name=_("group"), related_name="members")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    role = models.CharField(
        pgettext_lazy("group", "role"), max_length=16, choices=GroupRole.choices, default=GroupRole.MEMBER
    )
    office = models.CharField(_("work unit and post"), max_length=100, blank=True)
    duties = models.CharField(_("duties"), max_length=300, blank=True)
    telephone = EncryptedCharField(_("telephone"), max_length=30, blank=True, context=TELEPHONE)
    starts_on = models.DateField(pgettext_lazy("seat", "from"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("seat", "until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Versioned.Meta):
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "name", "office"],
                condition=Q(ends_on=None),
                name="group_member_once",
                violation_error_code="name",
                violation_error_message=_("This name stands in the group with the same work unit already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="group_member_dates_in_order",
                violation_error_code="ends_on",
                violation_error_message=_("The membership ends before it begins. Correct one of the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.group.name}"

    @property
    def division_code(self) -> str:
        """Code of the division whose officers may see the telephone."""
        return self.group.division_id

    @property
    def masked_telephone(self) -> str:
        """The telephone for a page or an export."""
        return mask_telephone(self.telephone)
