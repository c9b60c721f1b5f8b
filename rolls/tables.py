"""Lists of the rolls: the villages, a roll's voters, its objections, the published lists, the register of members."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Act
from accounts.scope import Scope
from electionadmin.web.lists import Column, Filter, Table
from elections.law import chapter
from people import id_numbers, names
from people.bulk import id_index
from people.models import Sexes
from people.tables import age_on, township_filter
from rolls.models import Basis, Claim, Entry, Helper, MobileVoter, Objection, PartyElector, Proxy, Roll, State, Unlisted
from rolls.models.entries import group_label
from rolls.queries import AGE_BANDS, age_label, born_between
from rolls.rules import Law, decision_due, last_objection_day
from villages.labels import guess_kind


def search_entries(entries: QuerySet[Any], text: str, *, prefix: str = "") -> QuerySet[Any]:
    """Entries by part of the name, pinyin initials, number of the voter card, or whole ID number."""
    condition = Q()
    for word in text.split():
        condition &= _word(word, prefix)
    return entries.filter(condition)


def _word(word: str, prefix: str) -> Q:
    number = id_numbers.normalise(word)
    if len(number) == id_numbers.LENGTH and number[:-1].isdigit():
        return Q(**{f"{prefix}id_index": id_index(number)})
    if word.isdigit():
        return Q(**{f"{prefix}number": int(word[:9])})
    name = names.normalise(word)
    if name.isascii():
        return Q(**{f"{prefix}initials__startswith": name.lower()})
    return Q(**{f"{prefix}name__contains": name})


# Rolls of the villages


def roll_of(election: Any) -> Roll | None:
    """The roll of an election, None where nothing has been entered."""
    return getattr(election, "roll", None)


def _law_of(election: Any) -> Law:
    """The law of a listed election, from what the list has loaded."""
    village = election.village
    profile = getattr(village, "profile", None)
    kind = profile.kind if profile else guess_kind(village.name)
    return Law(election.cycle.law(), chapter(election.body, kind))


def roll_state(election: Any) -> tuple[str, Any]:
    """Badge of a village's roll: what it waits for."""
    roll, today = roll_of(election), timezone.localdate()
    if roll is None or (not election.listed and roll.state == State.DRAFT):
        return "block", _("nothing entered")
    if roll.state == State.FROZEN:
        return ("ok", _("frozen")) if (election.edition or 1) == 1 else ("ok", _("frozen, changed"))
    if roll.published_on is None:
        return "wait", pgettext_lazy("roll", "being drawn up")
    if election.open_objections:
        return "warn", _("objection to be decided")
    if today <= last_objection_day(roll.published_on, _law_of(election)):
        return "info", _("open to objections")
    return ("info", pgettext_lazy("roll", "corrected")) if election.edition > 1 else ("info", _("to be frozen"))


def _by_state(elections: QuerySet[Any], state: str) -> QuerySet[Any]:
    conditions = {
        "none": Q(roll=None) | Q(roll__state=State.DRAFT, listed=None),
        "draft": Q(roll__state=State.DRAFT, listed__gt=0),
        "published": Q(roll__state=State.PUBLISHED),
        "objected": Q(open_objections__gt=0),
        "corrected": Q(edition__gt=1),
        "frozen": Q(roll__state=State.FROZEN),
    }
    return elections.filter(conditions[state])


def _days_before(election: Any) -> int | None:
    roll = roll_of(election)
    if roll is None or roll.published_on is None or election.election_day is None:
        return None
    return int((election.election_day - roll.published_on).days)


def roll_table(scope: Scope) -> Table:
    """The villages with their rolls."""
    return Table(
        name="rolls",
        columns=(
            Column("township", _("Township"), lambda election: election.village.parent.name, sort="village__parent_id"),
            Column(
                "village",
                _("Village"),
                lambda election: election.village.name,
                sort="village_id",
                link=lambda election: reverse("rolls:roll", args=[election.pk]),
            ),
            Column("state", _("Roll"), lambda election: roll_state(election)[1], badge=roll_state),
            Column("listed", _("Registered voters"), "listed", sort="listed", numeric=True),
            Column("unlisted", _("Not listed"), "unlisted", sort="unlisted", numeric=True),
            Column(
                "published_on",
                _("Published on"),
                lambda e: getattr(roll_of(e), "published_on", None),
                sort="roll__published_on",
            ),
            Column("election_day", _("Election day"), "election_day", sort="election_day"),
            Column("days", _("Days between"), _days_before, numeric=True),
            Column("objections", _("Open objections"), "open_objections", sort="open_objections", numeric=True),
            Column("edition", _("Edition"), "edition", sort="edition", numeric=True),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_ROLLS, "village_id"),
            Filter(
                "state",
                _("Roll"),
                lambda: [
                    ("none", _("nothing entered")),
                    ("draft", pgettext_lazy("roll", "being drawn up")),
                    ("published", pgettext_lazy("roll", "published")),
                    ("objected", _("objection to be decided")),
                    ("corrected", pgettext_lazy("roll", "corrected")),
                    ("frozen", pgettext_lazy("roll", "frozen")),
                ],
                _by_state,
            ),
        ),
        search=lambda elections, text: (
            elections.filter(village__name__icontains=text) | elections.filter(village__initials__istartswith=text)
        ),
        search_hint=_("village or its pinyin initials"),
        default_sort="village",
        empty=_("No elections of committees here yet. They are made when the county opens a cycle."),
    )


# Voters of a roll


def entry_state(entry: Entry) -> tuple[str, Any]:
    """Badge of an entry: on the roll, added or struck off by a decision, not listed."""
    if entry.unlisted:
        return "wait", _("not listed")
    if entry.removed_in is not None:
        return "block", _("struck off")
    if entry.added_in > 1:
        return "info", pgettext_lazy("roll", "added")
    return ("info", pgettext_lazy("roll", "corrected")) if entry.corrected_in else ("ok", _("on the roll"))


def _by_listing(entries: QuerySet[Any], value: str) -> QuerySet[Any]:
    conditions = {
        "listed": Q(unlisted="", removed_in=None),
        "unlisted": ~Q(unlisted=""),
        "added": Q(added_in__gt=1),
        "removed": Q(removed_in__isnull=False),
        "corrected": Q(corrected_in__isnull=False),
        "number": Q(id_index=None),
    }
    return entries.filter(conditions[value])


def _basis(entry: Entry) -> str:
    return entry.get_basis_display() if entry.basis else entry.get_unlisted_display()


def entry_table(roll: Roll, law: Law) -> Table:
    """The voters of a roll, by group and the strokes of their names."""
    day = roll.election.election_day or timezone.localdate()

    def by_age(entries: QuerySet[Any], place: str) -> QuerySet[Any]:
        return entries.filter(born_between(*AGE_BANDS[int(place)], on=day))

    def groups() -> list[tuple[str, str]]:
        found = roll.entries.order_by("group_order", "group").values_list("group", flat=True).distinct()
        return [(group or "-", group_label(group) or _gettext("no group")) for group in found]

    return Table(
        name="voters",
        columns=(
            Column("number", _("Card number"), "number", sort="number", numeric=True),
            Column("group", pgettext_lazy("roll", "Group"), "group_label", sort="place"),
            Column(
                "name", _("Name"), "name", sort="name_key", link=lambda entry: reverse("rolls:entry", args=[entry.pk])
            ),
            Column("sex", _("Sex"), lambda entry: entry.get_sex_display(), sort="sex"),
            Column("birth_date", _("Born"), "birth_date", sort="birth_date"),
            Column("age", _("Age on the election day"), lambda entry: age_on(entry.birth_date, day), numeric=True),
            Column("id_number", _("ID number"), "masked_id_number"),
            Column("basis", _("Basis of registration"), _basis, sort="basis"),
            Column("state", _("State"), lambda entry: entry_state(entry)[1], badge=entry_state),
            Column("note", pgettext_lazy("roll", "Note"), "note"),
        ),
        filters=(
            Filter(
                "group",
                pgettext_lazy("roll", "Group"),
                groups,
                lambda entries, group: entries.filter(group="" if group == "-" else group),
            ),
            Filter(
                "basis",
                _("Basis of registration"),
                lambda: [(value, label) for value, label in Basis.choices if value in law.classes()],
                lambda entries, basis: entries.filter(basis=basis),
            ),
            Filter("sex", _("Sex"), lambda: list(Sexes.choices), lambda entries, sex: entries.filter(sex=sex)),
            Filter(
                "age",
                _("Age"),
                lambda: [(str(place), age_label(*band)) for place, band in enumerate(AGE_BANDS)],
                by_age,
            ),
            Filter(
                "listing",
                _("Listing"),
                lambda: [
                    ("listed", _("on the roll")),
                    ("unlisted", _("not listed")),
                    ("added", pgettext_lazy("roll", "added")),
                    ("removed", _("struck off")),
                    ("corrected", pgettext_lazy("roll", "corrected")),
                    ("number", _("without ID number")),
                ],
                _by_listing,
            ),
            Filter(
                "unlisted",
                _("Why not listed"),
                lambda: [(v, label) for v, label in Unlisted.choices if v in law.chosen("unlisted_reasons")],
                lambda entries, reason: entries.filter(unlisted=reason),
            ),
        ),
        search=search_entries,
        search_hint=_("name, pinyin initials, card number, ID number"),
        default_sort="group",
        empty=_("Nobody is entered yet. Import a spreadsheet, or add the voters one by one."),
    )


# Objections


def objection_state(law: Law) -> Callable[[Objection], tuple[str, Any]]:
    """Badge of an objection under a law."""
    today = timezone.localdate()

    def state(objection: Objection) -> tuple[str, Any]:
        if objection.announced_on:
            return "ok", _("announced")
        if objection.decided_on:
            return "info", _("to be announced")
        return (
            ("block", _("overdue"))
            if today > decision_due(objection.received_on, law)
            else ("wait", _("to be decided"))
        )

    return state


def objection_table(law: Law) -> Table:
    """Objections to a roll; who objects is not on the list."""
    state = objection_state(law)
    return Table(
        name="objections",
        columns=(
            Column("received_on", _("Received on"), "received_on", sort="received_on"),
            Column(
                "concerns",
                _("Whom it concerns"),
                "concerns",
                link=lambda objection: reverse("rolls:objection", args=[objection.pk]),
            ),
            Column("claim", _("What is wrong"), lambda objection: objection.get_claim_display(), sort="claim"),
            Column("late", _("Late"), "late"),
            Column("due", _("To be decided by"), lambda objection: decision_due(objection.received_on, law)),
            Column("state", _("State"), lambda objection: state(objection)[1], badge=state),
            Column("decided_on", pgettext_lazy("roll", "Decided on"), "decided_on", sort="decided_on"),
            Column("outcome", pgettext_lazy("roll", "Decision"), lambda objection: objection.get_outcome_display()),
            Column("announced_on", _("Announced on"), "announced_on"),
        ),
        filters=(
            Filter(
                "claim", _("What is wrong"), lambda: list(Claim.choices), lambda rows, claim: rows.filter(claim=claim)
            ),
        ),
        search=lambda rows, text: rows.filter(concerns__contains=text),
        search_hint=_("whom it concerns"),
        default_sort="received_on",
        empty=_("No objections have been received."),
    )


# The lists that are published before the election day


def listed_state(row: Any) -> tuple[str, Any]:
    """Badge of somebody on a published list."""
    if row.withdrawn_on:
        return "wait", pgettext_lazy("roll", "withdrawn")
    return ("ok", pgettext_lazy("list", "published")) if row.published_on else ("warn", _("to be published"))


def _by_listed_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "withdrawn":
        return rows.exclude(withdrawn_on=None)
    return rows.filter(withdrawn_on=None, published_on__isnull=state == "waiting")


def listed_table(model: type[Any], kind: str, *, may_change: bool) -> Table:
    """A list that is published: proxies, voters at mobile boxes, helpers."""
    own: dict[type[Any], tuple[Column, ...]] = {
        Proxy: (
            Column("proxy", _("Proxy"), lambda row: row.proxy.name, sort="proxy__name_key"),
            Column("relation", _("The proxy is the voter's"), lambda row: row.get_relation_display(), sort="relation"),
        ),
        MobileVoter: (),
        Helper: (Column("helper", _("Helper"), "helper", sort="helper"),),
    }
    return Table(
        name=kind,
        columns=(
            Column("number", _("Card number"), lambda row: row.voter.number, sort="voter__number", numeric=True),
            Column(
                "group", pgettext_lazy("roll", "Group"), lambda row: row.voter.group_label, sort="voter__group_order"
            ),
            Column(
                "voter",
                _("Voter"),
                lambda row: row.voter.name,
                sort="voter__name_key",
                link=(lambda row: reverse("rolls:withdraw", args=[kind, row.pk])) if may_change else None,
            ),
            *own[model],
            Column("reason", _("Reason"), "reason"),
            Column("applied_on", _("Applied for on"), "applied_on", sort="applied_on"),
            Column("published_on", _("Published on"), "published_on", sort="published_on"),
            Column("state", _("State"), lambda row: listed_state(row)[1], badge=listed_state),
        ),
        filters=(
            Filter(
                "state",
                _("State"),
                lambda: [
                    ("published", pgettext_lazy("list", "published")),
                    ("waiting", _("to be published")),
                    ("withdrawn", pgettext_lazy("roll", "withdrawn")),
                ],
                _by_listed_state,
            ),
        ),
        search=lambda rows, text: search_entries(rows, text, prefix="voter__"),
        search_hint=_("name, pinyin initials, card number, ID number"),
        default_sort="voter",
        empty=_("Nobody is on the list yet."),
    )


# The register of members


def member_state(member: PartyElector) -> tuple[str, Any]:
    """Badge of a member: due, without the vote, left out."""
    if member.counts:
        return ("warn", _("due: the file is not whole")) if member.left_out else ("ok", pgettext_lazy("member", "due"))
    if member.is_left_out and member.standing == "full" and not member.suspension:
        return "info", pgettext_lazy("member", "left out")
    return "wait", _("without the vote")


def member_table(*, may_change: bool) -> Table:
    """The members of a village's Party organisation."""
    return Table(
        name="members",
        columns=(
            Column(
                "name",
                _("Name"),
                lambda member: member.person.name,
                sort="person__name_key",
                link=(lambda member: reverse("rolls:party_member", args=[member.pk])) if may_change else None,
            ),
            Column("sex", _("Sex"), lambda member: member.person.get_sex_display(), sort="person__sex"),
            Column(
                "joined", _("Joined the Party"), lambda member: member.person.party_joined, sort="person__party_joined"
            ),
            Column(
                "standing",
                pgettext_lazy("member", "Standing"),
                lambda member: member.get_standing_display(),
                sort="standing",
            ),
            Column("suspension", _("Vote suspended"), lambda member: member.get_suspension_display()),
            Column("left_out", _("Left out because"), lambda member: member.get_left_out_display()),
            Column("state", _("State"), lambda member: member_state(member)[1], badge=member_state),
        ),
        filters=(),
        search=lambda rows, text: rows.filter(
            Q(person__name__contains=text) | Q(person__initials__startswith=text.lower())
        ),
        search_hint=_("name or pinyin initials"),
        default_sort="name",
        empty=_("Nobody is on the register yet. Take over the members on record, or add them one by one."),
    )


def register_state(election: Any) -> tuple[str, Any]:
    """Badge of a village's register of members."""
    if election.settled_on:
        return "ok", _("settled")
    return ("wait", pgettext_lazy("roll", "being drawn up")) if election.members else ("block", _("nothing entered"))


def _by_register(elections: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "settled":
        return elections.exclude(settled_on=None)
    waiting = elections.filter(settled_on=None)
    return waiting.filter(members=None) if state == "none" else waiting.filter(members__gt=0)


def register_table(scope: Scope) -> Table:
    """The villages with their registers of Party members."""
    return Table(
        name="registers",
        columns=(
            Column("township", _("Township"), lambda election: election.village.parent.name, sort="village__parent_id"),
            Column(
                "village",
                _("Village"),
                lambda election: election.village.name,
                sort="village_id",
                link=lambda election: reverse("rolls:party", args=[election.pk]),
            ),
            Column("state", _("Register"), lambda election: register_state(election)[1], badge=register_state),
            Column("members", _("On the register"), "members", sort="members", numeric=True),
            Column("due", _("Members due"), "due", sort="due", numeric=True),
            Column("settled_on", _("Settled on"), "settled_on", sort="settled_on"),
            Column("election_day", _("Election day"), "election_day", sort="election_day"),
        ),
        filters=(
            *township_filter(scope, Act.VIEW_ROLLS, "village_id"),
            Filter(
                "state",
                _("Register"),
                lambda: [
                    ("none", _("nothing entered")),
                    ("draft", pgettext_lazy("roll", "being drawn up")),
                    ("settled", _("settled")),
                ],
                _by_register,
            ),
        ),
        search=lambda elections, text: (
            elections.filter(village__name__icontains=text) | elections.filter(village__initials__istartswith=text)
        ),
        search_hint=_("village or its pinyin initials"),
        default_sort="village",
        empty=_("No elections of Party organisations here yet. They are made when the county opens a cycle."),
    )
