"""Family: who is a near relative of whom."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from people import kinship
from people.models.persons import Person, Sexes


class Kin(models.TextChoices):
    """What a near relative is to a person (Civil Code, art. 1045)."""

    SPOUSE = kinship.SPOUSE, kinship.LABELS[kinship.SPOUSE]
    PARENT = kinship.PARENT, kinship.LABELS[kinship.PARENT]
    CHILD = kinship.CHILD, kinship.LABELS[kinship.CHILD]
    SIBLING = kinship.SIBLING, kinship.LABELS[kinship.SIBLING]
    PATERNAL_GRANDPARENT = kinship.PATERNAL_GRANDPARENT, kinship.LABELS[kinship.PATERNAL_GRANDPARENT]
    MATERNAL_GRANDPARENT = kinship.MATERNAL_GRANDPARENT, kinship.LABELS[kinship.MATERNAL_GRANDPARENT]
    SONS_CHILD = kinship.SONS_CHILD, kinship.LABELS[kinship.SONS_CHILD]
    DAUGHTERS_CHILD = kinship.DAUGHTERS_CHILD, kinship.LABELS[kinship.DAUGHTERS_CHILD]


@tracked()
class Kinship(Versioned):
    """One link, read from both sides: `relative` is `kind` to `person`. A relative not on record is named instead.

    `name`, `sex`, `birth_date` are of the named outsider; `occupation` is his work unit and post, as family tables ask.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="kin")
    relative = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("relative on record"),
        related_name="kin_of",
    )
    kind = models.CharField(pgettext_lazy("kinship", "relation"), max_length=24, choices=Kin.choices)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sexes.choices, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    in_party = models.BooleanField(_("Party member"), null=True, blank=True)
    occupation = models.CharField(_("work unit and post"), max_length=100, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("near relative")
        verbose_name_plural = _("near relatives")
        indexes: ClassVar = [models.Index(fields=["name"], name="near_relative_name", condition=~Q(name=""))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Least("person", "relative"), Greatest("person", "relative"), name="near_relative_once"
            ),
            models.CheckConstraint(
                condition=Q(relative=None) ^ Q(name=""),
                name="near_relative_named",
                violation_error_code="name",
                violation_error_message=_("Choose a person on record, or type the name of one who is not."),
            ),
            models.CheckConstraint(
                condition=Q(relative=None) | ~Q(relative=F("person")),
                name="near_relative_of_two",
                violation_error_code="relative",
                violation_error_message=_("Nobody is his own relative. Choose another person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_kind_display()}: {self.relative or self.name}"

    def clean(self) -> None:
        """One who is linked already is not linked again, whatever the relation."""
        if self.relative_id is None:
            return
        pairs = Q(person=self.person_id, relative=self.relative_id) | Q(
            person=self.relative_id, relative=self.person_id
        )
        if Kinship.objects.filter(pairs).exclude(pk=self.pk).exists():
            message: Any = _("These two are linked already. Change the relation there.")
            raise ValidationError({"relative": message})
