"""Looking at what is secret: by duty, and every look on record (PIPL arts. 28 to 30)."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Act
from accounts.scope import Scope
from people.models import Person
from protect.services import LONGEST_REASON, SHORTEST_REASON, record_look
from protect.storage import UnreadableFile
from vetting.digests import sm3
from vetting.models import Opinion, PersonField, Question
from vetting.queries.own import departments_of


@dataclass(frozen=True, slots=True)
class Detail:
    """What a department has written down of a problem."""

    facts: str
    document_number: str


@transaction.atomic
def look_at_opinion(*, scope: Scope, user: User, opinion: Opinion, reason: str, ip: str | None) -> Detail:
    """The facts of a problem, after the look was recorded.

    For those whose duty it is in the county, with a reason; for the department's own people the review itself is the
    reason. Raises Http404 for anybody else, ValidationError (key `reason`) without a reason.
    """
    own = opinion.question.sheet.department_id in departments_of(scope)
    if not own:
        scope.require(Act.VIEW_PROBLEMS, opinion.division_code)
    text = " ".join(reason.split()) or (str(opinion.question.sheet) if own else "")
    if not SHORTEST_REASON <= len(text) <= LONGEST_REASON:
        message = _("Type why you need to see it, in %(shortest)d to %(longest)d characters.")
        values = {"shortest": SHORTEST_REASON, "longest": LONGEST_REASON}
        raise ValidationError({"reason": [message % values]})
    record_look(user=user, obj=opinion, field="facts", reason=text, ip=ip)
    return Detail(opinion.facts, opinion.document_number)


@transaction.atomic
def open_attachment(*, scope: Scope, user: User, opinion: Opinion, ip: str | None) -> bytes:
    """The attachment of a problem, after the look was recorded. Raises Http404 for who may not see it or where there is none,
    UnreadableFile where it is not the file that was stored.
    """
    own = opinion.question.sheet.department_id in departments_of(scope)
    if not own:
        scope.require(Act.VIEW_PROBLEMS, opinion.division_code)
    if not opinion.attachment:
        raise Http404
    with opinion.attachment.open("rb") as stored:
        content: bytes = stored.read()
    if sm3(content) != opinion.attachment_digest:
        raise UnreadableFile(str(opinion.attachment.name))
    record_look(user=user, obj=opinion, field="attachment", reason=str(opinion.question.sheet), ip=ip)
    return content


@transaction.atomic
def reveal_to_department(*, scope: Scope, user: User, question: Question, ip: str | None) -> str:
    """The whole ID number of a person sent to the department, where its sheet has the field; the look is recorded."""
    if question.sheet.department_id not in departments_of(scope, Act.ANSWER_REVIEWS):
        raise Http404
    person: Person = question.entry.review.person
    if PersonField.ID_NUMBER not in question.sheet.fields or not person.id_number:
        raise Http404
    record_look(user=user, obj=person, field="id_number", reason=str(question.sheet), ip=ip)
    return str(person.id_number)
