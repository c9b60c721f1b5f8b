"""Writing the county's list of bars: a draft from the list in force or from the sample, changed, published as a version."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from vetting import sample
from vetting.models import Bar, BarDepartment, BarList, Department, Statute
from vetting.queries.law import basis_of_bars
from villages.models import Division


@transaction.atomic
def begin_draft(*, scope: Scope, county: Division) -> BarList:
    """The county's draft: the one it has, else a copy of its newest list, else the sample. Raises Http404."""
    scope.require(Act.MANAGE_BARS, county.code)
    Division.objects.select_for_update().get(pk=county.pk)
    draft = BarList.objects.filter(county=county, published_at=None).first()
    if draft:
        return draft
    newest = BarList.objects.filter(county=county).order_by("-number").first()
    number = (BarList.objects.filter(county=county).aggregate(last=Max("number"))["last"] or 0) + 1
    if newest is None:
        return _from_sample(county, number)
    draft = BarList.objects.create(
        county=county, number=number, title=newest.title, is_sample=newest.is_sample, valid_from=timezone.localdate()
    )
    _copy(newest, draft)
    return draft


def _from_sample(county: Division, number: int) -> BarList:
    draft = BarList.objects.create(
        county=county, number=number, title=sample.TITLE, is_sample=True, valid_from=timezone.localdate()
    )
    bars = Bar.objects.bulk_create(
        Bar(
            bar_list=draft,
            position=place,
            code=row.code,
            text=row.text,
            level=row.level,
            statute=row.statute,
            look_back=row.look_back,
            look_back_years=row.years,
            evidence=row.evidence,
            by_township=row.by_township,
        )
        for place, row in enumerate(sample.BARS, 1)
    )
    departments = {department.code: department for department in Department.objects.filter(county=county)}
    BarDepartment.objects.bulk_create(
        BarDepartment(bar=bar, department=departments[code])
        for bar, row in zip(bars, sample.BARS, strict=True)
        for code in row.departments
        if code in departments
    )
    return draft


def _copy(source: BarList, draft: BarList) -> None:
    deciding: dict[str, list[int]] = {}
    copies = []
    for bar in source.bars.prefetch_related("deciding"):
        deciding[bar.code] = [row.department_id for row in bar.deciding.all()]
        bar.pk, bar.bar_list = None, draft
        bar._state.adding = True  # noqa: SLF001  # Django's own way to copy a row
        copies.append(bar)
    made = Bar.objects.bulk_create(copies)
    BarDepartment.objects.bulk_create(
        BarDepartment(bar=bar, department_id=department) for bar in made for department in deciding[bar.code]
    )


@transaction.atomic
def save_list(*, scope: Scope, bar_list: BarList) -> BarList:
    """Change title, document and first day of a draft. Raises ValidationError."""
    scope.require(Act.MANAGE_BARS, bar_list.county_id)
    _draft(bar_list.pk)
    bar_list.full_clean()
    bar_list.save()
    return bar_list


@transaction.atomic
def save_bar(*, scope: Scope, bar: Bar, departments: Iterable[Department]) -> Bar:
    """Add or change a bar of a draft and who decides on it. Raises ValidationError; the law's own cannot be softened."""
    scope.require(Act.MANAGE_BARS, bar.bar_list.county_id)
    _draft(bar.bar_list_id)
    chosen = list(departments)
    if bar.statute and not chosen:
        raise ValidationError({"departments": [_("The law sets this bar: name at least one department for it.")]})
    if bar.statute and bar.bodies:
        raise ValidationError({"bodies": [_("The law sets this bar for everybody: leave the bodies empty.")]})
    bar.full_clean()
    bar.save()
    bar.deciding.exclude(department__in=chosen).delete()
    BarDepartment.objects.bulk_create(
        [BarDepartment(bar=bar, department=department) for department in chosen], ignore_conflicts=True
    )
    return bar


@transaction.atomic
def remove_bar(*, scope: Scope, bar: Bar) -> None:
    """Take a bar out of a draft. Raises ValidationError for one that the law sets."""
    scope.require(Act.MANAGE_BARS, bar.bar_list.county_id)
    _draft(bar.bar_list_id)
    if bar.statute:
        message = _("The law sets this bar (%(basis)s). It cannot be removed.")
        raise ValidationError(message % {"basis": basis_of_bars(bar.bar_list)})
    bar.delete()


@transaction.atomic
def publish(*, scope: Scope, user: User, bar_list: BarList, valid_from: date | None = None) -> BarList:
    """Publish a draft: from its day on it is the county's list, and never changes again. Raises ValidationError."""
    scope.require(Act.MANAGE_BARS, bar_list.county_id)
    draft = _draft(bar_list.pk)
    stated = set(
        draft.bars.filter(deciding__isnull=False).exclude(statute="").values_list("statute", flat=True).distinct()
    )
    lacking = [str(statute.label) for statute in Statute if statute.value not in stated]
    if lacking:
        message = _("The law sets these bars too; name at least one department for each: %(bars)s")
        raise ValidationError(message % {"bars": ", ".join(lacking)})
    draft.valid_from = valid_from or draft.valid_from
    draft.published_at, draft.published_by = timezone.now(), user
    draft.save()
    return draft


def _draft(key: int) -> BarList:
    """The list, locked. Raises ValidationError once it is published."""
    draft = BarList.objects.select_for_update().get(pk=key)
    if draft.published_at:
        raise ValidationError(_("The list is published and stays as it is. Begin a new version."))
    return draft
