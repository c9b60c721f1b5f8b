"""Pages of the assessments: one person's, several persons side by side, the county's weights."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from candidates import queries
from candidates.assessments import services
from candidates.assessments.forms import AssessmentForm, WeightsForm
from candidates.models import Assessment, Dimension, Nomination, Weights
from candidates.nominations.found import add_errors, election_or_404, nomination_or_404
from candidates.nominations.states import ENDED
from candidates.nominations.tables import badge_of
from candidates.notices.facts import present_posts
from candidates.way import ways_of
from electionadmin.codes import Level
from electionadmin.web.forms import submit
from people.tables import age_on
from villages.models import Division


@page(Act.DECIDE_NOMINATIONS, writes=True)
@never_cache
def assessment(request: OfficeRequest, pk: int) -> HttpResponse:
    """Enter or change the assessment of a nominee."""
    found = nomination_or_404(request, pk, Act.DECIDE_NOMINATIONS)
    cycle, person = found.election.cycle, found.person
    known = Assessment.objects.filter(cycle=cycle, person=person).first() or Assessment(cycle=cycle, person=person)
    form = AssessmentForm(request.POST or None, instance=known)
    if request.method == "POST":
        again = submit(
            form,
            lambda form: services.save_assessment(
                scope=request.scope, cycle=cycle, person=person, values=form.values(), version=form.seen_version()
            ),
        )
        if again is None:
            messages.success(request, _("Saved."))
            return redirect("candidates:nomination", pk)
        form = again
    context = {"form": form, "election": found.election, "nomination": found, "title": _("Assessment")}
    return render(request, "candidates/form.html", context)


@page(Act.VIEW_NOMINATIONS)
@never_cache
def compare(request: OfficeRequest, pk: int) -> HttpResponse:
    """The persons of one post side by side."""
    found = election_or_404(request, pk)
    rows = list(
        queries.in_order(
            Nomination.objects.filter(election=found)
            .exclude(state__in=ENDED)
            .select_related("person", "election__village")
        )
    )
    posts = list(dict.fromkeys(row.post for row in rows))
    asked = request.GET.get("post", "")
    post = asked if asked in posts else (posts[0] if posts else "")
    chosen = [row for row in rows if row.post == post]
    assessed = services.assessments_of(found.cycle, [row.person_id for row in chosen])
    context = {
        "election": found,
        "posts": [(value, next(row.get_post_display() for row in rows if row.post == value)) for value in posts],
        "post": post,
        "people": chosen,
        "lines": _lines(chosen, assessed),
    }
    return render(request, "candidates/compare.html", context)


def _lines(rows: list[Nomination], assessed: dict[int, Assessment]) -> list[tuple[Any, list[tuple[Any, bool]]]]:
    """Label and cells of each line, a cell with whether it is the best of its line."""
    today, now = timezone.localdate(), present_posts([row.person_id for row in rows])
    ways = ways_of(rows)
    weighed = [assessed.get(row.person_id) for row in rows]

    def plain(label: Any, values: list[Any]) -> tuple[Any, list[tuple[Any, bool]]]:
        return label, [(value, False) for value in values]

    def best(label: Any, values: list[Any]) -> tuple[Any, list[tuple[Any, bool]]]:
        known = [value for value in values if value is not None]
        return label, [(value, len(known) > 1 and value == max(known)) for value in values]

    lines = [
        plain(_("State"), [badge_of(row)[1] for row in rows]),
        plain(_("Sex"), [row.person.get_sex_display() for row in rows]),
        plain(_("Age"), [age_on(row.person.birth_date, today) for row in rows]),
        plain(_("Education"), [row.person.get_education_display() for row in rows]),
        plain(_("Joined the Party"), [row.person.party_joined for row in rows]),
        plain(_("Present post"), [now.get(row.person_id, "") for row in rows]),
        best(_("Votes"), [row.votes for row in rows]),
        best(_("Weighted score"), [one.weighted if one else None for one in weighed]),
    ]
    for dimension in Dimension:
        lines.append(best(dimension.label, [getattr(one, dimension) if one else None for one in weighed]))
        lines.append(plain(_("Evidence"), [getattr(one, f"{dimension}_evidence") if one else "" for one in weighed]))
    lines += [
        best(_("Knowledge test"), [one.knowledge if one else None for one in weighed]),
        plain(_("Cadre appraisal"), [one.get_appraisal_display() if one else "" for one in weighed]),
        plain(_("Special audit"), [_noted(one, "audit") for one in weighed]),
        plain(_("Inspection of the village"), [_noted(one, "inspection") for one in weighed]),
    ]
    lines += [
        plain(stop.step.label, [str(ways[row.pk][place].mark.word) for row in rows])
        for place, stop in enumerate(ways[rows[0].pk] if rows else [])
    ]
    return lines


def _noted(one: Assessment | None, name: str) -> str:
    if one is None or not getattr(one, name):
        return ""
    note = getattr(one, f"{name}_note")
    return f"{getattr(one, f'get_{name}_display')()}{'：' + note if note else ''}"


@page(Act.VIEW_NOMINATIONS, write=Act.SET_STANDARDS)
def weights(request: OfficeRequest) -> HttpResponse:
    """The county's weights with all their versions; who sets the standards adds a new one."""
    prefixes = request.scope.prefixes(Act.VIEW_NOMINATIONS)
    county = get_object_or_404(Division, code=prefixes[0][: Level.COUNTY])
    may_set = request.scope.allows(Act.SET_STANDARDS, county.code)
    newest = services.weights_of(county.code)
    initial = {dimension: newest.of(dimension) if newest else 20 for dimension in Dimension.values}
    form = WeightsForm(request.POST or None, initial=initial) if may_set else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_weights(
                scope=request.scope,
                county=county,
                weights={dimension: data[dimension] for dimension in Dimension.values},
                decided_on=data["decided_on"],
                basis=data["basis"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The new weights are in force."))
            return redirect("candidates:weights")
    versions = Weights.objects.filter(county=county)
    context = {
        "form": form,
        "county": county,
        "labels": [dimension.label for dimension in Dimension],
        "versions": [(row, [row.of(dimension) for dimension in Dimension.values]) for row in versions],
    }
    return render(request, "candidates/weights.html", context)
