"""Batches: sending persons, the matrix of persons and departments, reminders, conclusions, closing."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.downloads import handed_out
from electionadmin.web.export import workbook_response
from electionadmin.web.lists import Action, list_response
from elections.models import Cycle
from elections.queries import current_cycle
from sheets.writing import WORKBOOK
from vetting.forms import BatchForm, CountForm
from vetting.models import Answer, Batch, Entry, Outcome, Review, Sheet
from vetting.numerals import in_words
from vetting.queries import matrix
from vetting.queries.cases import conclusions_of, last_conclusions
from vetting.queries.rules import rules_of
from vetting.services.batches import create_batch, withdraw
from vetting.services.conclusions import is_new, issue_conclusions
from vetting.services.opinions import CountChanged
from vetting.services.reminders import close_batch, remind
from vetting.tables import BATCHES
from vetting.workbooks import write_workbook
from villages.models import Division

PER_PAGE, PRINTED = 50, 2_500
STATES = (matrix.OPEN, matrix.PROBLEM, matrix.UNKNOWN, matrix.UNSIGNED, matrix.CONSULT, matrix.OVERDUE)


def batches(request: OfficeRequest) -> QuerySet[Batch]:
    """Batches of the counties in which the user may see reviews; who sees a township alone sees its persons in them."""
    counties = {code[: Level.COUNTY] for code in request.scope.prefixes(Act.VIEW_VETTING)}
    return Batch.objects.filter(cycle__county__in=counties).select_related("cycle", "bar_list", "created_by")


@page(Act.VIEW_VETTING)
def batch_list(request: OfficeRequest) -> HttpResponse:
    """All batches, with how far they are."""
    live = Q(sheets__questions__entry__withdrawn_on=None) & request.scope.within(
        Act.VIEW_VETTING, "sheets__questions__entry__review__election__village__code"
    )
    rows = batches(request).annotate(
        persons=Count("sheets__questions__entry", filter=live, distinct=True),
        asked=Count("sheets__questions", filter=live),
        answered=Count("sheets__questions", filter=live & ~Q(sheets__questions__answer="")),
        problems=Count("sheets__questions", filter=live & Q(sheets__questions__answer=Answer.PROBLEM)),
    )
    actions = [Action(_("Send a batch"), reverse("vetting:batch_add"), primary=True)]
    return list_response(
        request,
        table=BATCHES,
        queryset=rows,
        title=_("Joint review"),
        actions=actions if request.scope.allows(Act.SEND_BATCHES) else (),
        template="vetting/batch_list.html",
        context={"ready": _ready(current_cycle(request)).count() if request.scope.allows(Act.SEND_BATCHES) else 0},
    )


def _ready(cycle: Cycle | None) -> QuerySet[Review]:
    """Persons to whom their township has agreed and who were not sent yet."""
    return Review.objects.filter(election__cycle=cycle, township_review__opinion="agree", entry=None)


@page(Act.SEND_BATCHES, writes=True)
def batch_add(request: OfficeRequest) -> HttpResponse:
    """Send persons of some townships to the departments."""
    cycle = current_cycle(request)
    counted = list(
        _ready(cycle)
        .order_by()
        .values(township=Left(F("election__village_id"), int(Level.TOWNSHIP)))
        .annotate(persons=Count("pk"))
        .order_by("township")
    )
    names = Division.objects.in_bulk([row["township"] for row in counted])
    townships = [
        (row["township"], _("%(name)s: %(persons)d") % {"name": names[row["township"]].name, "persons": row["persons"]})
        for row in counted
    ]
    initial = {"working_days": rules_of(cycle.county_id).working_days if cycle else None}
    form = BatchForm(request.POST or None, townships=townships, initial=initial)
    if request.method == "POST" and cycle and form.is_valid():
        values = form.cleaned_data
        chosen = _ready(cycle).filter(election__body__in=values["bodies"])
        condition = Q(pk__in=())
        for code in values["townships"]:
            condition |= Q(election__village__code__startswith=code)
        try:
            made = create_batch(
                scope=request.scope,
                user=request.user,
                cycle=cycle,
                reviews=list(chosen.filter(condition).values_list("pk", flat=True)),
                name=values["name"],
                working_days=values["working_days"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The batch is sent; the departments see it now."))
            return redirect("vetting:batch", made.pk)
    return render(request, "vetting/batch_add.html", {"form": form, "cycle": cycle, "townships": townships})


@page(Act.VIEW_VETTING)
def batch(request: OfficeRequest, pk: int) -> HttpResponse:
    """The matrix: a row for each person, a column for each department."""
    batch, today = _batch(request, pk), timezone.localdate()
    everybody = matrix.entries(request.scope, batch)
    asked = _asked(request)
    rows = _narrowed(request, everybody, batch, asked)
    if request.GET.get("format") == "xlsx":
        return _export(batch, rows, asked)
    printed = request.GET.get("format") == "print"
    persons = Paginator(rows, PRINTED if printed else PER_PAGE).get_page(request.GET.get("page"))
    whole = request.scope.allows(Act.VIEW_VETTING, batch.county_code)
    progress = matrix.progress(batch, None if whole else everybody, today)
    sheets = [row.sheet for row in progress]
    page = list(persons.object_list)
    reviews = [entry.review_id for entry in page]
    cells, verdicts, issued = matrix.cells(page, sheets), conclusions_of(reviews), last_conclusions(reviews)
    context = {
        "batch": batch,
        "days": matrix.days_left([batch], today)[batch.pk],
        "progress": progress,
        "tabs": _tabs(matrix.tabs(everybody), batch, asked),
        "page": persons,
        "rows": [(entry, cells[entry.pk], verdicts[entry.review_id], issued.get(entry.review_id)) for entry in page],
        "asked": asked,
        "printed": printed,
        "villages": _villages(everybody),
        "bars": list(batch.bar_list.bars.all()) if _sees_bars(request, batch) else [],
        "may_send": request.scope.allows(Act.SEND_BATCHES, batch.county_code),
        "may_conclude": request.scope.allows(Act.CONCLUDE_REVIEWS, batch.county_code),
        "may_see_problems": _sees_bars(request, batch),
        "query": _query(asked),
    }
    return render(request, "vetting/batch.html", context)


def _asked(request: OfficeRequest) -> dict[str, str]:
    """What narrows the matrix, from the address; what is unknown is left out."""
    state = request.GET.get("state", "")
    return {
        "state": state if state in STATES else "",
        "village": request.GET.get("village", "")[: Level.VILLAGE],
        "bar": request.GET.get("bar", "")[:8],
        "q": " ".join(request.GET.get("q", "").replace("\0", "").split())[:50],
    }


def _sees_bars(request: OfficeRequest, batch: Batch) -> bool:
    return request.scope.allows(Act.VIEW_PROBLEMS, batch.county_code)


def _narrowed(request: OfficeRequest, rows: QuerySet[Entry], batch: Batch, asked: dict[str, str]) -> QuerySet[Entry]:
    rows = matrix.narrowed(rows, batch, asked["state"], timezone.localdate())
    if asked["village"]:
        rows = rows.filter(review__election__village__code__startswith=asked["village"])
    if asked["bar"] and _sees_bars(request, batch):
        rows = matrix.with_bar(rows, asked["bar"])
    if asked["q"]:
        rows = rows.filter(review__person__name__contains=asked["q"])
    return rows


def _query(asked: dict[str, str], **changes: str) -> str:
    return urlencode({key: value for key, value in (asked | changes).items() if value})


def _address(asked: dict[str, str], **changes: str) -> str:
    query = _query(asked, **changes)
    return f"?{query}" if query else "?"


def _tabs(counts: dict[str, int], batch: Batch, asked: dict[str, str]) -> list[tuple[str, int, str, bool]]:
    """Label, number of persons, address, and whether it is the one shown."""
    labels = [
        ("", _("All"), counts["all"]),
        (matrix.PROBLEM, _("Problem"), counts["problem"]),
        (matrix.UNKNOWN, _("Not known"), counts["unknown"]),
        (matrix.OPEN, _("Unanswered"), counts["open"]),
        (matrix.UNSIGNED, _("Not signed"), counts["unsigned"]),
        (matrix.CONSULT, _("To be consulted on"), counts["consult"]),
    ]
    if batch.due_on < timezone.localdate():
        labels.insert(4, (matrix.OVERDUE, _("Overdue"), counts["open"]))
    return [(label, count, _address(asked, state=key), key == asked["state"]) for key, label, count in labels]


def _villages(rows: QuerySet[Entry]) -> list[tuple[str, str]]:
    """Code and name of the villages of the persons."""
    codes = rows.order_by().values("review__election__village")
    return list(Division.objects.filter(pk__in=codes).order_by("code").values_list("code", "name"))


def _export(batch: Batch, rows: QuerySet[Entry], asked: dict[str, str]) -> HttpResponse:
    """The matrix as a workbook: what each department has answered, and the conclusion; no facts."""
    sheets, answers = matrix.sheets_of(batch), matrix.answers_of(rows)
    issued = last_conclusions(list(rows.values_list("review_id", flat=True)))
    columns: list[tuple[str, Callable[[Entry], Any]]] = [
        (_("No."), lambda entry: entry.position),
        (_("Township"), lambda entry: str(entry.review.election.village.parent)),
        (_("Village"), lambda entry: entry.review.election.village.name),
        (pgettext("person", "Name"), lambda entry: entry.review.person.name),
        (_("Sex"), lambda entry: entry.review.person.get_sex_display()),
        (_("Born"), lambda entry: entry.review.person.birth_date),
        (_("ID number"), lambda entry: entry.review.person.masked_id_number),
        (_("Body"), lambda entry: entry.review.election.get_body_display()),
        (_("Proposed post"), lambda entry: entry.review.get_post_display()),
    ]
    columns += [(sheet.department.short_name, _column(sheet, answers)) for sheet in sheets]
    columns += [
        (_("Conclusion"), lambda entry: _concluded(issued.get(entry.review_id))),
        (_("Code"), lambda entry: issued[entry.review_id].code if entry.review_id in issued else ""),
    ]
    title = f"{_('Joint review')} {batch}"
    return workbook_response(
        title=title, notes=[value for value in asked.values() if value], columns=columns, rows=rows
    )


def _column(sheet: Sheet, answers: dict[tuple[int, int], tuple[str, bool]]) -> Callable[[Entry], str]:
    def value(entry: Entry) -> str:
        answer, signed = answers.get((entry.pk, sheet.pk), (None, False))
        if answer is None:
            return _("not asked")
        label = str(Answer(answer).label) if answer else _("unanswered")
        return label if signed or not answer else _("%(answer)s (not signed)") % {"answer": label}

    return value


def _concluded(conclusion: Any) -> str:
    return str(conclusion.get_outcome_display()) if conclusion else str(Outcome.PENDING.label)


@page(Act.SEND_BATCHES, writes=True)
def batch_remind(request: OfficeRequest, pk: int) -> HttpResponse:
    """Remind the departments that owe an answer."""
    batch = _batch(request, pk)
    if request.method != "POST":
        return redirect("vetting:batch", batch.pk)
    try:
        count = remind(scope=request.scope, user=request.user, batch=batch)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        text = ngettext("%(count)d department is reminded.", "%(count)d departments are reminded.", count)
        none = _("Every department that owes an answer was reminded today already.")
        messages.success(request, text % {"count": count} if count else none)
    return redirect("vetting:batch", batch.pk)


@page(Act.SEND_BATCHES, writes=True)
def batch_close(request: OfficeRequest, pk: int) -> HttpResponse:
    """Close the batch once everything is answered and signed."""
    batch = _batch(request, pk)
    if request.method != "POST":
        return redirect("vetting:batch", batch.pk)
    try:
        close_batch(scope=request.scope, batch=batch)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The batch is closed."))
    return redirect("vetting:batch", batch.pk)


@page(Act.CONCLUDE_REVIEWS, writes=True)
def batch_conclude(request: OfficeRequest, pk: int) -> HttpResponse:
    """Issue all conclusions that follow from the answers."""
    batch = _batch(request, pk)
    keys = list(batch.entries.filter(withdrawn_on=None).values_list("review_id", flat=True))
    verdicts, before = conclusions_of(keys), last_conclusions(keys)
    due = [key for key in keys if is_new(verdicts[key], before.get(key))]
    form = CountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = issue_conclusions(
                scope=request.scope, user=request.user, reviews=due, expected=form.cleaned_data["count"]
            )
        except CountChanged as changed:
            text = _("%(count)d conclusions can be issued by you. Read the page again, then type the number.")
            form.add_error("count", text % {"count": changed.count})
        else:
            text = ngettext("%(count)d conclusion is issued.", "%(count)d conclusions are issued.", len(made))
            messages.success(request, text % {"count": len(made)})
            return redirect("vetting:batch", batch.pk)
    outcomes = [verdicts[key].outcome for key in keys]
    context = {
        "batch": batch,
        "form": form,
        "count": len(due),
        "in_words": in_words(len(due)),
        "figures": [(outcome, outcomes.count(outcome.value)) for outcome in Outcome],
        "refused": Review.objects.filter(
            pk__in=[key for key in due if verdicts[key].outcome == Outcome.NOT_QUALIFIED]
        ).select_related("person", "election__village"),
        "codes": {key: verdicts[key].code for key in due},
    }
    return render(request, "vetting/batch_conclude.html", context)


@page(Act.SEND_BATCHES, writes=True)
def entry_withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    """Take a person out of a batch."""
    found = Entry.objects.filter(
        request.scope.within(Act.SEND_BATCHES, "review__election__village__code"), withdrawn_on=None
    ).select_related("batch__cycle", "review__person", "review__election__village")
    entry = get_object_or_404(found, pk=pk)
    if request.method == "POST":
        withdraw(scope=request.scope, entry=entry)
        messages.success(request, _("%(name)s is out of the batch.") % {"name": entry.review.person.name})
        return redirect("vetting:batch", entry.batch_id)
    return render(request, "vetting/withdraw.html", {"entry": entry})


def _batch(request: OfficeRequest, pk: int) -> Batch:
    return get_object_or_404(batches(request), pk=pk)


@page(Act.SEND_BATCHES)
def workbook(request: OfficeRequest, pk: int) -> FileResponse:
    """The workbook of a department without access; that it was handed out is recorded, as every download is."""
    sheets = Sheet.objects.filter(request.scope.within(Act.SEND_BATCHES, "batch__cycle__county__code"))
    found = get_object_or_404(sheets.select_related("batch__cycle", "department"), pk=pk)
    name = f"{found.department.short_name}-{found.batch}-v{found.batch.version}.xlsx"
    return handed_out(write_workbook(found), name=name, media_type=WORKBOOK)
