"""What this room checks before a step, and what it tells of the candidates' way."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from django.db.models import Max
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates import days as _days  # noqa: F401  # registers its own
from candidates.commitments import gates as _commitments  # noqa: F401  # registers its own
from candidates.inspections import gates as _inspections  # noqa: F401  # registers its own
from candidates.meetings.queries import newest_lists
from candidates.meetings.services import verdicts
from candidates.models import Nomination, NoticeLine, NoticeState, Objection, ObjectionState, State
from candidates.nominations.findings import findings_of, qualifications_of
from candidates.nominations.states import ENDED, STANDING
from candidates.notices import rules as notice_rules
from candidates.notices.services import wanted_length
from candidates.talks import gates as _talks  # noqa: F401  # registers its own
from candidates.way import Document, Mark, tells_documents, tells_stop
from electionadmin.findings import Finding
from elections.calendar.queries import day_tables
from elections.facts import tells_nominees
from elections.gates import GateFinding, gate
from elections.law import chapters_of
from elections.models import Body, Election
from elections.rules.titles import tell
from elections.steps import Step

Found = dict[int, list[GateFinding]]

tell(
    {
        "candidates.seats": gettext_lazy("Seats recorded"),
        "candidates.one_post": gettext_lazy("One post for each person"),
        "candidates.age": gettext_lazy("Age on the election day"),
        "candidates.member": gettext_lazy("Party members only"),
        "candidates.relatives": gettext_lazy("Near relatives on one list"),
        "candidates.elsewhere": gettext_lazy("Nominated in one village only"),
        "candidates.present": gettext_lazy("Somebody stands"),
        "candidates.formal_days": gettext_lazy("Formal list published in time"),
        "nomination.quorum": gettext_lazy("Voters taking part in the nomination"),
        "recommendation.held": gettext_lazy("Recommendation meetings held"),
        "recommendation.list": gettext_lazy("List drawn up from the meetings"),
        "notice.posted": gettext_lazy("Everybody posted"),
        "notice.length": gettext_lazy("Length of the notice"),
        "notice.over": gettext_lazy("Notice concluded"),
        "notice.objections": gettext_lazy("Objections concluded"),
    }
)


def _url(election: Election) -> str:
    return reverse("candidates:election", args=[election.pk])


def _with_urls(found: Mapping[int, Iterable[Finding]], elections: Sequence[Election]) -> Found:
    urls = {election.pk: _url(election) for election in elections}
    return {pk: [GateFinding(finding, urls[pk]) for finding in findings] for pk, findings in found.items()}


@tells_nominees
def nominees(elections: Sequence[Election]) -> dict[int, set[int]]:
    """Who is nominated: for them and their near relatives the election committee must make room."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Nomination.objects.filter(election__in=elections).exclude(state__in=ENDED)
    for election, person in rows.values_list("election_id", "person_id"):
        found[election].add(person)
    return found


@gate(Step.RECOMMENDATION, bodies=[Body.PARTY])
def recommended(elections: Sequence[Election]) -> Found:
    """Both recommendation meetings held and valid, and the list drawn up from them."""
    drawn = newest_lists(elections)
    found: dict[int, list[Finding]] = {}
    for pk, (verdict, _persons) in verdicts(elections).items():
        if verdict is None:
            book = next(election for election in elections if election.pk == pk).cycle.law()
            basis = book.need("party_committee", "recommendation_attendance").basis
            found[pk] = [Finding("recommendation.held", False, "block", basis, _("a meeting is not recorded"))]
            continue
        found[pk] = [one for one in verdict.findings if one.severity != "info"]
        basis = found[pk][-1].basis if found[pk] else ""
        done = pk in drawn
        on = date_format(drawn[pk].drawn_on, "SHORT_DATE_FORMAT") if done else "—"
        found[pk].append(Finding("recommendation.list", done, "block", basis, on))
    return _with_urls(found, elections)


@gate(Step.NOMINATION)
def nominated(elections: Sequence[Election]) -> Found:
    """The list of those who stand: its numbers, and what is asked of each person."""
    return _with_urls(_list(elections, STANDING), elections)


@gate(Step.DECISION)
def decided(elections: Sequence[Election]) -> Found:
    """The same of the nominees whom the township has decided on."""
    return _with_urls(_list(elections, (State.NOMINEE, State.FORMAL)), elections)


@gate(Step.CANDIDATES)
def formal(elections: Sequence[Election]) -> Found:
    """The same of the formal list, and its publication in time."""
    found = _list(elections, (State.FORMAL,))
    newest = dict(
        Nomination.objects.filter(election__in=elections, state=State.FORMAL)
        .order_by()
        .values_list("election")
        .annotate(Max("state_on"))
    )
    chapters = chapters_of(elections)
    for election in elections:
        value = election.cycle.law().get(chapters[election.pk], "formal_list_days")
        listed, day = newest.get(election.pk), election.election_day
        if value and listed and day:
            last = day - datetime.timedelta(days=cast("int", value.value))
            found[election.pk].append(
                Finding(
                    "candidates.formal_days",
                    listed <= last,
                    "block",
                    value.basis,
                    _("listed on %(day)s, at the latest on %(last)s") % {"day": listed, "last": last},
                )
            )
    return _with_urls(found, elections)


def _list(elections: Sequence[Election], states: Sequence[State]) -> dict[int, list[Finding]]:
    found = findings_of(elections, states=states)
    for pk, more in qualifications_of(elections, states=states).items():
        found[pk] = [*found[pk], *more]
    return found


@gate(Step.PUBLIC_NOTICE)
def posted(elections: Sequence[Election]) -> Found:
    """Every nominee on a notice that lasted long enough and is concluded, with no objection left open."""
    lines = (
        NoticeLine.objects.filter(nomination__election__in=elections)
        .exclude(notice__state=NoticeState.DROPPED)
        .select_related("notice__cycle", "nomination__person")
    )
    by_election: dict[int, dict[int, NoticeLine]] = defaultdict(dict)
    for line in lines.order_by("pk"):
        by_election[line.nomination.election_id][line.nomination_id] = line
    standing: dict[int, list[Nomination]] = defaultdict(list)
    for one in Nomination.objects.filter(election__in=elections, state__in=[State.NOMINEE, State.FORMAL]):
        standing[one.election_id].append(one)
    open_ones = _open_objections(elections)
    counties = {election.cycle.county_id for election in elections}
    tables = day_tables(counties)
    found: dict[int, list[Finding]] = {}
    for election in elections:
        wanted = wanted_length(election.cycle, election.body)
        notices = {
            line.notice_id: line.notice
            for pk, line in by_election[election.pk].items()
            if line.notice.state != NoticeState.DRAFT
        }
        on_notice = {pk for pk, line in by_election[election.pk].items() if line.notice.state != NoticeState.DRAFT}
        missing = [one for one in standing[election.pk] if one.pk not in on_notice]
        total = len(standing[election.pk])
        detail = _("nominees %(total)s, posted %(posted)s") % {"total": total, "posted": total - len(missing)}
        results = [Finding("notice.posted", bool(total) and not missing, "block", wanted.basis, detail)]
        for notice in notices.values():
            table = tables[election.cycle.county_id]
            results.append(notice_rules.long_enough(notice.starts_on, notice.ends_on, wanted, table))
            over = notice.state == NoticeState.CONCLUDED
            ended = date_format(notice.concluded_on or notice.ends_on, "SHORT_DATE_FORMAT")
            results.append(Finding("notice.over", over, "block", wanted.basis, f"{notice.batch}: {ended}"))
        count = open_ones.get(election.pk, 0)
        results.append(
            Finding("notice.objections", not count, "block", wanted.basis, _("open: %(count)s") % {"count": count})
        )
        found[election.pk] = results
    return _with_urls(found, elections)


def _open_objections(elections: Sequence[Election]) -> dict[int, int]:
    counted: dict[int, int] = defaultdict(int)
    rows = Objection.objects.filter(line__nomination__election__in=elections).exclude(state=ObjectionState.CONCLUDED)
    for pk in rows.values_list("line__nomination__election_id", flat=True):
        counted[pk] += 1
    return counted


@tells_stop(Step.NOMINATION)
def nomination_stop(nominations: Sequence[Nomination]) -> dict[int, Mark]:
    """Nominated by whom and when; a second post not yet given up, or in reserve."""
    doubles: dict[tuple[int, int], int] = defaultdict(int)
    elections, persons = {one.election_id for one in nominations}, {one.person_id for one in nominations}
    rows = Nomination.objects.filter(election__in=elections, person__in=persons, state__in=STANDING)
    for key in rows.values_list("election_id", "person_id"):
        doubles[key] += 1
    return {one.pk: _nomination_mark(one, doubles[one.election_id, one.person_id]) for one in nominations}


def _nomination_mark(one: Nomination, posts: int) -> Mark:
    on = date_format(one.nominated_on, "SHORT_DATE_FORMAT")
    detail = f"{one.get_source_display()}，{on}" + (f"，{_('votes')} {one.votes}" if one.votes is not None else "")
    if one.state in ENDED:
        return Mark("block", one.get_state_display(), one.end_reason)
    if one.state == State.RESERVE:
        return Mark("wait", one.get_state_display(), _("steps up when somebody before him falls out"))
    if posts > 1:
        return Mark("block", _("two posts"), _("has to state in writing for which he stands"))
    return Mark("ok", _("nominated"), detail)


@tells_stop(Step.DECISION)
def decision_stop(nominations: Sequence[Nomination]) -> dict[int, Mark]:
    """Whether the township has decided on the nominee."""
    return {
        one.pk: Mark("ok", _("decided on"))
        if one.state in (State.NOMINEE, State.FORMAL)
        else Mark("wait", _("not decided on"))
        for one in nominations
        if one.state in STANDING
    }


@tells_stop(Step.CANDIDATES)
def formal_stop(nominations: Sequence[Nomination]) -> dict[int, Mark]:
    """Whether he is on the formal list."""
    return {
        one.pk: Mark("ok", one.get_state_display(), date_format(one.state_on, "SHORT_DATE_FORMAT"))
        for one in nominations
        if one.state == State.FORMAL
    }


@tells_stop(Step.PUBLIC_NOTICE)
def notice_stop(nominations: Sequence[Nomination]) -> dict[int, Mark]:
    """His notice and the objections to him."""
    return {line.nomination_id: _notice_mark(line) for line in _newest_lines(nominations)}


def _newest_lines(nominations: Sequence[Nomination]) -> list[NoticeLine]:
    lines = NoticeLine.objects.filter(nomination__in=nominations).exclude(notice__state=NoticeState.DROPPED)
    lines = lines.select_related("notice").prefetch_related("objections").order_by("nomination_id", "-pk")
    return list(lines.distinct("nomination_id"))


def _notice_mark(line: NoticeLine) -> Mark:
    notice, url = line.notice, reverse("candidates:notice", args=[line.notice_id])
    days = f"{date_format(notice.starts_on, 'SHORT_DATE_FORMAT')}–{date_format(notice.ends_on, 'SHORT_DATE_FORMAT')}"
    open_ones = sum(one.state != ObjectionState.CONCLUDED for one in line.objections.all())
    if open_ones:
        return Mark("block", _("objections open"), _("open: %(count)s") % {"count": open_ones}, url)
    if any(one.upheld == "affects" for one in line.objections.all()):
        return Mark("block", _("objection upheld"), days, url)
    state = {"concluded": "ok", "posted": "wait", "draft": "wait"}[notice.state]
    return Mark(state, notice.get_state_display(), days, url)  # type: ignore[arg-type]


@tells_documents
def notices_of(nominations: Sequence[Nomination]) -> dict[int, list[Document]]:
    """The posters on which somebody stood."""
    found: dict[int, list[Document]] = defaultdict(list)
    for line in _newest_lines(nominations):
        notice = line.notice
        if notice.posted_on:
            url = reverse("candidates:notice", args=[notice.pk])
            found[line.nomination_id].append(Document(_("Public notice"), notice.posted_on, url, notice.batch))
    return found
