"""What is known of a village."""

from typing import Any, ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from villages.models.divisions import Division

# The whole numbers of a profile, in the order of the paper form.
FIGURES: Final = (
    "population",
    "households",
    "adults",
    "party_members",
    "groups",
    "collective_income",
    "collective_debt",
)


class VillageKind(models.TextChoices):
    """A village has a villagers' committee, a community a residents' committee."""

    VILLAGE = "village", pgettext_lazy("kind", "Village")
    COMMUNITY = "community", _("Community")


def _not_negative(field: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__gte": 0}),
        name=f"profile_{field}_not_negative",
        violation_error_code=field,
        violation_error_message=_("Type 0 or a larger whole number, or leave the field empty if it is not known."),
    )


def _not_more(field: str, message: Any) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__lte": F("population")}),
        name=f"profile_{field}_within_population",
        violation_error_code=field,
        violation_error_message=message,
    )


@tracked()
class VillageProfile(Versioned):
    """Figures of a village on one day. What is not known is empty, which is not zero; money is in whole yuan."""

    village = models.OneToOneField(
        Division, on_delete=models.PROTECT, primary_key=True, verbose_name=_("village"), related_name="profile"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=VillageKind.choices)
    population = models.IntegerField(_("population"), null=True, blank=True)
    households = models.IntegerField(_("households"), null=True, blank=True)
    adults = models.IntegerField(_("adults"), null=True, blank=True)
    party_members = models.IntegerField(_("Party members"), null=True, blank=True)
    groups = models.IntegerField(_("villagers' groups"), null=True, blank=True)
    merged_from = models.CharField(_("merged from"), max_length=300, blank=True)
    collective_income = models.BigIntegerField(_("collective income (yuan a year)"), null=True, blank=True)
    collective_debt = models.BigIntegerField(_("collective debt (yuan)"), null=True, blank=True)
    weak_organisation = models.BooleanField(_("weak organisation"), default=False)
    weak_note = models.CharField(_("why it is weak, and what is done"), max_length=300, blank=True)
    as_of = models.DateField(_("figures as of"), null=True, blank=True)

    # What a county must know of each village before the cycle opens.
    NEEDED: Final = (*FIGURES, "as_of")

    class Meta(Versioned.Meta):
        verbose_name = _("village profile")
        verbose_name_plural = _("village profiles")
        constraints: ClassVar = [
            *(_not_negative(field) for field in FIGURES),
            _not_more("households", _("There are more households than people. Correct one of the two figures.")),
            _not_more("adults", _("There are more adults than people. Correct one of the two figures.")),
            _not_more("party_members", _("There are more Party members than people. Correct one of the two figures.")),
            models.CheckConstraint(
                condition=Q(weak_organisation=True) | Q(weak_note=""),
                name="profile_note_only_if_weak",
                violation_error_code="weak_note",
                violation_error_message=_("There is a note on weakness; tick “weak organisation” or delete the note."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.village)

    def missing(self) -> list[str]:
        """Names of the needed fields that are empty."""
        return [field for field in self.NEEDED if getattr(self, field) is None]
