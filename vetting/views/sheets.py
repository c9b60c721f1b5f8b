"""A department's own pages: its batches, its persons one by one and many at once, the signature of its head."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.forms import submit
from elections.rulebooks import rulebook_on
from vetting import recusal
from vetting.forms import CountForm, DeclarationForm, OpinionForm
from vetting.models import Answer, Bar, Declaration, PersonField, Question, Sheet, Way
from vetting.numerals import in_words
from vetting.queries.law import basis_of
from vetting.queries.matrix import days_left
from vetting.queries.own import neighbours, own_sheets, questions_of, with_counts
from vetting.services.access import look_at_opinion, open_attachment, reveal_to_department
from vetting.services.declarations import declare
from vetting.services.opinions import CountChanged, Given, Recorded, clear_rest, holds, record_opinions, recusal_of
from vetting.services.signatures import sign_opinions, signable, unsigned
from vetting.views.dossiers import dossier
from villages.models import Division

PER_PAGE = 50


@page(Act.VIEW_OWN_REVIEWS)
def review_list(request: OfficeRequest) -> HttpResponse:
    """What the user's departments are asked to review, the most urgent first."""
    today = timezone.localdate()
    sheets = list(with_counts(own_sheets(request.scope)))
    left = days_left([sheet.batch for sheet in sheets], today)
    context = {
        "open": [(sheet, left[sheet.batch_id]) for sheet in sheets if not sheet.batch.closed_on],
        "closed": [sheet for sheet in sheets if sheet.batch.closed_on],
        "declared": Declaration.objects.filter(user=request.user).exists(),
        "may_sign": request.scope.allows(Act.SIGN_REVIEWS),
    }
    return render(request, "vetting/review_list.html", context)


@page(Act.VIEW_OWN_REVIEWS, writes=True)
def sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """The persons of a batch, many at once: each is marked by name, and the marks are stored together."""
    sheet = _sheet(request, pk)
    if request.method == "POST":
        return _store_marks(request, sheet)
    rows = questions_of(sheet)
    shown = request.GET.get("state", "")
    if shown in ("open", "unsigned", *Answer.values):
        rows = _of_state(rows, shown)
    persons = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    reviewer = recusal.reviewer_of(request.user)
    [counts] = with_counts(own_sheets(request.scope).filter(pk=sheet.pk))
    context = {
        "sheet": sheet,
        "counts": counts,
        "days": days_left([sheet.batch], timezone.localdate())[sheet.batch_id],
        "shown": shown,
        "query": f"state={shown}" if shown else "",
        "page": persons,
        "rows": [(question, recusal_of(reviewer, question)) for question in persons.object_list],
        "fields": sheet.fields,
        "declared": reviewer.declared,
        "may_sign": holds(request.scope, Act.SIGN_REVIEWS, sheet.department_id),
        "words": recusal.WORDS,
    }
    return render(request, "vetting/sheet.html", context)


def _of_state(rows: Any, state: str) -> Any:
    if state == "open":
        return rows.filter(answer="")
    if state == "unsigned":
        return rows.filter(signed=False).exclude(answer="")
    return rows.filter(answer=state)


def _store_marks(request: OfficeRequest, sheet: Sheet) -> HttpResponse:
    """Marks come as `mark_QUESTION=clear|unknown`, each with the number of the opinion that stood there as `seen_QUESTION`."""
    given = []
    for name, value in request.POST.items():
        number = name.removeprefix("mark_")
        if name.startswith("mark_") and number.isdecimal() and value in (Answer.CLEAR, Answer.UNKNOWN):
            seen = request.POST.get(f"seen_{number}", "")
            given.append(Given(question=int(number), answer=value, seen=int(seen) if seen.isdecimal() else None))
    if not given:
        messages.warning(request, _("Nobody was marked. Mark each person by name, then store the marks."))
    else:
        reports = record_opinions(scope=request.scope, user=request.user, sheet=sheet, given=given, way=Way.PAGE)
        _tell(request, sheet, reports)
    query = request.GET.urlencode()
    return redirect(f"{request.path}?{query}" if query else request.path)


def _tell(request: OfficeRequest, sheet: Sheet, reports: Iterable[Recorded]) -> None:
    """How many were stored, and by name what was not."""
    rows = list(reports)
    stored = sum(report.state != "refused" for report in rows)
    if stored:
        text = ngettext("%(count)d answer is stored.", "%(count)d answers are stored.", stored)
        messages.success(request, text % {"count": stored})
    refused = {report.question: report for report in rows if report.state == "refused"}
    for question in questions_of(sheet).filter(pk__in=refused):
        person = question.entry.review.person
        messages.error(request, f"{person.name}：{refused[question.pk].message}")


@page(Act.VIEW_OWN_REVIEWS, writes=True)
@never_cache
def question(request: OfficeRequest, pk: int, place: int) -> HttpResponse:
    """One person a page: what the department may see of him, who has answered, and the department's own answer."""
    sheet = _sheet(request, pk)
    question = get_object_or_404(questions_of(sheet), entry__position=place)
    turn = neighbours(sheet, place)
    bars = _bars(sheet)
    form = OpinionForm(request.POST or None, request.FILES or None, bars=bars, initial=_initial(question))
    if request.method == "POST" and form.is_valid():
        report = _answer(request, sheet, form, question)
        if report is None:
            following = turn.next_open if request.POST.get("go") == "open" else turn.following
            messages.success(request, _("%(name)s: stored.") % {"name": question.entry.review.person.name})
            return redirect("vetting:question", sheet.pk, following or turn.next_open or place)
        question = get_object_or_404(questions_of(sheet), entry__position=place)
        form = _again(request, form, report, question, bars)
    _record_looks(request, [question])
    context = {
        "sheet": sheet,
        "question": question,
        "turn": turn,
        "form": form,
        "bars": bars,
        "why": recusal_of(recusal.reviewer_of(request.user), question),
        "words": recusal.WORDS,
        "dossier": dossier(question, sheet.fields),
        "board": _board(question),
        "may_reveal": PersonField.ID_NUMBER in sheet.fields and bool(question.entry.review.person.id_number),
        "days": days_left([sheet.batch], timezone.localdate())[sheet.batch_id],
        "history": question.opinions.select_related("bar", "author", "signed__signature__head").order_by("-number"),
    }
    return render(request, "vetting/question.html", context)


def _record_looks(request: OfficeRequest, questions: Iterable[Question]) -> None:
    """The facts of problems are about to be shown: each look is recorded."""
    ip = request.META.get("REMOTE_ADDR")
    for question in questions:
        if question.answer == Answer.PROBLEM and question.current:
            question.current.question = question
            look_at_opinion(scope=request.scope, user=request.user, opinion=question.current, reason="", ip=ip)


def _answer(request: OfficeRequest, sheet: Sheet, form: OpinionForm, question: Question) -> Recorded | None:
    """Record one answer; what was refused, None when it is stored."""
    given = form.given(question.pk)
    [report] = record_opinions(scope=request.scope, user=request.user, sheet=sheet, given=[given], way=Way.SINGLE)
    return report if report.state == "refused" else None


def _again(
    request: OfficeRequest, form: OpinionForm, report: Recorded, question: Question, bars: list[Bar]
) -> OpinionForm:
    """The form once more with what was typed; after somebody else's answer it stands on that one, and the user decides."""
    if report.code == "stale" and question.current:
        data = request.POST.copy()
        data["seen"] = str(question.current.number)
        form = OpinionForm(data, request.FILES or None, bars=bars)
    form.add_error(report.field if report.field in form.fields else None, str(report.message))
    return form


def _initial(question: Question) -> dict[str, Any]:
    current = question.current
    if current is None:
        return {"seen": 0}
    return {
        "seen": current.number,
        "answer": current.answer,
        "bar": current.bar.code if current.bar else "",
        "facts": current.facts,
        "occurred_on": current.occurred_on,
        "document_number": current.document_number,
    }


def _board(question: Question) -> list[tuple[str, bool, bool]]:
    """Every department asked about the person: its name, whether it has answered, whether it is the user's own.

    What the others have answered is theirs: this page tells that they have.
    """
    rows = (
        Question.objects.filter(entry=question.entry_id)
        .order_by("sheet__department__position")
        .values_list("sheet__department__short_name", "answer", "sheet_id")
    )
    return [(name, bool(answer), sheet == question.sheet_id) for name, answer, sheet in rows]


@page(Act.ANSWER_REVIEWS, writes=True)
@never_cache
def reveal_number(request: OfficeRequest, pk: int, place: int) -> HttpResponse:
    """The whole ID number of a person, for the check in the department's own records; the look is recorded."""
    sheet = _sheet(request, pk)
    question = get_object_or_404(questions_of(sheet).select_related("sheet__batch"), entry__position=place)
    number = None
    if request.method == "POST":
        number = reveal_to_department(
            scope=request.scope, user=request.user, question=question, ip=request.META.get("REMOTE_ADDR")
        )
    return render(request, "vetting/number.html", {"sheet": sheet, "question": question, "number": number})


@page(Act.ANSWER_REVIEWS, writes=True)
def rest(request: OfficeRequest, pk: int) -> HttpResponse:
    """All others no problem: the count in figures and in words, typed once more before it is done."""
    sheet = _sheet(request, pk)
    reviewer = recusal.reviewer_of(request.user)
    open_ones = list(questions_of(sheet).filter(answer=""))
    mine = [question for question in open_ones if not recusal_of(reviewer, question)]
    form = CountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["count"] != len(mine):
            form.add_error(
                "count", _("There are %(count)d persons. Type this number, or go back.") % {"count": len(mine)}
            )
        else:
            try:
                reports = clear_rest(scope=request.scope, user=request.user, sheet=sheet, expected=len(mine))
            except CountChanged as changed:
                text = _("Somebody has answered meanwhile: %(count)d persons are left. Look again before you confirm.")
                form.add_error(None, text % {"count": changed.count})
            else:
                _tell(request, sheet, reports)
                return redirect("vetting:sheet", sheet.pk)
    context = {
        "sheet": sheet,
        "form": form,
        "count": len(mine),
        "in_words": in_words(len(mine)),
        "names": [question.entry.review.person.name for question in mine],
        "recused": len(open_ones) - len(mine),
        "declared": reviewer.declared,
    }
    return render(request, "vetting/rest.html", context)


@page(Act.SIGN_REVIEWS, writes=True)
@never_cache
def sign(request: OfficeRequest, pk: int) -> HttpResponse:
    """The head reads what his reviewers have answered and signs it: only then it counts."""
    sheet = _sheet(request, pk)
    if not holds(request.scope, Act.SIGN_REVIEWS, sheet.department_id):
        raise Http404
    waiting = list(unsigned(sheet).select_related("current__author"))
    mine = signable(sheet, request.user, questions=waiting)
    form = CountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        seen = {int(value) for value in request.POST.getlist("opinion") if value.isdecimal()}
        try:
            signature = sign_opinions(
                scope=request.scope,
                user=request.user,
                sheet=sheet,
                opinions=seen,
                expected=form.cleaned_data["count"],
            )
        except CountChanged as changed:
            text = _(
                "%(count)d answers can be signed as you have seen them. Read the page again, then type the number."
            )
            form.add_error("count", text % {"count": changed.count})
        else:
            if signature:
                text = ngettext("%(count)d answer is signed.", "%(count)d answers are signed.", signature.count)
                messages.success(request, text % {"count": signature.count})
            return redirect("vetting:sheet", sheet.pk)
    _record_looks(request, mine)
    context = {
        "sheet": sheet,
        "form": form,
        "mine": mine,
        "others": len(waiting) - len(mine),
        "problems": [row for row in mine if row.answer == Answer.PROBLEM],
        "unknown": [row for row in mine if row.answer == Answer.UNKNOWN],
        "clear": [row for row in mine if row.answer == Answer.CLEAR],
        "count": len(mine),
        "in_words": in_words(len(mine)),
    }
    return render(request, "vetting/sign.html", context)


@page(Act.ANSWER_REVIEWS, writes=True)
def declaration(request: OfficeRequest) -> HttpResponse:
    """The reviewer says who he is, so that the system recuses him."""
    county = request.scope.prefixes(Act.ANSWER_REVIEWS)[0][: Level.COUNTY]
    villages = Division.objects.filter(code__startswith=county, code__regex=r"^\d{12}$", abolished_on=None)
    declared = Declaration.objects.filter(user=request.user).select_related("person", "village").first()
    instance = declared or Declaration(user=request.user)
    form = DeclarationForm(request.POST or None, instance=instance, villages=villages.order_by("code"))
    if request.method == "POST":
        again = submit(
            form,
            lambda form: declare(
                scope=request.scope,
                user=request.user,
                id_number=form.cleaned_data["id_number"],
                village=form.cleaned_data["village"],
                version=form.seen_version(),
            ),
        )
        if again is None:
            messages.success(request, _("Stored. You are recused wherever the law asks for it."))
            return redirect("vetting:review_list")
        form = again
    basis = basis_of("reviewer_recusal", rulebook_on(day=timezone.localdate(), code=county))
    return render(request, "vetting/declaration.html", {"form": form, "declared": declared, "basis": basis})


@page(Act.VIEW_OWN_REVIEWS)
@never_cache
def own_attachment(request: OfficeRequest, pk: int, place: int) -> HttpResponse:
    """The attachment of the department's own answer."""
    sheet = _sheet(request, pk)
    question = get_object_or_404(questions_of(sheet), entry__position=place)
    if question.current is None:
        raise Http404
    question.current.question = question
    return attachment_response(request, question.current)


def attachment_response(request: OfficeRequest, opinion: Any) -> HttpResponse:
    """The file as it was attached, for saving."""
    content = open_attachment(
        scope=request.scope, user=request.user, opinion=opinion, ip=request.META.get("REMOTE_ADDR")
    )
    name = content_disposition_header(as_attachment=True, filename=opinion.attachment_name) or ""
    return HttpResponse(content, content_type="application/octet-stream", headers={"Content-Disposition": name})


def _bars(sheet: Sheet) -> list[Bar]:
    """The bars on which the department decides."""
    return list(Bar.objects.filter(bar_list=sheet.batch.bar_list_id, departments=sheet.department_id))


def _sheet(request: OfficeRequest, pk: int) -> Sheet:
    """A part of a batch that was sent to one of the user's departments; 404 for any other."""
    return get_object_or_404(own_sheets(request.scope), pk=pk)
