"""Duplicates: who is on record twice, making two records one, parting them again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.lists import list_response
from people import queries, services
from people.forms import MergeForm, ReasonForm
from people.models import Merge
from people.places import with_village_names
from people.tables import DUPLICATES, MERGES
from people.views.common import person_in_scope


@page(Act.MERGE_PERSONS)
def duplicate_list(request: OfficeRequest) -> HttpResponse:
    """Persons of one name who may be one."""
    return list_response(
        request,
        table=DUPLICATES,
        queryset=with_village_names(queries.possible_duplicates(queries.persons(request.scope, Act.MERGE_PERSONS))),
        title=_("Possible duplicates"),
        subtitle=_("Of the same name in the county, with nothing that tells them apart for certain."),
    )


@page(Act.MERGE_PERSONS)
@never_cache
def duplicates(request: OfficeRequest, pk: int) -> HttpResponse:
    """Who may be the same person as this one."""
    person = person_in_scope(request, pk, Act.MERGE_PERSONS)
    others = with_village_names(
        queries.persons(request.scope, Act.MERGE_PERSONS)
        .filter(county_code=person.county_code, name=person.name)
        .exclude(pk=person.pk)
    )
    return render(request, "people/duplicates.html", {"person": person, "others": others})


@page(Act.MERGE_PERSONS, writes=True)
@never_cache
def merge(request: OfficeRequest, pk: int, other: int) -> HttpResponse:
    """Both records side by side, what follows, what stands in the way; then one of them is given up."""
    kept = person_in_scope(request, pk, Act.MERGE_PERSONS)
    lost = person_in_scope(request, other, Act.MERGE_PERSONS)
    if kept.pk == lost.pk:
        raise Http404
    try:
        following = services.preview(scope=request.scope, kept=kept, lost=lost)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("people:person", kept.pk)
    form = MergeForm(request.POST or None, kept=kept, lost=lost)
    if request.method == "POST" and form.is_valid():
        try:
            services.merge(
                scope=request.scope,
                user=request.user,
                kept=kept,
                lost=lost,
                chosen=form.chosen(),
                reason=form.cleaned_data["reason"],
            )
        except services.Conflicting as error:
            following.conflicts = error.conflicts
            form.add_error(None, _("Something cannot follow; nothing was changed. Settle what is named below first."))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The two records are one now."))
            return redirect("people:person", kept.pk)
    context = {"form": form, "kept": kept, "lost": lost, "following": following}
    return render(request, "people/merge.html", context)


@page(Act.MERGE_PERSONS)
def merge_list(request: OfficeRequest) -> HttpResponse:
    """What has been merged."""
    merges = Merge.objects.filter(kept__in=queries.persons(request.scope, Act.MERGE_PERSONS)).select_related("kept")
    return list_response(request, table=MERGES, queryset=merges, title=_("Merged records"))


@page(Act.MERGE_PERSONS, writes=True)
@never_cache
def merge_record(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was kept and from which; the way back."""
    record = get_object_or_404(Merge.objects.select_related("kept"), pk=pk)
    kept = person_in_scope(request, record.kept_id, Act.MERGE_PERSONS)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, left = services.part(scope=request.scope, merge=record, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The two records are parted again."))
            if left:
                names = "、".join(left)
                messages.warning(request, _("Changed since, and left where it is: %(names)s") % {"names": names})
            return redirect("people:person", person.pk)
    context = {"record": record, "kept": kept, "form": form, "chosen": services.described(record)}
    return render(request, "people/merge_record.html", context)
