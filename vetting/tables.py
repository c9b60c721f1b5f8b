"""Lists of departments, batches and reviews."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.web.lists import Column, Filter, Table
from elections.models import Body
from vetting.models import Batch, Consultation, Department, Outcome, Review


def state_of(department: Department) -> tuple[str, Any]:
    """Badge: whether the department takes part today."""
    today = timezone.localdate()
    if department.valid_from and department.valid_from > today:
        return "wait", _("not yet")
    if department.valid_until and department.valid_until < today:
        return "info", _("no longer")
    return "ok", _("takes part")


DEPARTMENTS = Table(
    name="departments",
    columns=(
        Column("position", _("Order"), "position", sort="position", numeric=True),
        Column(
            "name",
            _("Department"),
            "name",
            sort="name",
            link=lambda department: reverse("vetting:department", args=[department.pk]),
        ),
        Column("short_name", _("Short name"), "short_name", sort="short_name"),
        Column("code", _("Short code"), "code", sort="code"),
        Column("reviewers", _("Reviewers"), "reviewers", sort="reviewers", numeric=True),
        Column("state", _("State"), lambda department: state_of(department)[1], badge=state_of),
    ),
    search=lambda departments, text: departments.filter(Q(name__icontains=text) | Q(short_name__icontains=text)),
    search_hint=_("name of the department"),
    default_sort="position",
    empty=_("No departments yet. Add the ones that take part in the joint review."),
)


def batch_state(batch: Batch) -> tuple[str, Any]:
    """Badge: closed, overdue, under way, all answered."""
    if batch.closed_on:
        return "info", _("closed")
    if batch.answered == batch.asked:  # type: ignore[attr-defined]  # annotated by the view
        return "ok", _("answered")
    if batch.due_on < timezone.localdate():
        return "block", _("overdue")
    return "wait", _("under way")


BATCHES = Table(
    name="batches",
    columns=(
        Column("number", _("Batch"), str, sort="number", link=lambda batch: reverse("vetting:batch", args=[batch.pk])),
        Column("name", _("Name"), "name", sort="name"),
        Column("sent_on", _("Sent on"), "sent_on", sort="sent_on"),
        Column("due_on", _("Due on"), "due_on", sort="due_on"),
        Column("persons", _("Persons"), "persons", sort="persons", numeric=True),
        Column("asked", _("Questions"), "asked", sort="asked", numeric=True),
        Column("answered", _("Answered"), "answered", sort="answered", numeric=True),
        Column("problems", _("Problems"), "problems", sort="problems", numeric=True),
        Column("state", _("State"), lambda batch: batch_state(batch)[1], badge=batch_state),
    ),
    default_sort="-number",
    empty=_("No batch yet. Persons are sent to the departments once their township has agreed to them."),
)


def consultation_state(consultation: Consultation) -> tuple[str, Any]:
    """Badge: whether its decisions count."""
    return ("ok", pgettext_lazy("consultation", "closed")) if consultation.closed_at else ("wait", _("being entered"))


CONSULTATIONS = Table(
    name="consultations",
    columns=(
        Column(
            "held_on",
            pgettext_lazy("consultation", "Held on"),
            "held_on",
            sort="held_on",
            link=lambda row: reverse("vetting:consultation", args=[row.pk]),
        ),
        Column("place", pgettext_lazy("consultation", "Place"), "place", sort="place"),
        Column("chair", _("Chaired by"), "chair", sort="chair"),
        Column("decided", _("Cases"), "decided", sort="decided", numeric=True),
        Column("state", _("State"), lambda row: consultation_state(row)[1], badge=consultation_state),
    ),
    default_sort="-held_on",
    empty=_("No consultation yet. One is held on cases with a problem, or of which a department does not know."),
)


def township_state(review: Review) -> tuple[str, Any]:
    """Badge: what the township says."""
    township = getattr(review, "township_review", None)
    if township is None or not township.opinion:
        return "wait", _("open")
    return ("ok", _("agrees")) if township.opinion == "agree" else ("block", _("refuses"))


def review_state(review: Review) -> tuple[str, Any]:
    """Badge: the conclusion issued, or how far the review is."""
    outcome = review.outcome  # type: ignore[attr-defined]  # annotated by the view
    if outcome == Outcome.QUALIFIED:
        return "ok", Outcome.QUALIFIED.label
    if outcome == Outcome.NOT_QUALIFIED:
        return "block", Outcome.NOT_QUALIFIED.label
    return "wait", _("with the departments") if hasattr(review, "entry") else _("in the township")


def _of_township(rows: Any, value: str) -> Any:
    if value == "open":
        return rows.exclude(township_review__opinion__in=("agree", "refuse"))
    return rows.filter(township_review__opinion=value)


def _of_outcome(rows: Any, value: str) -> Any:
    if value == "untold":
        return rows.filter(outcome=Outcome.NOT_QUALIFIED, told=None)
    return rows.filter(outcome=None) if value == Outcome.PENDING else rows.filter(outcome=value)


REVIEWS = Table(
    name="reviews",
    columns=(
        Column(
            "name",
            pgettext_lazy("person", "Name"),
            lambda review: review.person.name,
            sort="person__name_key",
            link=lambda review: reverse("vetting:review", args=[review.pk]),
        ),
        Column("sex", _("Sex"), lambda review: review.person.get_sex_display()),
        Column(
            "township",
            _("Township"),
            lambda review: review.election.village.parent.name,
            sort="election__village__parent__code",
        ),
        Column("village", _("Village"), lambda review: review.election.village.name, sort="election__village__code"),
        Column("body", _("Body"), lambda review: review.election.get_body_display(), sort="election__body"),
        Column("post", _("Proposed post"), lambda review: review.get_post_display(), sort="post"),
        Column("round", _("Round"), "round", sort="round", numeric=True),
        Column("opinion", _("Township's opinion"), lambda review: township_state(review)[1], badge=township_state),
        Column(
            "batch",
            _("Batch"),
            lambda review: str(review.entry.batch) if hasattr(review, "entry") else "",
            sort="entry__batch__number",
        ),
        Column("outcome", _("Conclusion"), lambda review: review_state(review)[1], badge=review_state, sort="outcome"),
        Column("code", _("Code"), "code", sort="code"),
    ),
    filters=(
        Filter(
            "township",
            _("Township's opinion"),
            lambda: [("open", _("open")), ("agree", _("agrees")), ("refuse", _("refuses"))],
            _of_township,
        ),
        Filter(
            "outcome",
            _("Conclusion"),
            lambda: [*Outcome.choices, ("untold", _("not qualified, not told yet"))],
            _of_outcome,
        ),
        Filter("body", _("Body"), lambda: Body.choices, lambda rows, value: rows.filter(election__body=value)),
    ),
    search=lambda rows, text: rows.filter(Q(person__name__contains=text) | Q(election__village__name__contains=text)),
    search_hint=_("name or village"),
    default_sort="village",
    empty=_("Nobody is under review. Reviews are opened for the nominations of a village."),
)
