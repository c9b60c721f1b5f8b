"""What stands for the arguments of an address in tests that open every page.

`SAMPLES` gives, for an argument, a function from a village's code to a `Sample`: a value that belongs to that village
(or to its township or county) and the division in which it lies. An argument is looked up as `namespace:view.argument`,
then `namespace.argument`, then `argument`: a room whose pages need something of their own adds a line here.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import Duty
from accounts.roles import Act, Role
from accounts.scope import Scope
from ballots.models import Handover, Motion, PublicCount, Vote
from candidates.models import (
    Hearing,
    Inspection,
    Meeting,
    Nomination,
    Notice,
    NoticeLine,
    Objection,
    Officer,
    SecretaryFiling,
    Talk,
    Team,
)
from elections.models import CommitteeMember, Digest, Election, GroupMember, WorkGroup
from filings.models import Package
from jobs.models import Job
from people.models import Capacity, CapacityKind, Kin, Kinship, Merge, Person, Training
from rolls.models import Entry, MobileVoter, PartyRegister, Roll
from rolls.models import Objection as RollObjection
from tests.ballots.voting import agree, make_clerk, make_vote
from tests.elections.committees import make_committee
from tests.factories import (
    make_attachment,
    make_cycle,
    make_department,
    make_division,
    make_document,
    make_nomination,
    make_officer,
    make_person,
    seat,
)
from tests.rolls.factories import id_number, make_entry, make_roll, publish_straight
from tests.vetting.samples import is_of, make_case, make_consultation_attachment, make_consulted, sees_county
from vetting.models import ConsultationDecision
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


def _committee_member(village: str) -> Sample:
    election = _committee_election(village)
    committee = make_committee(election, members=2, alternates=1)
    return Sample(committee.members.filter(place="deputy").get().pk, village)


def _committee_leaver(village: str) -> Sample:
    sample = _committee_member(village)
    CommitteeMember.objects.filter(pk=sample.value).update(left_on="2026-11-01", left_for="resigned")
    return sample


def _committee_successor(village: str) -> Sample:
    leaver = CommitteeMember.objects.get(pk=_committee_leaver(village).value)
    alternate = leaver.committee.members.get(place="alternate")
    CommitteeMember.objects.filter(pk=alternate.pk).update(succeeds=leaver, place="member")
    return Sample(alternate.pk, village)


def _committee_election(village: str) -> Election:
    return Election.objects.select_related("cycle", "village").get(pk=_election(village).value)


def _election_with_committee(village: str) -> Sample:
    election = _committee_election(village)
    make_committee(election, members=2)
    return Sample(election.pk, village)


def _group(village: str) -> Sample:
    division = make_division(village)
    return Sample(WorkGroup.objects.create(division=division, kind="informant", name="信息员").pk, village)


def _group_member(village: str) -> Sample:
    member = GroupMember.objects.create(group_id=_group(village).value, name="王信息", telephone="13812345678")
    return Sample(member.pk, village)


def _nobodys_digest(village: str) -> Sample:
    user = make_officer(Role.VILLAGE_INFORMANT, village, username=f"digest{village}")
    digest = Digest.objects.create(user=user, day="2026-11-20")
    return Sample(digest.pk, village, lambda scope: False)


def _roll(village: str) -> Sample:
    election = make_cycle(villages=[village], name=f"r{village}", county_code=village[:COUNTY]).elections.get(
        village_id=village, body="committee"
    )
    make_roll(election)
    return Sample(election.pk, village)


def _roll_entry(village: str) -> Sample:
    return Sample(make_entry(_roll_of(village), number=id_number(int(village) % 400)).pk, village)


def _roll_of(village: str) -> Roll:
    return Roll.objects.get(election=_roll(village).value)


def _struck(village: str) -> Sample:
    entry = Entry.objects.get(pk=_roll_entry(village).value)
    publish_straight(entry.roll)
    entry.roll.editions.create(number=2, kind="correction", decided_on="2026-11-21", reason="x")
    return Sample(entry.pk, village)


def _roll_objection(village: str) -> Sample:
    roll = _roll_of(village)
    publish_straight(roll)
    objection = RollObjection.objects.create(
        roll=roll, claim="omitted", concerns="x", objector="y", text="z", received_on="2026-11-21"
    )
    return Sample(objection.pk, village)


def _listed(village: str) -> Sample:
    roll = _roll_of(village)
    entry = make_entry(roll)
    return Sample(
        MobileVoter.objects.create(roll=roll, voter=entry, reason="x", applied_on="2026-11-21", rulebook="cn-2026").pk,
        village,
    )


def _party_election(village: str) -> Sample:
    cycle = make_cycle(villages=[village], name=f"p{village}", county_code=village[:COUNTY])
    election = cycle.elections.get(village_id=village, body="party")
    PartyRegister.objects.create(election=election)
    return Sample(election.pk, village)


def _party_member(village: str) -> Sample:
    register = PartyRegister.objects.get(election=_party_election(village).value)
    person = make_person(county_code=village[:COUNTY], village_code=village)
    return Sample(register.members.create(person=person, standing="full").pk, village)


def word(text: str | int) -> Maker:
    """An argument that is one of several words and lies nowhere."""
    return lambda village: Sample(text)


def _nomination(village: str) -> Sample:
    person = make_person(county_code=village[:COUNTY], village_code=village, party_joined=datetime.date(2015, 7, 1))
    cycle = make_cycle(villages=[village], name=village, county_code=village[:COUNTY])
    return Sample(make_nomination(person, village, cycle=cycle).pk, village)


def _meeting(village: str) -> Sample:
    election = Election.objects.get(pk=_election(village).value)
    meeting = Meeting.objects.create(
        election=election, kind="nomination", held_on=election.cycle.starts_on, due=9, present=8, returned=8
    )
    return Sample(meeting.pk, village)


def _township_in_cycle(village: str) -> Sample:
    make_cycle(villages=[village], name=village, county_code=village[:COUNTY])
    return _township(village)


def _notice_line(village: str) -> Sample:
    nomination = Nomination.objects.get(pk=_nomination(village).value)
    day = nomination.election.cycle.starts_on
    notice = Notice.objects.create(
        cycle=nomination.election.cycle,
        division_id=village[:TOWNSHIP],
        body="party",
        batch="第一批",
        issuer="乡镇党委",
        days=5,
        working_days=True,
        asked_start=day,
        starts_on=day,
        ends_on=day,
        telephone="12380",
        address="乡镇政府",
        rulebook="cn-2026",
        rulebook_version=1,
    )
    return Sample(NoticeLine.objects.create(notice=notice, nomination=nomination).pk, village[:TOWNSHIP])


def _notice(village: str) -> Sample:
    line = NoticeLine.objects.get(pk=_notice_line(village).value)
    return Sample(line.notice_id, village[:TOWNSHIP])


def _seen_notice(village: str) -> Sample:
    """Who sees a village of the township sees its notice."""
    notice = _notice(village).value
    return Sample(
        notice, None, lambda scope: any(_touches(code, village) for code in scope.prefixes(Act.VIEW_NOMINATIONS))
    )


def _touches(code: str, village: str) -> bool:
    return village.startswith(code) or code.startswith(village[:TOWNSHIP])


def _objection(village: str) -> Sample:
    line = NoticeLine.objects.select_related("notice").get(pk=_notice_line(village).value)
    row = Objection.objects.create(
        line=line, received_on=line.notice.starts_on, channel="visit", named=False, matter="反映"
    )
    return Sample(row.pk, village[:TOWNSHIP])


def _vote(village: str) -> Vote:
    """A vote that is being counted; several arguments of one address find the same one."""
    found = Vote.objects.filter(election__village_id=village).first()
    return found or make_vote(Election.objects.get(pk=_election(village).value))


def _ballots_vote(village: str) -> Sample:
    return Sample(_vote(village).pk, village)


def _figures_entered(village: str) -> Sample:
    vote = _vote(village)
    agree(
        vote,
        (make_clerk(village), make_officer(Role.OBSERVER, village[:COUNTY], username=f"two{village}")),
        {"A": 300, "B": 90},
    )
    return Sample(vote.pk, village)


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


def _filing(village: str) -> Sample:
    """A draft of a secretary's filing."""
    filing = SecretaryFiling.objects.create(
        village=make_division(village), person_id=_person(village).value, matter="appointment", post="secretary",
        effective_on="2026-12-20", reason="换届拟任人选",
    )  # fmt: skip
    return Sample(filing.pk, village)


def _item(village: str) -> Sample:
    election = Election.objects.get(pk=_election(village).value)
    handover = Handover.objects.create(election=election, formed_on="2026-11-20", due_on="2026-11-30")
    return Sample(handover.items.create(kind="seals", name="x", quantity=1).pk, village)


def _review(village: str) -> Sample:
    return Sample(make_case(village).review.pk, village)


def _batch(village: str) -> Sample:
    return Sample(make_case(village).batch.pk, village[:COUNTY])


def _batch_anywhere(village: str) -> Sample:
    return Sample(make_case(village).batch.pk, None, sees_county(village))


def _entry(village: str) -> Sample:
    return Sample(make_case(village).question.entry_id, village)


def _opinion(village: str) -> Sample:
    return Sample(make_case(village).opinion.pk, village)


def _nobodys_case(village: str) -> Sample:
    return Sample(make_case(village).opinion.pk, village, lambda scope: False)


def _consultation(village: str) -> Sample:
    return Sample(make_consulted(village)[0].consultation_id, village[:COUNTY])


def _participant(village: str) -> Sample:
    return Sample(make_consulted(village)[1].pk, village[:COUNTY])


def _consultation_attachment(village: str) -> Sample:
    return Sample(make_consultation_attachment(make_consulted(village)[0].consultation).pk, village[:COUNTY])


def _decision(village: str) -> ConsultationDecision:
    """The two arguments of a decision's address find the same one."""
    found = ConsultationDecision.objects.filter(question__entry__review__election__village=village).first()
    return found or make_consulted(village)[0]


def _decided(village: str) -> Sample:
    return Sample(_decision(village).consultation_id, village[:COUNTY])


def _decided_question(village: str) -> Sample:
    return Sample(_decision(village).question_id, village[:COUNTY])


def _bar_list(village: str) -> Sample:
    return Sample(make_case(village).draft.pk, None, sees_county(village))


def _draft(village: str) -> Sample:
    return Sample(make_case(village).draft.pk, village[:COUNTY])


def _bar(village: str) -> Sample:
    return Sample(make_case(village).draft.bars.get(code="N08").pk, village[:COUNTY])


def _sheet(village: str) -> Sample:
    sheet = make_case(village).sheet
    return Sample(sheet.pk, village[:COUNTY], is_of(sheet.department_id))


def _sheet_of_the_county(village: str) -> Sample:
    return Sample(make_case(village).sheet.pk, village[:COUNTY])


def _sheet_of_the_head(village: str) -> Sample:
    sheet = make_case(village, Role.DEPARTMENT_HEAD).sheet
    return Sample(sheet.pk, village[:COUNTY], is_of(sheet.department_id))


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


def _team(village: str) -> Sample:
    cycle = make_cycle(name=village, county_code=village[:COUNTY], villages=[village])
    team = Team.objects.create(cycle=cycle, division=make_division(village[:TOWNSHIP]), name=f"考察组{village}")
    return Sample(team.pk, village[:TOWNSHIP])


def _inspection_officer(village: str) -> Sample:
    officer = Officer.objects.create(team_id=_team(village).value, name="李组", side="township")
    return Sample(officer.pk, village[:TOWNSHIP])


def _inspection(village: str) -> Sample:
    team = Team.objects.get(pk=_team(village).value)
    person = make_person(county_code=village[:COUNTY], village_code=village)
    inspection = Inspection.objects.create(
        cycle=team.cycle, person=person, village_id=village, team=team, begun_on="2026-11-01"
    )
    return Sample(inspection.pk, village)


def _hearing(village: str) -> Sample:
    hearing = Hearing.objects.create(
        inspection_id=_inspection(village).value, name="刘大爷", held_on="2026-11-02", opinion="for", points="公道"
    )
    return Sample(hearing.pk, village)


def _talk(village: str) -> Sample:
    cycle = make_cycle(name=village, county_code=village[:COUNTY], villages=[village])
    person = make_person(county_code=village[:COUNTY], village_code=village)
    talk = Talk.objects.create(
        cycle=cycle, person=person, kind="heads", division_id=village, held_on="2026-11-01", talker="李明",
        talker_post="县委组织部", points="了解意愿", attitude="stay",
    )  # fmt: skip
    return Sample(talk.pk, village)


SAMPLES: dict[str, Maker] = {
    "candidates.body": word("party"),
    "candidates.end": word("withdraw"),
    "candidates.kind": word("nomination"),
    "candidates.pk": _nomination,
    "candidates:compare.pk": _election,
    "candidates:draw.pk": _election,
    "candidates:election.pk": _election,
    "candidates:formal.pk": _election,
    "candidates:meeting.pk": _meeting,
    "candidates:meeting_add.pk": _election,
    "candidates:nominate.pk": _election,
    "candidates:notice.pk": _seen_notice,
    "candidates:notice_add.code": _township_in_cycle,
    "candidates:notice_change.pk": _notice,
    "candidates:objection.pk": _objection,
    "candidates:objection_add.pk": _notice_line,
    "candidates:objection_open.pk": _objection,
    "candidates:seats.pk": _election,
    "candidates:settle.pk": _election,
    "ballots.pk": _ballots_vote,
    "ballots:record.pk": _figures_entered,
    "ballots.election": _ballots_election,
    "ballots.station": _station,
    "ballots.ballot": _ballot,
    "ballots.count": _public_count,
    "ballots.motion": _motion,
    "ballots.item": _item,
    "ballots.kind": word("rerun"),
    "candidates:appraisal.pk": _inspection,
    "candidates:conclude.pk": _inspection,
    "candidates:hearing_add.pk": _inspection,
    "candidates:hearing_change.pk": _hearing,
    "candidates:inspection.pk": _inspection,
    "candidates:material.pk": _inspection,
    "candidates:officer_add.pk": _team,
    "candidates:officer_change.pk": _inspection_officer,
    "candidates:person_commitments.pk": _person,
    "candidates:recusal_add.pk": _inspection,
    "candidates:reopen.pk": _inspection,
    "candidates:secretary_filing.pk": _filing,
    "candidates:secretary_change.pk": _filing,
    "candidates:secretary_file.pk": _person,
    "candidates:talk.pk": _talk,
    "candidates:talk_add.kind": word("heads"),
    "candidates:talk_add.pk": _person,
    "candidates:team.pk": _team,
    "code": _division,
    "elections:board.code": _township,
    "elections.step": word("preparation"),
    "elections.body": word("party"),
    "elections.pk": _election,
    "elections:calendar_done.pk": _election,
    "elections:calendar_done.key": word("seats_decided"),
    "elections:committee.pk": _election,
    "elections:committee_form.pk": _election,
    "elections:committee_member_add.pk": _election_with_committee,
    "elections:committee_meeting_add.pk": _election_with_committee,
    "elections:committee_dissolve.pk": _election_with_committee,
    "elections:committee_member.pk": _committee_member,
    "elections:committee_member_leave.pk": _committee_member,
    "elections:committee_succeed.pk": _committee_leaver,
    "elections:committee_announce.pk": _committee_successor,
    "elections:group.pk": _group,
    "elections:group_change.pk": _group,
    "elections:group_end.pk": _group,
    "elections:group_member_add.pk": _group,
    "elections:group_member.pk": _group_member,
    "elections:group_member_end.pk": _group_member,
    "elections:group_member_reveal.pk": _group_member,
    "elections:digest.pk": _nobodys_digest,
    "elections:cycle_change.pk": _cycle,
    "elections:rulebook.key": word("cn-2026"),
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
    "rolls.pk": _roll,
    **{f"rolls:{name}.pk": _roll_entry for name in ("entry", "leave", "entry_delete", "reveal")},
    "rolls:strike.pk": _struck,
    "rolls:objection.pk": _roll_objection,
    "rolls:objection_announce.pk": _roll_objection,
    "rolls:withdraw.pk": _listed,
    **{f"rolls:party{name}.pk": _party_election for name in ("", "_draw_up", "_add", "_settle")},
    "rolls:party_member.pk": _party_member,
    "rolls:party_remove.pk": _party_member,
    "rolls.kind": word("mobile"),
    "elections:county_rulebook.key": word("cn-2026"),
    "sheets:good_rows.pk": _nobodys_job,
    "staff.pk": _account,
    "staff:duty_end.pk": _duty,
    "staff:measure.name": word("disable"),
    "villages:audit_change.pk": _audit,
    "villages:division_restore.code": _abolished,
    "villages:member.pk": _member,
    "villages:member_end.pk": _member,
    "villages.kind": word("party"),
    "vetting.pk": _review,
    "vetting:department.pk": _department,
    "vetting.place": word(1),
    "vetting:batch.pk": _batch_anywhere,
    "vetting:workbook.pk": _sheet_of_the_county,
    "vetting:batch_remind.pk": _batch,
    "vetting:batch_close.pk": _batch,
    "vetting:batch_conclude.pk": _batch,
    "vetting:entry_withdraw.pk": _entry,
    "vetting:opinion.pk": _opinion,
    "vetting:attachment.pk": _nobodys_case,
    "vetting:consultation.pk": _consultation,
    "vetting:consultation_change.pk": _consultation,
    "vetting:consultation_close.pk": _consultation,
    "vetting:participant_add.pk": _consultation,
    "vetting:participant_remove.pk": _participant,
    "vetting:consultation_attachment_add.pk": _consultation,
    "vetting:consultation_attachment.pk": _consultation_attachment,
    "vetting:consultation_attachment_remove.pk": _consultation_attachment,
    "vetting:decision.pk": _decided,
    "vetting:decision.question": _decided_question,
    "vetting:bar_list.pk": _bar_list,
    "vetting:bar_add.pk": _draft,
    "vetting:bar_publish.pk": _draft,
    "vetting:bar.pk": _bar,
    "vetting:sheet.pk": _sheet,
    "vetting:rest.pk": _sheet,
    "vetting:question.pk": _sheet,
    "vetting:reveal_number.pk": _sheet,
    "vetting:own_attachment.pk": _nobodys_case,
    "vetting:sign.pk": _sheet_of_the_head,
    "filings.number": _document,
    "filings.pk": _package,
    "filings:package_file.pk": _package_file,
    "filings.kind": word("announcement-election-day"),
    "filings:make_one.pk": _election,
}


def sample_for(view_name: str, argument: str) -> Maker:
    """The maker for an argument of a view. Raises LookupError with the line to add."""
    namespace, _, _name = view_name.rpartition(":")
    for key in (f"{view_name}.{argument}", f"{namespace}.{argument}", argument):
        if key in SAMPLES:
            return SAMPLES[key]
    raise LookupError(f"tests/samples.py has no sample for “{argument}” of {view_name}")
