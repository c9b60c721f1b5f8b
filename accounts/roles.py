"""Who may do what: one readable table. A duty is a role held on a division; it covers all that lies below."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from electionadmin.codes import Level


class Role(TextChoices):
    """A duty's kind; also the codename of the permission on a division that django-guardian stores."""

    COUNTY_ADMIN = "county_admin", _("County administrator")
    COUNTY_ORGANISER = "county_organiser", _("County organiser")
    COUNTY_LEADER = "county_leader", _("County leader")
    DEPARTMENT_REVIEWER = "department_reviewer", _("Department reviewer")
    DEPARTMENT_HEAD = "department_head", _("Head of a department")
    PETITION_DESK = "petition_desk", _("Petition desk")
    TOWNSHIP_LIAISON = "township_liaison", _("Township liaison")
    VILLAGE_INFORMANT = "village_informant", _("Village informant")
    AUDITOR = "auditor", _("Auditor")
    OBSERVER = "observer", _("Observer")


class Act(StrEnum):
    """Something that a page lets its user do within the divisions of his duties."""

    VIEW_DIVISIONS = "view_divisions"
    CHANGE_DIVISIONS = "change_divisions"
    VIEW_VILLAGES = "view_villages"
    CHANGE_VILLAGES = "change_villages"
    VIEW_ROLLS = "view_rolls"
    CHANGE_ROLLS = "change_rolls"
    DECIDE_ROLLS = "decide_rolls"
    SET_RULEBOOKS = "set_rulebooks"
    VIEW_PERSONS = "view_persons"
    CHANGE_PERSONS = "change_persons"
    REVEAL_PERSONS = "reveal_persons"
    MERGE_PERSONS = "merge_persons"
    VIEW_INSPECTIONS = "view_inspections"
    CHANGE_INSPECTIONS = "change_inspections"
    VIEW_COMMITMENTS = "view_commitments"
    CHANGE_COMMITMENTS = "change_commitments"
    VIEW_SECRETARIES = "view_secretaries"
    FILE_SECRETARIES = "file_secretaries"
    DECIDE_SECRETARIES = "decide_secretaries"
    VIEW_ELECTIONS = "view_elections"
    MANAGE_CYCLES = "manage_cycles"
    REQUEST_STEPS = "request_steps"
    DECIDE_STEPS = "decide_steps"
    CHANGE_COMMITTEES = "change_committees"
    CHANGE_GROUPS = "change_groups"
    VIEW_NOMINATIONS = "view_nominations"
    CHANGE_NOMINATIONS = "change_nominations"
    DECIDE_NOMINATIONS = "decide_nominations"
    SET_STANDARDS = "set_standards"
    HANDLE_OBJECTIONS = "handle_objections"
    VIEW_DEPARTMENTS = "view_departments"
    MANAGE_DEPARTMENTS = "manage_departments"
    VIEW_OWN_REVIEWS = "view_own_reviews"
    ANSWER_REVIEWS = "answer_reviews"
    SIGN_REVIEWS = "sign_reviews"
    VIEW_VETTING = "view_vetting"
    REVIEW_IN_TOWNSHIP = "review_in_township"
    MANAGE_BARS = "manage_bars"
    SEND_BATCHES = "send_batches"
    CONCLUDE_REVIEWS = "conclude_reviews"
    VIEW_PROBLEMS = "view_problems"
    VIEW_JOBS = "view_jobs"
    VIEW_VOTES = "view_votes"
    ENTER_VOTES = "enter_votes"
    DECIDE_VOTES = "decide_votes"
    VIEW_ACCOUNTS = "view_accounts"
    MANAGE_ACCOUNTS = "manage_accounts"
    VIEW_TRAIL = "view_trail"
    VIEW_DOCUMENTS = "view_documents"
    MAKE_DOCUMENTS = "make_documents"
    WITHDRAW_DOCUMENTS = "withdraw_documents"
    VIEW_DOCUMENT_DOWNLOADS = "view_document_downloads"
    CHANGE_WORDING = "change_wording"


_READ = {Act.VIEW_DIVISIONS, Act.VIEW_VILLAGES, Act.VIEW_ELECTIONS, Act.VIEW_VOTES, Act.VIEW_DEPARTMENTS}
_ENTER = {
    Act.CHANGE_VILLAGES,
    Act.REQUEST_STEPS,
    Act.VIEW_PERSONS,
    Act.CHANGE_PERSONS,
    Act.CHANGE_COMMITTEES,
    Act.ENTER_VOTES,
    Act.VIEW_JOBS,
}
_NOMINATE = {Act.VIEW_NOMINATIONS, Act.CHANGE_NOMINATIONS}
# Inspections and talks are the superiors' business; commitments are signed in the village.
_INSPECT = {Act.VIEW_INSPECTIONS, Act.CHANGE_INSPECTIONS, Act.MERGE_PERSONS}
_COMMIT = {Act.VIEW_COMMITMENTS, Act.CHANGE_COMMITMENTS}
_PRINT = {Act.VIEW_DOCUMENTS, Act.MAKE_DOCUMENTS}

ACTS: dict[Role, frozenset[Act]] = {
    Role.COUNTY_ADMIN: frozenset(
        _READ
        | {
            Act.CHANGE_DIVISIONS,
            Act.CHANGE_VILLAGES,
            Act.MANAGE_CYCLES,
            Act.CHANGE_GROUPS,
            Act.MANAGE_DEPARTMENTS,
            Act.VIEW_ACCOUNTS,
            Act.MANAGE_ACCOUNTS,
            Act.VIEW_JOBS,
        }
    ),
    Role.COUNTY_ORGANISER: frozenset(
        _READ
        | _ENTER
        | _NOMINATE
        | _INSPECT
        | _COMMIT
        | {Act.DECIDE_NOMINATIONS, Act.SET_STANDARDS, Act.HANDLE_OBJECTIONS}
        | _PRINT
        | {Act.WITHDRAW_DOCUMENTS, Act.CHANGE_WORDING, Act.VIEW_DOCUMENT_DOWNLOADS}
        | {Act.REVEAL_PERSONS, Act.CHANGE_GROUPS, Act.CHANGE_DIVISIONS, Act.MANAGE_CYCLES, Act.DECIDE_VOTES}
    ),
    Role.COUNTY_LEADER: frozenset(
        _READ
        | {Act.VIEW_DOCUMENTS, Act.DECIDE_STEPS, Act.VIEW_PERSONS, Act.VIEW_NOMINATIONS}
        | {Act.VIEW_INSPECTIONS, Act.VIEW_COMMITMENTS}
    ),
    Role.DEPARTMENT_REVIEWER: frozenset({Act.VIEW_OWN_REVIEWS}),
    Role.PETITION_DESK: frozenset(
        {Act.VIEW_DIVISIONS, Act.VIEW_VILLAGES, Act.VIEW_ELECTIONS, Act.VIEW_VOTES, Act.HANDLE_OBJECTIONS}
    ),
    Role.TOWNSHIP_LIAISON: frozenset(
        (_READ - {Act.VIEW_DEPARTMENTS})
        | _ENTER
        | _NOMINATE
        | _INSPECT
        | _COMMIT
        | _PRINT
        | {Act.WITHDRAW_DOCUMENTS}
        | {Act.DECIDE_STEPS, Act.REVEAL_PERSONS, Act.CHANGE_GROUPS, Act.DECIDE_NOMINATIONS, Act.DECIDE_VOTES}
    ),
    Role.VILLAGE_INFORMANT: frozenset((_READ - {Act.VIEW_DEPARTMENTS}) | _ENTER | _NOMINATE | _COMMIT | _PRINT),
    Role.AUDITOR: frozenset(
        _READ
        | {Act.VIEW_DOCUMENTS, Act.VIEW_DOCUMENT_DOWNLOADS, Act.VIEW_INSPECTIONS, Act.VIEW_COMMITMENTS}
        | {Act.VIEW_PERSONS, Act.VIEW_NOMINATIONS, Act.VIEW_JOBS, Act.VIEW_TRAIL, Act.VIEW_ACCOUNTS}
    ),
    Role.OBSERVER: frozenset({Act.VIEW_DIVISIONS, Act.VIEW_VILLAGES, Act.VIEW_ELECTIONS, Act.VIEW_VOTES}),
}

# The review of persons: who answers does not send, and who signs does not conclude.
_REVIEWS: dict[Role, set[Act]] = {
    Role.COUNTY_ORGANISER: {
        Act.VIEW_VETTING,
        Act.REVIEW_IN_TOWNSHIP,
        Act.MANAGE_BARS,
        Act.SEND_BATCHES,
        Act.CONCLUDE_REVIEWS,
        Act.VIEW_PROBLEMS,
    },
    Role.COUNTY_LEADER: {Act.VIEW_VETTING, Act.CONCLUDE_REVIEWS, Act.VIEW_PROBLEMS},
    Role.DEPARTMENT_REVIEWER: {Act.VIEW_OWN_REVIEWS, Act.ANSWER_REVIEWS},
    Role.DEPARTMENT_HEAD: {Act.VIEW_OWN_REVIEWS, Act.ANSWER_REVIEWS, Act.SIGN_REVIEWS},
    Role.TOWNSHIP_LIAISON: {Act.VIEW_VETTING, Act.REVIEW_IN_TOWNSHIP},
    Role.AUDITOR: {Act.VIEW_VETTING},
}
ACTS |= {role: ACTS.get(role, frozenset()) | acts for role, acts in _REVIEWS.items()}

# The level of the division on which a role is held.
LEVELS: dict[Role, Level] = dict.fromkeys(Role, Level.COUNTY) | {
    Role.TOWNSHIP_LIAISON: Level.TOWNSHIP,
    Role.VILLAGE_INFORMANT: Level.VILLAGE,
}

# Roles that are held for one department of the county.
OF_A_DEPARTMENT = (Role.DEPARTMENT_REVIEWER, Role.DEPARTMENT_HEAD)

# Separation of the administrators of system and audit (GB/T 22239-2019, 8.1.4.2): nobody holds both.
APART = (Role.COUNTY_ADMIN, Role.AUDITOR)

# A township submits what concerns its villages' secretaries; the county decides, and somebody else than who submitted.
_SECRETARIES: dict[Role, set[Act]] = {
    Role.COUNTY_ORGANISER: {Act.VIEW_SECRETARIES, Act.FILE_SECRETARIES, Act.DECIDE_SECRETARIES},
    Role.COUNTY_LEADER: {Act.VIEW_SECRETARIES, Act.DECIDE_SECRETARIES},
    Role.TOWNSHIP_LIAISON: {Act.VIEW_SECRETARIES, Act.FILE_SECRETARIES},
    Role.AUDITOR: {Act.VIEW_SECRETARIES},
}
ACTS |= {role: ACTS[role] | acts for role, acts in _SECRETARIES.items()}

# An informant types the roll of his village; publishing, deciding and freezing are recorded by the township or the county.
_ROLLS = {Act.VIEW_ROLLS, Act.CHANGE_ROLLS, Act.DECIDE_ROLLS}
ACTS |= {
    role: ACTS[role] | acts
    for role, acts in {
        Role.COUNTY_ADMIN: {Act.SET_RULEBOOKS},
        Role.COUNTY_ORGANISER: _ROLLS,
        Role.COUNTY_LEADER: {Act.VIEW_ROLLS},
        Role.TOWNSHIP_LIAISON: _ROLLS,
        Role.VILLAGE_INFORMANT: _ROLLS - {Act.DECIDE_ROLLS},
        Role.AUDITOR: {Act.VIEW_ROLLS},
    }.items()
}
