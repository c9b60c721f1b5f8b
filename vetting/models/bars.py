"""What bars a person from standing: the county's list, in versions."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import tracked
from electionadmin.unignorable import Unignorable
from vetting.models.departments import Department


class Statute(models.TextChoices):
    """The four bars that the law itself sets for candidates (OLVC-2025, art. 18; URC-2025, art. 18)."""

    EXPELLED = "expelled", _("expelled from the Party")
    CRIME = "crime", _("punished for a crime")
    FORCES = "forces", _("clan or black and evil forces used for unlawful acts")
    RELIGION = "religion", _("illegal religious activity or cult")


class BarLevel(models.TextChoices):
    """Who set the bar."""

    LAW = "law", _("law")
    POLICY = "policy", _("policy")
    COUNTY = "county", _("county")


class Effect(models.TextChoices):
    """What a proven bar does: 不能 or 不宜."""

    BAR = "bar", _("bars")
    NORMALLY_NOT = "normally_not", _("normally not suitable")


class LookBack(models.TextChoices):
    """How far back it counts."""

    EVER = "ever", _("without limit of time")
    YEARS = "years", _("some years")
    CURRENT = "current", _("at present")
    IN_EFFECT = "in_effect", _("while the sanction has effect")
    UNTIL_CORRECTED = "until_corrected", _("until corrected")
    THIS_CYCLE = "this_cycle", _("this cycle")


# A published list stays as it is, and lacks none of the four bars of the law (OLVC-2025, art. 18).
_PUBLISH: Final = f"""
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published list of bars stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.published_at IS NOT NULL AND (
        SELECT count(DISTINCT bar.statute) FROM vetting_bar bar
        WHERE bar.bar_list_id = NEW.id AND bar.statute <> '' AND bar.bodies = '[]'::jsonb
        AND EXISTS (SELECT FROM vetting_bardepartment decides WHERE decides.bar_id = bar.id)
    ) < {len(Statute)} THEN
        RAISE EXCEPTION 'a list of bars lacks one that the law sets' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""  # noqa: S608  # the only value is a number of ours
_INSERT_DRAFT: Final = """
    IF NEW.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a list of bars is written before it is published' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""
_KEEP_LIST: Final = """
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published list of bars stays' USING ERRCODE = 'check_violation';
    END IF;
    RETURN OLD;
"""


def _frozen(list_of: str) -> str:
    """Body of a trigger that leaves the rows of a published list alone; `list_of` finds the list of a row."""
    return f"""
        IF TG_OP <> 'INSERT' AND EXISTS (
            SELECT FROM vetting_barlist list WHERE list.id = {list_of.format(row="OLD")} AND list.published_at IS NOT NULL
        ) OR TG_OP <> 'DELETE' AND EXISTS (
            SELECT FROM vetting_barlist list WHERE list.id = {list_of.format(row="NEW")} AND list.published_at IS NOT NULL
        ) THEN
            RAISE EXCEPTION 'a published list of bars stays as it is' USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    """  # noqa: S608  # the only values are ours


_KEEP_STATUTE: Final = """
    IF OLD.statute <> '' AND (TG_OP = 'DELETE' OR NEW.statute <> OLD.statute) THEN
        RAISE EXCEPTION 'a bar that the law sets cannot be removed' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


@tracked()
class BarList(models.Model):
    """One version of a county's list of bars. Once published it is in force from its day until the next one's."""

    county = models.ForeignKey(
        "villages.Division", on_delete=models.PROTECT, verbose_name=_("county"), related_name="bar_lists"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=100)
    is_sample = models.BooleanField(_("sample"), default=False)
    document = models.CharField(_("document that it rests on"), max_length=100, blank=True)
    valid_from = models.DateField(_("in force from"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("published by"),
        related_name="+",
    )

    class Meta:
        verbose_name = _("list of bars")
        verbose_name_plural = _("lists of bars")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["county", "number"], name="bar_list_number_once"),
            models.UniqueConstraint(fields=["county"], condition=Q(published_at=None), name="bar_list_one_draft"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="bar_list_published_by_somebody",
            ),
        ]
        triggers: ClassVar = [
            Unignorable(
                name="bar_list_published_whole",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=_PUBLISH,
            ),
            Unignorable(
                name="bar_list_begins_as_draft", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_INSERT_DRAFT
            ),
            Unignorable(name="bar_list_stays", when=pgtrigger.Before, operation=pgtrigger.Delete, func=_KEEP_LIST),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class Bar(models.Model):
    """One bar of a list. `statute` names the bar of the law that it states; `bodies` is empty where it holds for all."""

    bar_list = models.ForeignKey(BarList, on_delete=models.CASCADE, verbose_name=_("list"), related_name="bars")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    code = models.CharField(_("code"), max_length=8)
    text = models.CharField(_("text"), max_length=200)
    level = models.CharField(_("set by"), max_length=8, choices=BarLevel.choices, default=BarLevel.COUNTY)
    effect = models.CharField(_("effect"), max_length=16, choices=Effect.choices, default=Effect.BAR)
    statute = models.CharField(_("bar of the law"), max_length=16, choices=Statute.choices, blank=True, editable=False)
    look_back = models.CharField(_("look-back"), max_length=16, choices=LookBack.choices, default=LookBack.CURRENT)
    look_back_years = models.PositiveSmallIntegerField(_("years"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    bodies = models.JSONField(_("bodies"), default=list, blank=True)
    by_township = models.BooleanField(_("the township decides too"), default=False)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    departments = models.ManyToManyField(
        Department, through="BarDepartment", verbose_name=_("deciding departments"), related_name="bars"
    )

    class Meta:
        verbose_name = _("bar")
        verbose_name_plural = _("bars")
        ordering: ClassVar = ["position", "code"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bar_list", "code"],
                name="bar_code_once",
                violation_error_code="code",
                violation_error_message=_("Another bar of the list has this code. Choose one that is free."),
            ),
            models.UniqueConstraint(fields=["bar_list", "statute"], condition=~Q(statute=""), name="bar_statute_once"),
            # What the law sets can be neither softened nor ended by a county.
            models.CheckConstraint(
                condition=Q(statute="")
                | Q(level=BarLevel.LAW, effect=Effect.BAR, look_back=LookBack.EVER, valid_until=None),
                name="bar_of_the_law_whole",
                violation_error_code="effect",
                violation_error_message=_(
                    "The law sets this bar without limit of time and without end. Leave effect, look-back and dates as they are."
                ),
            ),
            models.CheckConstraint(
                condition=Q(look_back=LookBack.YEARS, look_back_years__isnull=False, look_back_years__gte=1)
                | (~Q(look_back=LookBack.YEARS) & Q(look_back_years=None)),
                name="bar_look_back_years",
                violation_error_code="look_back_years",
                violation_error_message=_("Give the years where the look-back is counted in years, and only there."),
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="bar_dates_in_order",
                violation_error_code="valid_until",
                violation_error_message=_("The bar ends before it begins. Correct one of the two dates."),
            ),
        ]
        triggers: ClassVar = [
            Unignorable(
                name="bar_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_frozen("{row}.bar_list_id"),
            ),
            Unignorable(
                name="bar_of_the_law_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=_KEEP_STATUTE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def is_statutory(self) -> bool:
        """Whether the law itself sets it."""
        return bool(self.statute)

    @property
    def look_back_label(self) -> str:
        """How far back it counts, in words."""
        if self.look_back == LookBack.YEARS:
            return str(_("%(years)d years") % {"years": self.look_back_years or 0})
        return str(self.get_look_back_display())


@tracked()
class BarDepartment(models.Model):
    """A department that decides on a bar."""

    bar = models.ForeignKey(Bar, on_delete=models.CASCADE, verbose_name=_("bar"), related_name="deciding")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, verbose_name=_("department"), related_name="deciding"
    )

    class Meta:
        verbose_name = _("deciding department")
        verbose_name_plural = _("deciding departments")
        constraints: ClassVar = [models.UniqueConstraint(fields=["bar", "department"], name="bar_department_once")]
        triggers: ClassVar = [
            Unignorable(
                name="bar_department_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=_frozen("(SELECT bar.bar_list_id FROM vetting_bar bar WHERE bar.id = {row}.bar_id)"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bar.code} · {self.department}"
