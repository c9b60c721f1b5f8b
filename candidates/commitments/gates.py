"""What commitments say before a step, and of a candidate's way: a refusal is a finding."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.commitments.queries import answers_of, standing
from candidates.models import Nomination
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
        "commitments_signed": gettext_lazy("Commitments signed"),
        "commitment_refused": gettext_lazy("Commitment refused"),
    }
)


@gate(Step.COMMITMENT)
def committed(elections: Sequence[Election]) -> dict[int, list[GateFinding]]:
    """Everybody who stands has signed what the rulebook asks; each refusal stands in the way by name."""
    nominated: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Nomination.objects.filter(election__in=elections, state__in=STANDING).select_related("person")
    for row in rows.order_by("person__name_key", "pk"):
        nominated[row.election_id][row.person_id] = row.person.name
    people = {person for names in nominated.values() for person in names}
    answers = answers_of({election.cycle_id for election in elections}, people)
    chapters = chapters_of(elections)
    found: dict[int, list[GateFinding]] = {}
    for election in elections:
        value = election.cycle.law().need(chapters[election.pk], "commitments")
        asked = cast("tuple[str, ...]", value.value)
        missing, refusals = [], []
        for person, name in nominated[election.pk].items():
            own = standing(asked, answers.get((election.cycle_id, person), {}))
            if own.missing:
                missing.append(f"{name}（{'、'.join(str(kind.label) for kind in own.missing)}）")
            refusals += [_refusal(name, one.get_kind_display(), one.reason, person, value.basis) for one in own.refused]
        number = len(nominated[election.pk])
        detail = _("%(done)d of %(all)d have signed everything") % {"done": number - len(missing), "all": number}
        detail += f"；{'、'.join(missing)}" if missing else ""
        signed = Finding("commitments_signed", not missing, "block", value.basis, detail)
        found[election.pk] = [GateFinding(signed, f"{reverse('candidates:commitment_list')}?state=missing"), *refusals]
    return found


def _refusal(name: str, kind: str, reason: str, person: int, basis: str) -> GateFinding:
    detail = _("%(name)s refuses: %(kind)s. %(reason)s") % {"name": name, "kind": kind, "reason": reason}
    url = reverse("candidates:person_commitments", args=[person])
    return GateFinding(Finding("commitment_refused", False, "block", basis, detail), url)


@tells_stop(Step.COMMITMENT)
def commitment_stop(nominations: Sequence[Nomination]) -> dict[int, Mark]:
    """What the person has signed, what is missing, what he refuses."""
    answers = answers_of({one.election.cycle_id for one in nominations}, {one.person_id for one in nominations})
    chapters = chapters_of([one.election for one in nominations])
    marks = {}
    for one in nominations:
        election = one.election
        asked = cast("tuple[str, ...]", election.cycle.law().need(chapters[election.pk], "commitments").value)
        own = standing(asked, answers.get((election.cycle_id, one.person_id), {}))
        url = reverse("candidates:person_commitments", args=[one.person_id])
        if own.refused:
            marks[one.pk] = Mark("block", _("refused"), "、".join(c.get_kind_display() for c in own.refused), url)
        elif own.missing:
            word = _("%(count)d missing") % {"count": len(own.missing)}
            marks[one.pk] = Mark("wait", word, "、".join(str(kind.label) for kind in own.missing), url)
        else:
            marks[one.pk] = Mark("ok", _("signed"), "、".join(str(kind.label) for kind in own.signed), url)
    return marks


@tells_documents
def letters_of(nominations: Sequence[Nomination]) -> dict[int, list[Document]]:
    """Each commitment with its day."""
    answers = answers_of({one.election.cycle_id for one in nominations}, {one.person_id for one in nominations})
    return {
        one.pk: [
            Document(
                f"{_('Commitment')}：{answer.get_kind_display()}",
                answer.answered_on,
                reverse("candidates:person_commitments", args=[one.person_id]),
                answer.get_answer_display(),
            )
            for answer in answers.get((one.election.cycle_id, one.person_id), {}).values()
        ]
        for one in nominations
    }
