"""The bodies of a village and who sits on them."""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.versions import Versioned
from people.models import Person
from villages.models.divisions import Division


class BodyKind(models.TextChoices):
    """The bodies of a village, in the order of official lists; a community's committee is the residents'."""

    PARTY = "party", _("Party organisation")
    COMMITTEE = "committee", _("Villagers' or residents' committee")
    SUPERVISORY = "supervisory", _("Supervisory committee")
    COUNCIL = "council", _("Council of the collective economic organisation")
    REPRESENTATIVES = "representatives", _("Villagers' representatives")
    GROUPS = "groups", pgettext_lazy("body", "Villagers' groups")


# Chosen by villagers' groups, after the bodies that somebody heads (OLVC-2025: representatives, heads of groups).
BY_GROUP: Final = (BodyKind.REPRESENTATIVES, BodyKind.GROUPS)


class PartyForm(models.TextChoices):
    """Form of a Party organisation: more than 50 members make a general branch, 100 a committee (RGO-2019; BRANCH-2018, art. 4)."""

    BRANCH = "branch", _("Party branch")
    GENERAL_BRANCH = "general_branch", _("Party general branch")
    COMMITTEE = "committee", _("Party committee")


class Post(models.TextChoices):
    """Posts, in the order in which a body's members are listed."""

    SECRETARY = "secretary", _("Secretary")
    DEPUTY_SECRETARY = "deputy_secretary", _("Deputy secretary")
    DIRECTOR = "director", _("Director")
    DEPUTY_DIRECTOR = "deputy_director", _("Deputy director")
    CHAIR = "chair", _("Council chair")
    DEPUTY_CHAIR = "deputy_chair", _("Council deputy chair")
    MEMBER = "member", pgettext_lazy("post", "Member")
    COUNCILLOR = "councillor", _("Council member")
    REPRESENTATIVE = "representative", pgettext_lazy("post", "Representative")
    GROUP_HEAD = "group_head", _("Head of a group")
    DEPUTY_GROUP_HEAD = "deputy_head", _("Deputy head of a group")


POSTS: Final[dict[str, tuple[Post, ...]]] = {
    BodyKind.PARTY: (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.MEMBER),
    BodyKind.COMMITTEE: (Post.DIRECTOR, Post.DEPUTY_DIRECTOR, Post.MEMBER),
    BodyKind.SUPERVISORY: (Post.DIRECTOR, Post.DEPUTY_DIRECTOR, Post.MEMBER),
    BodyKind.COUNCIL: (Post.CHAIR, Post.DEPUTY_CHAIR, Post.COUNCILLOR),
    BodyKind.REPRESENTATIVES: (Post.REPRESENTATIVE,),
    BodyKind.GROUPS: (Post.GROUP_HEAD, Post.DEPUTY_GROUP_HEAD),
}
HEADS: Final = (Post.SECRETARY, Post.DIRECTOR, Post.CHAIR)


@tracked()
class Body(Versioned):
    """A body of a village; it outlives its terms."""

    village = models.ForeignKey(Division, on_delete=models.PROTECT, verbose_name=_("village"), related_name="bodies")
    kind = models.CharField(_("body"), max_length=16, choices=BodyKind.choices)
    party_form = models.CharField(
        _("form of the Party organisation"), max_length=16, choices=PartyForm.choices, blank=True
    )
    term_starts_on = models.DateField(_("term began on"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["village", "kind"], name="body_once"),
            models.CheckConstraint(
                condition=Q(kind=BodyKind.PARTY) | Q(party_form=""), name="body_party_form_of_party_only"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.village} · {self.get_kind_display()}"


@tracked()
class Member(Versioned):
    """A person's seat in a body, from one day to another; without an end he sits there today."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, verbose_name=_("body"), related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, verbose_name=_("person"), related_name="seats")
    post = models.CharField(_("post"), max_length=16, choices=Post.choices)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    group = models.CharField(_("villagers' group"), max_length=30, blank=True)
    starts_on = models.DateField(pgettext_lazy("seat", "from"), null=True, blank=True)
    ends_on = models.DateField(pgettext_lazy("seat", "until"), null=True, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("member of a body")
        verbose_name_plural = _("members of bodies")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "person"],
                condition=Q(ends_on=None),
                name="member_sits_once",
                violation_error_code="person",
                violation_error_message=_("This person sits on the body already. Change the post there."),
            ),
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(ends_on=None, post__in=HEADS),
                name="member_one_head",
                violation_error_code="post",
                violation_error_message=_(
                    "The body has a head already. End that membership first, or choose another post."
                ),
            ),
            models.UniqueConstraint(
                fields=["body", "group"],
                condition=Q(ends_on=None, post=Post.GROUP_HEAD),
                name="member_one_head_a_group",
                violation_error_code="group",
                violation_error_message=_("The group has a head already. End that membership first."),
            ),
            models.CheckConstraint(
                condition=~Q(post__in=(Post.GROUP_HEAD, Post.DEPUTY_GROUP_HEAD)) | ~Q(group=""),
                name="member_head_of_a_group_names_it",
                violation_error_code="group",
                violation_error_message=_("Type the group that is headed, for example 1."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="member_dates_in_order",
                violation_error_code="ends_on",
                violation_error_message=_("The membership ends before it begins. Correct one of the two dates."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.body} · {self.get_post_display()}"
