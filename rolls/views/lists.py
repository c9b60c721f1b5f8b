"""The lists that are published before the election day: proxies, voters at mobile boxes, helpers."""

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.lists import Action, list_response
from rolls.forms.days import PublishListForm, WithdrawForm
from rolls.forms.lists import HelperForm, ListedForm, MobileVoterForm, ProxyForm
from rolls.models import Helper, MobileVoter, Proxy
from rolls.models.lists import Listed
from rolls.services import lists
from rolls.services.common import law_of
from rolls.tables.lists import listed_table
from rolls.views.common import form_page, roll_or_404, save

_KINDS: Final[dict[str, tuple[type[Listed], type[ListedForm], Any, Any, Any]]] = {
    "proxies": (Proxy, ProxyForm, gettext_lazy("Proxies"), gettext_lazy("Add a proxy"), lists.add_proxy),
    "mobile": (
        MobileVoter,
        MobileVoterForm,
        gettext_lazy("Voters at mobile boxes"),
        gettext_lazy("Add a voter at a mobile box"),
        lists.add_mobile_voter,
    ),
    "helpers": (
        Helper,
        HelperForm,
        gettext_lazy("Helpers who write for voters"),
        gettext_lazy("Add a helper"),
        lists.add_helper,
    ),
}


@page(Act.VIEW_ROLLS)
def listed(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """One list of a roll."""
    model, _form, title, add, _service = _kind(kind)
    roll = roll_or_404(request, pk, Act.VIEW_ROLLS)
    village = roll.election.village
    actions = [Action(_("Roll"), reverse("rolls:roll", args=[pk]))]
    may_change = request.scope.allows(Act.CHANGE_ROLLS, village.code)
    if request.scope.allows(Act.DECIDE_ROLLS, village.code):
        actions.append(Action(_("Publish the list"), reverse("rolls:publish_list", args=[pk, kind])))
    if may_change:
        actions.append(Action(add, reverse("rolls:listed_add", args=[pk, kind]), primary=True))
    related = ("voter", "proxy") if model is Proxy else ("voter",)
    return list_response(
        request,
        table=listed_table(model, kind, may_change=may_change),
        queryset=model.objects.filter(roll=roll).select_related(*related),
        title=f"{village.name} · {title}",
        subtitle=_subtitle(roll, model),
        actions=actions,
    )


def _subtitle(roll: Any, model: type[Listed]) -> str:
    law = law_of(roll.election)
    last = lists.last_publication(roll, model, law)
    if last is None:
        return _("The election has no day yet.")
    basis = law.basis(lists.PUBLISH_DAYS[model])
    return _("To be published by %(last)s (%(basis)s)") % {"last": last, "basis": basis}


@page(Act.CHANGE_ROLLS, writes=True)
def listed_add(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Put somebody on a list."""
    _model, form_class, _title, add, service = _kind(kind)
    roll = roll_or_404(request, pk, Act.CHANGE_ROLLS)
    form, back = form_class(request.POST or None, roll=roll), reverse("rolls:listed", args=[pk, kind])
    saved = save(
        request,
        form,
        lambda: service(scope=request.scope, roll=roll, **form.cleaned_data),
        done=_("Saved."),
        back=back,
    )
    return saved or form_page(
        request, form, title=add, back=back, place=roll, button=_("Save"), hint=_subtitle(roll, _kind(kind)[0])
    )


@page(Act.DECIDE_ROLLS, writes=True)
def publish_list(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """Record that a list was posted."""
    model, _form, title, _add, _service = _kind(kind)
    roll = roll_or_404(request, pk, Act.DECIDE_ROLLS)
    form, back = PublishListForm(request.POST or None), reverse("rolls:listed", args=[pk, kind])

    def publish() -> None:
        lists.publish_list(scope=request.scope, roll=roll, model=model, on=form.cleaned_data["published_on"])

    saved = save(request, form, publish, done=_("The list is published."), back=back)
    return saved or form_page(
        request,
        form,
        title=_("Publish: %(list)s") % {"list": title},
        back=back,
        place=roll,
        button=_("Publish the list"),
        hint=_subtitle(roll, model),
    )


@page(Act.CHANGE_ROLLS, writes=True)
def withdraw(request: OfficeRequest, kind: str, pk: int) -> HttpResponse:
    """Take somebody off a list."""
    model, _form, title, _add, _service = _kind(kind)
    rows = model.objects.filter(request.scope.within(Act.CHANGE_ROLLS, "roll__election__village__code"))
    row = get_object_or_404(rows.select_related("voter", "roll__election__village"), pk=pk)
    form = WithdrawForm(request.POST or None, initial={"version": row.version})
    back = reverse("rolls:listed", args=[row.roll.election_id, kind])

    def withdraw_it() -> None:
        lists.withdraw(
            scope=request.scope,
            listed=row,
            on=form.cleaned_data["withdrawn_on"],
            reason=form.cleaned_data["withdrawn_because"],
            version=form.cleaned_data["version"],
        )

    saved = save(request, form, withdraw_it, done=_("Withdrawn; it stays on record."), back=back)
    return saved or form_page(
        request,
        form,
        title=_("Withdraw: %(what)s") % {"what": row},
        back=back,
        place=title,
        button=_("Withdraw"),
        danger=True,
    )


def _kind(kind: str) -> tuple[type[Listed], type[ListedForm], Any, Any, Any]:
    if kind not in _KINDS:
        raise Http404
    return _KINDS[kind]
