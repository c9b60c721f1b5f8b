"""What a person is weighed by: five dimensions with evidence, findings of audit and inspection, appraisal and test."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ClassVar, Final

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from electionadmin.trail import append_only, tracked
from electionadmin.versions import Versioned
from elections.models import Cycle
from people.models import Person
from villages.models import Division

HIGHEST: Final = 100


class Dimension(models.TextChoices):
    """The five dimensions (五个维度), in their order; the values are the columns of score, evidence and weight."""

    POLITICS = "politics", _("Political thinking")
    MORALS = "morals", _("Moral conduct")
    ABILITY = "ability", _("Ability")
    RESULTS = "results", _("Results of work")
    SUPPORT = "support", _("Standing with the people")


class Seen(models.TextChoices):
    """What an audit or inspection has found of a person."""

    NOTHING = "nothing", _("nothing found")
    SETTLED = "settled", _("problem found and put right")
    OPEN = "open", _("problem not yet put right")


class Appraisal(models.TextChoices):
    """Result of the cadre appraisal."""

    EXCELLENT = "excellent", _("excellent")
    COMPETENT = "competent", _("competent")
    BASIC = "basic", _("basically competent")
    INCOMPETENT = "incompetent", _("not competent")


@dataclass(frozen=True, slots=True)
class Weighed:
    """One dimension of an assessment."""

    label: str | Promise
    weight: int
    score: int | None
    evidence: str


def _weight(dimension: Dimension) -> Any:
    return models.PositiveSmallIntegerField(dimension.label, default=20)


def _score(dimension: Dimension) -> Any:
    return models.PositiveSmallIntegerField(
        dimension.label, null=True, blank=True, validators=[MaxValueValidator(HIGHEST)]
    )


def _evidence() -> Any:
    return models.CharField(_("evidence"), max_length=500, blank=True)


@append_only
@tracked()
class Weights(models.Model):
    """A county's weights of the five dimensions: a change is a new version, and the older ones stay."""

    county = models.ForeignKey(
        Division, on_delete=models.PROTECT, verbose_name=_("county"), related_name="assessment_weights"
    )
    number = models.PositiveSmallIntegerField(_("version"))
    politics = _weight(Dimension.POLITICS)
    morals = _weight(Dimension.MORALS)
    ability = _weight(Dimension.ABILITY)
    results = _weight(Dimension.RESULTS)
    support = _weight(Dimension.SUPPORT)
    decided_on = models.DateField(_("decided on"))
    basis = models.CharField(_("paper of the county"), max_length=200)
    at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("weights of the dimensions")
        verbose_name_plural = _("weights of the dimensions")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["county", "number"], name="weights_version_once")]

    def __str__(self) -> str:
        return f"{self.county} · {self.number}"

    def of(self, dimension: str) -> int:
        """Weight of a dimension."""
        return int(getattr(self, dimension))


@tracked()
class Assessment(Versioned):
    """A person weighed in a cycle. What has not been looked at is empty, which is not zero."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, verbose_name=_("cycle"), related_name="assessments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="assessments")
    weights = models.ForeignKey(
        Weights, on_delete=models.PROTECT, verbose_name=_("weights of the dimensions"), related_name="assessments"
    )
    politics = _score(Dimension.POLITICS)
    morals = _score(Dimension.MORALS)
    ability = _score(Dimension.ABILITY)
    results = _score(Dimension.RESULTS)
    support = _score(Dimension.SUPPORT)
    politics_evidence = _evidence()
    morals_evidence = _evidence()
    ability_evidence = _evidence()
    results_evidence = _evidence()
    support_evidence = _evidence()
    audit = models.CharField(_("special audit"), max_length=16, choices=Seen.choices, blank=True)
    audit_note = models.CharField(_("what the audit found"), max_length=500, blank=True)
    inspection = models.CharField(_("inspection of the village"), max_length=16, choices=Seen.choices, blank=True)
    inspection_note = models.CharField(_("what the inspection found"), max_length=500, blank=True)
    appraisal = models.CharField(_("cadre appraisal"), max_length=16, choices=Appraisal.choices, blank=True)
    appraised_on = models.DateField(_("appraised on"), null=True, blank=True)
    knowledge = models.PositiveSmallIntegerField(
        _("knowledge test"), null=True, blank=True, validators=[MaxValueValidator(HIGHEST)]
    )
    tested_on = models.DateField(_("tested on"), null=True, blank=True)
    assessed_on = models.DateField(_("assessed on"))
    assessed_by = models.CharField(_("assessed by"), max_length=100)

    class Meta(Versioned.Meta):
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "person"], name="assessment_once"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{name: None}) | models.Q(**{f"{name}__lte": HIGHEST}),
                    name=f"assessment_{name}_within",
                    violation_error_code=name,
                    violation_error_message=_("Type a number from 0 to 100, or leave the field empty."),
                )
                for name in (*Dimension.values, "knowledge")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.cycle}"

    @property
    def division_code(self) -> str:
        """Code of the division whose officers may see it."""
        return self.person.division_code

    @property
    def dimensions(self) -> list[Weighed]:
        """The five dimensions in order, each with its weight, score and evidence."""
        return [
            Weighed(
                dimension.label,
                self.weights.of(dimension),
                getattr(self, dimension),
                getattr(self, f"{dimension}_evidence"),
            )
            for dimension in Dimension
        ]

    @property
    def weighted(self) -> Decimal | None:
        """The weighted mean of the five scores with one decimal; None as long as one of them is missing."""
        weighed, whole = self.dimensions, 0
        for one in weighed:
            if one.score is None:
                return None
            whole += one.score * one.weight
        return (Decimal(whole) / sum(one.weight for one in weighed)).quantize(Decimal("0.1"), ROUND_HALF_UP)
