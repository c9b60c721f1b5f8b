"""What stands for the arguments of an address in tests that open every page.

`SAMPLES` gives, for an argument, a function from a village's code to a `Sample`: a value that belongs to that village
(or to its township or county) and the division in which it lies. An argument is looked up as `namespace:view.argument`,
then `namespace.argument`, then `argument`: a room whose pages need something of their own adds a line here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import Duty
from accounts.roles import Act, Role
from accounts.scope import Scope
from ballots.models import Handover, Motion, PublicCount, Vote
from elections.models import Election
from filings.models import Package
from jobs.models import Job
from people.models import Capacity, CapacityKind, Kin, Kinship, Merge, Person, Training
from tests.ballots.voting import make_clerk, make_vote
from tests.factories import (
    make_attachment,
    make_cycle,
    make_department,
    make_division,
    make_document,
    make_officer,
    make_person,
    seat,
)
from villages.models import Division, OutgoingAudit

COUNTY, TOWNSHIP = 6, 9


@dataclass(frozen=True, slots=True)
class Sample:
    """A value for an argument.

    `code` is the division in which the thing lies, None for what lies nowhere (a word). `seen_by` is for pages that
    decide by more than an act: whether a scope sees the thing at all.
    """

    value: Any
    code: str | None = None
    seen_by: Callable[[Scope], bool] | None = None


Maker = Callable[[str], Sample]


def _division(village: str) -> Sample:
    return Sample(make_division(village).code, village)


def _township(village: str) -> Sample:
    return Sample(village[:TOWNSHIP], village[:TOWNSHIP])


def _abolished(village: str) -> Sample:
    Division.objects.filter(code=village).update(abolished_on="2026-01-01")
    return Sample(village, village)


def _person(village: str) -> Sample:
    person = make_person(
        county_code=village[:COUNTY],
        village_code=village,
        id_number="11010519491231002X",
        telephone="13812345678",
        address="城西村1组",
    )
    return Sample(person.pk, person.division_code)


def _relative(village: str) -> Sample:
    link = Kinship.objects.create(person_id=_person(village).value, kind=Kin.CHILD, name="王小")
    return Sample(link.pk, village)


def _training(village: str) -> Sample:
    training = Training.objects.create(person_id=_person(village).value, title="任职培训", starts_on="2021-03-01")
    return Sample(training.pk, village)


def _capacity(village: str) -> Sample:
    kind = CapacityKind.RETURNED_TALENT
    capacity = Capacity.objects.create(person_id=_person(village).value, kind=kind, division_code=village)
    return Sample(capacity.pk, village)


def _attachment(village: str) -> Sample:
    attachment = make_attachment(Person.objects.get(pk=_person(village).value))
    return Sample(attachment.pk, village)


def _merge(village: str) -> Sample:
    merge = Merge.objects.create(
        kept_id=_person(village).value, lost_pk=1, lost_name="王小明", reason="同一人", merged_by="王芳"
    )
    return Sample(merge.pk, village)


def _another(village: str) -> Sample:
    return Sample(make_person("李红", county_code=village[:COUNTY], village_code=village).pk, village)


def _member(village: str) -> Sample:
    person = make_person(county_code=village[:COUNTY], village_code=village)
    return Sample(seat(person, make_division(village)).pk, village)


def _audit(village: str) -> Sample:
    audit = OutgoingAudit.objects.create(
        village=make_division(village), auditor="x", published_on="2026-11-02", conclusion="clean"
    )
    return Sample(audit.pk, village)


def _election(village: str) -> Sample:
    cycle = make_cycle(villages=[village], name=village, county_code=village[:COUNTY])
    return Sample(cycle.elections.get(village_id=village, body="committee").pk, village)


def _cycle(village: str) -> Sample:
    return Sample(make_cycle(name=village, county_code=village[:COUNTY]).pk, village[:COUNTY])


def _department(village: str) -> Sample:
    return Sample(make_department(f"d{village}", county_code=village[:COUNTY]).pk, village[:COUNTY])


def _job(village: str) -> Sample:
    job = Job.objects.create(kind="tests.rows", scope_code=village, digest=village)
    return Sample(job.pk, village, lambda scope: scope.allows(Act.VIEW_JOBS, village))


def _nobodys_job(village: str) -> Sample:
    return Sample(_job(village).value, village, lambda scope: False)


def _account(village: str) -> Sample:
    return Sample(make_officer(Role.VILLAGE_INFORMANT, village, username=f"informant{village}").pk, village)


def _duty(village: str) -> Sample:
    return Sample(Duty.objects.get(user_id=_account(village).value).pk, village)


def _event(village: str) -> Sample:
    events = Division.pgh_event_model.objects  # type: ignore[attr-defined]
    event = events.filter(pgh_obj=make_division(village)).latest("pgh_id")
    return Sample(event.pk, village)


def _document(village: str) -> Sample:
    election = make_cycle(villages=[village], name=village, county_code=village[:COUNTY]).elections.get(
        village_id=village, body="committee"
    )
    return Sample(make_document(election).number, village)


def _document_of_makers(village: str) -> Sample:
    number = _document(village).value
    return Sample(number, village, lambda scope: scope.allows(Act.WITHDRAW_DOCUMENTS, village))


def _package(village: str) -> Sample:
    user = make_officer(Role.COUNTY_ORGANISER, village[:COUNTY], username=f"packager{village}")
    package = Package.objects.create(division_code=village, division_name="D", user=user, total=1)
    return Sample(package.pk, village)


def _package_file(village: str) -> Sample:
    return Sample(_package(village).value, village, lambda scope: False)


def word(text: str) -> Maker:
    """An argument that is one of several words and lies nowhere."""
    return lambda village: Sample(text)


def _vote(village: str) -> Vote:
    """A vote that is being counted; several arguments of one address find the same one."""
    found = Vote.objects.filter(election__village_id=village).first()
    return found or make_vote(Election.objects.get(pk=_election(village).value))


def _ballots_vote(village: str) -> Sample:
    return Sample(_vote(village).pk, village)


def _ballots_election(village: str) -> Sample:
    return Sample(_vote(village).election_id, village)


def _station(village: str) -> Sample:
    return Sample(_vote(village).stations.order_by("pk")[0].pk, village)


def _ballot(village: str) -> Sample:
    return Sample(_vote(village).ballots.order_by("pk")[0].pk, village)


def _public_count(village: str) -> Sample:
    vote = _vote(village)
    count = PublicCount.objects.create(
        station=vote.stations.order_by("pk")[0], ballot=vote.ballots.order_by("pk")[0], opened_by=make_clerk(village)
    )
    return Sample(count.pk, village)


def _motion(village: str) -> Sample:
    election = Election.objects.get(pk=_election(village).value)
    verdict = {"status": "complete", "admitted": True, "findings": []}
    motion = Motion.objects.create(
        election=election,
        submitted_on="2026-11-20",
        reasons="x",
        record={},
        verdict=verdict,
        admitted=True,
        rulebook="cn-2026",
        rulebook_version=1,
    )
    return Sample(motion.pk, village)


def _item(village: str) -> Sample:
    election = Election.objects.get(pk=_election(village).value)
    handover = Handover.objects.create(election=election, formed_on="2026-11-20", due_on="2026-11-30")
    return Sample(handover.items.create(kind="seals", name="x", quantity=1).pk, village)


SAMPLES: dict[str, Maker] = {
    "ballots.pk": _ballots_vote,
    "ballots.election": _ballots_election,
    "ballots.station": _station,
    "ballots.ballot": _ballot,
    "ballots.count": _public_count,
    "ballots.motion": _motion,
    "ballots.item": _item,
    "ballots.kind": word("rerun"),
    "code": _division,
    "elections:board.code": _township,
    "elections.step": word("preparation"),
    "elections.body": word("party"),
    "elections.pk": _election,
    "elections:cycle_change.pk": _cycle,
    "elections:rulebook.key": word("cn-2026"),
    "filings.number": _document,
    "filings.pk": _package,
    "filings:package_file.pk": _package_file,
    "filings.kind": word("announcement-election-day"),
    "filings:make_one.pk": _election,
    "jobs.pk": _job,
    "jobs:cancel.pk": _nobodys_job,
    "jobs:input_file.pk": _nobodys_job,
    "jobs:output_file.pk": _nobodys_job,
    "oversight.app_label": word("villages"),
    "oversight.model": word("division"),
    "oversight.number": _event,
    "oversight:object.pk": _division,
    "people.pk": _person,
    "people:attachment.pk": _attachment,
    "people:attachment_remove.pk": _attachment,
    "people:capacity_change.pk": _capacity,
    "people:merge.other": _another,
    "people:merge_record.pk": _merge,
    "people:photograph.pk": _attachment,
    "people:relative_change.pk": _relative,
    "people:relative_remove.pk": _relative,
    "people:training_change.pk": _training,
    "sheets:good_rows.pk": _nobodys_job,
    "staff.pk": _account,
    "staff:duty_end.pk": _duty,
    "staff:measure.name": word("disable"),
    "vetting.pk": _department,
    "villages:audit_change.pk": _audit,
    "villages:division_restore.code": _abolished,
    "villages:member.pk": _member,
    "villages:member_end.pk": _member,
    "villages.kind": word("party"),
}


def sample_for(view_name: str, argument: str) -> Maker:
    """The maker for an argument of a view. Raises LookupError with the line to add."""
    namespace, _, _name = view_name.rpartition(":")
    for key in (f"{view_name}.{argument}", f"{namespace}.{argument}", argument):
        if key in SAMPLES:
            return SAMPLES[key]
    raise LookupError(f"tests/samples.py has no sample for “{argument}” of {view_name}")
