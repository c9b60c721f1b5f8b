"""Persons: who somebody is."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from people import vocabulary
from protect.fields import EncryptedCharField
from protect.masking import mask_address, mask_id_number, mask_telephone

NAME_KEY_LENGTH = 200
PINYIN_LENGTH = 350

# Bound to the encrypted values and their indexes: never to be changed.
ID_NUMBER = "people.person.id_number"
TELEPHONE = "people.person.telephone"
ADDRESS = "people.person.address"
ADDRESS_LENGTH = 100


class Sexes(models.TextChoices):
    """Sex as on the ID card."""

    MALE = "M", _("male")
    FEMALE = "F", _("female")


class Education(models.IntegerChoices):
    """Highest education, lowest first: 大专 and above is `>= COLLEGE`, 高中 and above `>= SENIOR`."""

    ILLITERATE = vocabulary.ILLITERATE, _("none")
    PRIMARY = vocabulary.PRIMARY, _("primary school")
    JUNIOR = vocabulary.JUNIOR, _("junior secondary school")
    SENIOR = vocabulary.SENIOR, _("senior secondary school")
    VOCATIONAL = vocabulary.VOCATIONAL, _("secondary vocational school")
    COLLEGE = vocabulary.COLLEGE, _("junior college")
    BACHELOR = vocabulary.BACHELOR, _("university")
    POSTGRADUATE = vocabulary.POSTGRADUATE, _("postgraduate")


@tracked()
class Person(Versioned):
    """One person within a county, whatever he stands for and wherever he serves there.

    The indexes (`id_index`, `telephone_index`) are blind: see protect.crypto. `village_code` says where he is to be
    found and who may see him; it is a hint, not a household registration.
    """

    county_code = models.CharField(_("county"), max_length=6, db_collation="C")
    village_code = models.CharField(_("village"), max_length=12, blank=True, db_collation="C")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    name_original = models.CharField(_("name as typed"), max_length=200)
    name_key = models.CharField(_("order by strokes"), max_length=NAME_KEY_LENGTH, db_collation="C", editable=False)
    pinyin = models.CharField(_("pinyin"), max_length=PINYIN_LENGTH, blank=True, db_collation="C", editable=False)
    initials = models.CharField(_("pinyin initials"), max_length=50, blank=True, db_collation="C", editable=False)
    sex = models.CharField(_("sex"), max_length=1, choices=Sexes.choices, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    ethnicity = models.CharField(_("ethnic group"), max_length=10, blank=True)
    native_place = models.CharField(_("native place"), max_length=50, blank=True)
    education = models.PositiveSmallIntegerField(_("education"), choices=Education.choices, null=True, blank=True)
    school = models.CharField(_("graduated from"), max_length=100, blank=True)
    party_joined = models.DateField(_("joined the Party"), null=True, blank=True)
    party_confirmed = models.DateField(_("full member since"), null=True, blank=True)
    work_started = models.DateField(_("at work since"), null=True, blank=True)
    occupation = models.CharField(_("work unit and post"), max_length=100, blank=True)
    address = EncryptedCharField(_("address"), max_length=ADDRESS_LENGTH, blank=True, context=ADDRESS)
    address_index = models.CharField(max_length=64, blank=True, db_collation="C", editable=False)
    telephone = EncryptedCharField(_("telephone"), max_length=30, blank=True, context=TELEPHONE)
    telephone_index = models.CharField(max_length=64, blank=True, db_collation="C", editable=False)
    id_number = EncryptedCharField(_("ID number"), max_length=18, blank=True, context=ID_NUMBER)
    id_index = models.CharField(max_length=64, null=True, blank=True, db_collation="C", editable=False)  # noqa: DJ001
    id_last4 = models.CharField(max_length=4, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(pgettext_lazy("time", "changed"), auto_now=True)

    class Meta(Versioned.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        ordering: ClassVar = ["name_key", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["county_code", "name_key"], name="person_strokes"),
            models.Index(fields=["county_code", "name"], name="person_name"),
            models.Index(fields=["county_code", "initials"], name="person_initials"),
            models.Index(Replace("pinyin", models.Value(" "), models.Value("")), name="person_pinyin"),
            models.Index(fields=["village_code"], name="person_village"),
            models.Index(fields=["telephone_index"], name="person_telephone", condition=~models.Q(telephone_index="")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["id_index", "county_code"], name="person_id_number_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="person_has_name"),
            models.CheckConstraint(
                condition=models.Q(id_index=None, id_last4="")
                | models.Q(models.Q(id_index__isnull=False), ~models.Q(id_last4="")),
                name="person_id_number_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(party_confirmed=None)
                | models.Q(party_joined__isnull=False, party_confirmed__gte=models.F("party_joined")),
                name="person_party_dates_in_order",
                violation_error_code="party_confirmed",
                violation_error_message=_(
                    "Nobody is a full member before joining the Party. Correct one of the dates."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(village_code="") | models.Q(village_code__startswith=models.F("county_code")),
                name="person_village_in_county",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def division_code(self) -> str:
        """Code of the division whose officers may see the person: the village, else the county."""
        return self.village_code or self.county_code

    @property
    def masked_id_number(self) -> str:
        """The ID number for a page or an export."""
        return mask_id_number(self.id_number)

    @property
    def masked_address(self) -> str:
        """The address for a page or an export."""
        return mask_address(self.address)

    @property
    def on_probation(self) -> bool:
        """Whether the person has joined the Party and is not yet a full member, who alone may vote there (PEW-2020, art. 5)."""
        return self.party_joined is not None and self.party_confirmed is None

    @property
    def masked_telephone(self) -> str:
        """The telephone for a page or an export."""
        return mask_telephone(self.telephone)
