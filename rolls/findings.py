"""What is found of the rolls of many elections at once: for the gates of the steps, the lists and a roll's own page."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, DateField, F, Func, Q, Value
from django.utils.translation import gettext as _

from candidates.queries import formal_candidates
from electionadmin.findings import Finding
from elections.law import chapters_of
from elections.models import Election
from rolls.models import Edition, Entry, Helper, MobileVoter, Objection, Proxy, Roll, State
from rolls.models.lists import Listed
from rolls.queries import present
from rolls.rules import Law, decision_due, publication_findings
from rolls.services.lists import PUBLISH_DAYS

_LISTS: Final[dict[type[Listed], str]] = {Proxy: "proxies", MobileVoter: "mobile_voters", Helper: "helpers"}


@dataclass(slots=True)
class Facts:
    """What is known of one roll; `roll` is None where nothing has been entered."""

    election: Election
    law: Law
    roll: Roll | None
    listed: int = 0
    under_age: int = 0
    without_number: int = 0
    adults: int | None = None
    objections: list[Objection] = field(default_factory=list)
    in_preparation: bool = False


def facts_of(elections: Sequence[Election], *, today: date) -> list[Facts]:
    """The facts of each election, in five queries."""
    rolls = {roll.election_id: roll for roll in Roll.objects.filter(election__in=elections)}
    keys = [roll.pk for roll in rolls.values()]
    counts = _counts(keys)
    objections: dict[int, list[Objection]] = defaultdict(list)
    for objection in Objection.objects.filter(roll__in=keys).order_by("received_on", "pk"):
        objections[objection.roll_id].append(objection)
    preparing = set(Edition.objects.filter(roll__in=keys, announced_on=None).values_list("roll_id", flat=True))
    laws = _laws(elections)
    return [
        Facts(
            election=election,
            law=laws[election.pk],
            roll=roll,
            adults=getattr(getattr(election.village, "profile", None), "adults", None),
            objections=objections[roll.pk] if roll else [],
            in_preparation=roll is not None and roll.pk in preparing,
            **(counts.get(roll.pk, {}) if roll else {}),
        )
        for election in elections
        for roll in [rolls.get(election.pk)]
    ]


def _laws(elections: Sequence[Election]) -> dict[int, Law]:
    chapters = chapters_of(elections)
    return {election.pk: Law(election.cycle.law(), chapters[election.pk]) for election in elections}


def _counts(rolls: Sequence[int]) -> dict[int, dict[str, int]]:
    # Every law of the country puts the age at 18; the rulebook's tests hold it there.
    of_age_on: Any = Func(
        F("birth_date"),
        Value("18 years"),
        template="(%(expressions)s::interval)::date",
        arg_joiner=" + ",
        output_field=DateField(),
    )
    rows = (
        Entry.objects.filter(present(), roll__in=rolls)
        .alias(of_age_on=of_age_on)
        .order_by()
        .values("roll")
        .annotate(
            listed=Count("pk"),
            under_age=Count("pk", filter=Q(of_age_on__gt=F("roll__election__election_day"))),
            without_number=Count("pk", filter=Q(id_index=None)),
        )
    )
    return {row["roll"]: {name: row[name] for name in ("listed", "under_age", "without_number")} for row in rows}


def roll_findings(facts: Facts, *, today: date) -> list[Finding]:
    """What must hold before the roll is closed."""
    law, roll = facts.law, facts.roll
    drawn_up = Finding(
        "roll.drawn_up",
        facts.listed > 0,
        "block",
        law.basis("voting_age"),
        _("registered %(count)s") % {"count": facts.listed},
    )
    found = [
        drawn_up,
        Finding(
            "roll.of_age",
            not facts.under_age,
            "block",
            law.basis("voting_age"),
            _("under %(age)s on %(day)s: %(count)s")
            % {"age": law.count("voting_age"), "day": facts.election.election_day or "—", "count": facts.under_age},
        ),
        Finding(
            "roll.one_village",
            not facts.without_number,
            "warn",
            law.basis("voting_age"),
            _("without ID number, not compared: %(count)s") % {"count": facts.without_number},
        ),
    ]
    if facts.adults is not None:
        detail = _("registered %(count)s, adults %(adults)s") % {"count": facts.listed, "adults": facts.adults}
        found.append(Finding("roll.adults", facts.listed <= facts.adults, "warn", law.basis("voting_age"), detail))
    return found + _publication(facts) + (_objections(facts, today) if roll else [])


def _publication(facts: Facts) -> list[Finding]:
    law, roll, day = facts.law, facts.roll, facts.election.election_day
    published = roll.published_on if roll else None
    found = [Finding("roll.published", published is not None, "block", law.basis("roll_days"), str(published or "—"))]
    if published is not None and day is not None:
        found += publication_findings(published_on=published, election_day=day, law=law)
    frozen = roll.frozen_on if roll else None
    state = roll.get_state_display() if roll else "—"
    found.append(Finding("roll.frozen", frozen is not None, "block", law.basis("objection_days"), str(frozen or state)))
    return found


def _objections(facts: Facts, today: date) -> list[Finding]:
    law, objections = facts.law, facts.objections
    open_ones = [objection for objection in objections if objection.announced_on is None]
    late = [
        objection
        for objection in objections
        if (objection.decided_on or today) > decision_due(objection.received_on, law)
    ]
    total = len(objections)
    return [
        Finding(
            "roll.objections",
            not open_ones,
            "block",
            law.basis("decision_days"),
            _("objections %(total)s, not decided or announced %(count)s") % {"total": total, "count": len(open_ones)},
        ),
        Finding(
            "roll.objections_in_time",
            not late,
            "warn",
            law.basis("decision_days"),
            _("objections %(total)s, over %(days)s days %(count)s")
            % {"total": total, "days": law.count("decision_days"), "count": len(late)},
        ),
        Finding(
            "roll.decision_announced",
            not facts.in_preparation,
            "block",
            law.basis("decision_days"),
            _("decisions in preparation %(count)s") % {"count": int(facts.in_preparation)},
        ),
    ]


def list_findings(elections: Sequence[Election]) -> dict[int, list[Finding]]:
    """Whether the lists that are published before the election day are whole and in time, in seven queries."""
    laws = _laws(elections)
    found: dict[int, list[Finding]] = {election.pk: [] for election in elections}
    for model, name in _LISTS.items():
        rows = _listed(model, elections)
        for election in elections:
            found[election.pk].append(_published(model, name, election, laws[election.pk], rows[election.pk]))
            if model is Proxy:
                found[election.pk] += _proxies(laws[election.pk], rows[election.pk])
    for number, barred in _candidates_as_proxies(elections).items():
        basis = laws[number].basis("proxy_candidate_barred")
        found[number].append(
            Finding(
                "proxies.no_candidates",
                not barred,
                "block",
                basis,
                _("candidates among the proxies: %(count)s") % {"count": barred},
            )
        )
    return found


def _listed(model: type[Listed], elections: Sequence[Election]) -> dict[int, list[Any]]:
    rows: dict[int, list[Any]] = defaultdict(list)
    related = ("voter", "proxy") if model is Proxy else ("voter",)
    listed = model.objects.filter(roll__election__in=elections, withdrawn_on=None)
    for row in listed.select_related("roll", *related):
        rows[row.roll.election_id].append(row)
    return rows


def _published(model: type[Listed], name: str, election: Election, law: Law, rows: Collection[Any]) -> Finding:
    parameter, day = PUBLISH_DAYS[model], election.election_day
    last = day - timedelta(days=law.count(parameter)) if day else None
    late = sum(row.published_on is None or (last is not None and row.published_on > last) for row in rows)
    detail = _("on the list %(total)s, not published by %(last)s: %(count)s") % {
        "total": len(rows),
        "last": last or "—",
        "count": late,
    }
    return Finding(f"{name}.published", not late, "block", law.basis(parameter), detail)


def _proxies(law: Law, rows: Collection[Any]) -> Iterable[Finding]:
    held: dict[int, int] = defaultdict(int)
    for row in rows:
        held[row.proxy_id] += 1
    most, highest = law.count("proxy_max"), max(held.values(), default=0)
    gone = sum(_gone(row.voter) or _gone(row.proxy) for row in rows)
    yield Finding(
        "proxies.number",
        highest <= most,
        "block",
        law.basis("proxy_max"),
        _("most for one proxy %(highest)s, allowed %(most)s") % {"highest": highest, "most": most},
    )
    yield Finding(
        "proxies.on_roll",
        not gone,
        "block",
        law.basis("proxy_scope"),
        _("voter or proxy struck off: %(count)s") % {"count": gone},
    )


def _gone(entry: Entry) -> bool:
    return entry.removed_in is not None or bool(entry.unlisted)


def _candidates_as_proxies(elections: Sequence[Election]) -> dict[int, int]:
    """How many proxies of each election stand in it as formal candidates."""
    numbers, names = defaultdict(set), defaultdict(set)
    for nomination in formal_candidates(*elections):
        person = nomination.person
        numbers[nomination.election_id].add(person.id_index)
        names[nomination.election_id].add(person.name)
    found = dict.fromkeys((election.pk for election in elections), 0)
    for row in Proxy.objects.filter(roll__election__in=elections, withdrawn_on=None).select_related("proxy", "roll"):
        election, proxy = row.roll.election_id, row.proxy
        same = proxy.id_index in numbers[election] if proxy.id_index else proxy.name in names[election]
        found[election] += same
    return found


def held_findings(facts: Facts) -> list[Finding]:
    """Whether it is known who could vote on the day of the election."""
    law, roll = facts.law, facts.roll
    frozen = roll is not None and roll.state == State.FROZEN
    return [
        Finding("roll.frozen", frozen, "block", law.basis("roll_days"), str(roll.get_state_display()) if roll else "—"),
        Finding(
            "roll.decision_announced",
            not facts.in_preparation,
            "block",
            law.basis("decision_days"),
            _("decisions in preparation %(count)s") % {"count": int(facts.in_preparation)},
        ),
    ]
