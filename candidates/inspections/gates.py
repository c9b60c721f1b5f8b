"""What inspections say before a step, and of a candidate's way."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.inspections.queries import File, files_of
from candidates.models import Conclusion, Inspection, Nomination
from candidates.nominations.states import STANDING
from candidates.way import Document, Mark, tells_documents, tells_stop
from electionadmin.findings import Finding
from elections.gates import GateFinding, gate
from elections.law import chapters_of
from elections.models import Election
from elections.rules.titles import tell
from elections.steps import Step

tell(
    {
        "inspection_held": gettext_lazy("Everybody inspected"),
        "inspection_conclusion": gettext_lazy("Conclusion of the inspection"),
        "inspection_team": gettext_lazy("Joint team of the inspection"),
        "inspection_hearings": gettext_lazy("Talks of the inspection"),
        "inspection_appraisal": gettext_lazy("Democratic appraisal"),
        "inspection_records": gettext_lazy("Files of the person checked"),
        "inspection_material": gettext_lazy("Material of the inspection"),
        "inspection_likeness": gettext_lazy("Officers of a relative's name"),
    }
)


@gate(Step.INSPECTION)
def inspected(elections: Sequence[Election]) -> dict[int, list[GateFinding]]:
    """Everybody who stands is inspected by a joint team, and two officers agree."""
    standing: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Nomination.objects.filter(election__in=elections, state__in=STANDING).select_related("person")
    for row in rows.order_by("person__name_key", "pk"):
        standing[row.election_id][row.person_id] = row.person.name
    people = {person for names in standing.values() for person in names}
    found = Inspection.objects.filter(cycle__in={e.cycle_id for e in elections}, person__in=people)
    by_person = {(one.cycle_id, one.person_id): one for one in found.select_related("person", "cycle")}
    files = files_of(list(by_person.values()))
    chapters = chapters_of(elections)
    result = {}
    for election in elections:
        names = standing[election.pk]
        own = {person: by_person.get((election.cycle_id, person)) for person in names}
        basis = election.cycle.law().need(chapters[election.pk], "inspection_sides").basis
        url = f"{reverse('candidates:inspection_begin')}?code={election.village_id}"
        done = [person for person, one in own.items() if one and one.conclusion]
        missing = "、".join(name for person, name in names.items() if person not in done)
        detail = _("%(done)d of %(all)d concluded") % {"done": len(done), "all": len(names)}
        held = Finding("inspection_held", not missing, "block", basis, f"{detail}；{missing}" if missing else detail)
        result[election.pk] = [GateFinding(held, url)]
        for one in own.values():
            result[election.pk] += _of(one, basis, files) if one else []
    return result


def _of(one: Inspection, basis: str, files: dict[int, File]) -> list[GateFinding]:
    """A conclusion against the person, or a team of which too few may act by what is known today."""
    url, name = reverse("candidates:inspection", args=[one.pk]), one.person.name
    found = []
    if one.conclusion:
        agreed = one.conclusion == Conclusion.AGREE
        detail = f"{name}：{one.get_conclusion_display()}" + (f"；{one.reason}" if one.reason else "")
        if not agreed:
            found.append(GateFinding(Finding("inspection_conclusion", agreed, "block", basis, detail), url))
    for finding in files[one.pk].findings():
        if finding.rule in {"inspection_team", "inspection_likeness"} and not finding.ok:
            told = Finding(finding.rule, False, "block", finding.basis, f"{name}：{finding.detail}")
            found.append(GateFinding(told, url))
    return found


@tells_stop(Step.INSPECTION)
def inspection_stop(nominations: Sequence[Nomination]) -> dict[int, Mark]:
    """Whether the person is inspected, and what was concluded."""
    rows = Inspection.objects.filter(
        cycle__in={one.election.cycle_id for one in nominations}, person__in={one.person_id for one in nominations}
    )
    by_person = {(row.cycle_id, row.person_id): row for row in rows}
    return {one.pk: _mark(row) for one in nominations if (row := by_person.get((one.election.cycle_id, one.person_id)))}


def _mark(row: Inspection) -> Mark:
    url = reverse("candidates:inspection", args=[row.pk])
    if not row.conclusion:
        return Mark("wait", _("under way"), date_format(row.begun_on, "SHORT_DATE_FORMAT"), url)
    day = date_format(row.concluded_on, "SHORT_DATE_FORMAT") if row.concluded_on else ""
    state = "ok" if row.conclusion == Conclusion.AGREE else "block"
    return Mark(state, row.get_conclusion_display(), day, url)  # type: ignore[arg-type]


@tells_documents
def material_of(nominations: Sequence[Nomination]) -> dict[int, list[Document]]:
    """The material of the inspection."""
    rows = Inspection.objects.filter(
        cycle__in={one.election.cycle_id for one in nominations},
        person__in={one.person_id for one in nominations},
    ).exclude(conclusion="")
    by_person = {(row.cycle_id, row.person_id): row for row in rows}
    found = {}
    for one in nominations:
        row = by_person.get((one.election.cycle_id, one.person_id))
        if row:
            url = reverse("candidates:inspection", args=[row.pk])
            detail = row.get_conclusion_display()
            found[one.pk] = [Document(_("Material of the inspection"), row.concluded_on, url, detail)]
    return found
