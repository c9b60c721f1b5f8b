"""What talks say before a step, and of a candidate's way."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Nomination, Talk, TalkClass
from candidates.talks.queries import Due, due_in
from candidates.way import Document, Mark, tells_documents, tells_stop
from electionadmin.findings import Finding
from elections.gates import GateFinding, gate
from elections.law import chapters_of
from elections.models import Election
from elections.rules.titles import tell
from elections.steps import Step

tell({"talks_held": gettext_lazy("Talks of the five classes")})


@gate(Step.TALKS)
def talked(elections: Sequence[Election]) -> dict[int, list[GateFinding]]:
    """Everybody in the village whom the five classes name has been talked to; whoever has not is named."""
    due = due_in({election.village_id for election in elections}, {election.cycle_id for election in elections})
    chapters = chapters_of(elections)
    found = {}
    for election in elections:
        value = election.cycle.law().need(chapters[election.pk], "talks")
        asked = value.value if isinstance(value.value, tuple) else ()
        people = [one for one in due.get((election.cycle_id, election.village_id), ()) if one.kind.value in asked]
        missing = [one for one in people if not one.held]
        detail = _("%(held)d of %(due)d held") % {"held": len(people) - len(missing), "due": len(people)}
        detail += "".join(f"；{kind.label}：{names}" for kind, names in _by_class(missing).items())
        url = f"{reverse('candidates:talk_due')}?state=open&q={missing[0].person.name}" if missing else ""
        found[election.pk] = [GateFinding(Finding("talks_held", not missing, "warn", value.basis, detail), url)]
    return found


def _by_class(missing: Sequence[Due]) -> dict[TalkClass, str]:
    names: dict[TalkClass, list[str]] = defaultdict(list)
    for one in missing:
        names[one.kind].append(one.person.name)
    return {kind: "、".join(listed) for kind, listed in names.items()}


def _newest(nominations: Sequence[Nomination]) -> dict[tuple[int, int], Talk]:
    rows = Talk.objects.filter(
        cycle__in={one.election.cycle_id for one in nominations}, person__in={one.person_id for one in nominations}
    )
    return {(row.cycle_id, row.person_id): row for row in rows.order_by("held_on", "pk")}


@tells_stop(Step.TALKS)
def talk_stop(nominations: Sequence[Nomination]) -> dict[int, Mark]:
    """The newest talk with the person and what he means to do."""
    newest = _newest(nominations)
    return {
        one.pk: Mark(
            "wait" if row.follow_up and row.follow_up_done_on is None else "ok",
            row.get_attitude_display(),
            date_format(row.held_on, "SHORT_DATE_FORMAT"),
            reverse("candidates:talk", args=[row.pk]),
        )
        for one in nominations
        if (row := newest.get((one.election.cycle_id, one.person_id)))
    }


@tells_documents
def records_of(nominations: Sequence[Nomination]) -> dict[int, list[Document]]:
    """The record of the newest talk."""
    newest = _newest(nominations)
    return {
        one.pk: [Document(_("Record of a talk"), row.held_on, reverse("candidates:talk", args=[row.pk]), row.talker)]
        for one in nominations
        if (row := newest.get((one.election.cycle_id, one.person_id)))
    }
