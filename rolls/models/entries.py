"""The entries of a roll: who is registered, on what basis, and who is not listed, for what reason."""

from typing import ClassVar, Final

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from electionadmin.trail import tracked
from electionadmin.unignorable import Unignorable
from electionadmin.versions import Versioned
from elections.models import Cycle
from people.models import ID_NUMBER, NAME_KEY_LENGTH, Sexes
from protect.fields import EncryptedCharField
from protect.masking import mask_id_number
from rolls.models.rolls import Resolution, Roll


class Basis(models.TextChoices):
    """On what somebody is registered: OLVC-2025, art. 16 (a), (b), (c); URC-2025, art. 16; classes of the provinces."""

    RESIDENT = "resident", _("(a) household here, living here")
    ABSENT = "absent", _("(b) household here, living elsewhere, takes part by own declaration")
    OUTSIDER = "outsider", _("(c) household elsewhere, here for a year, admitted by a meeting")
    HOUSEHOLD = "household", _("household in the community, takes part by own declaration")
    LIVING = "living", _("living in the community, takes part by own declaration")
    WORKER = "worker", _("community worker for six months, confirmed")
    MARRIED_IN = "married_in", _("married in, household elsewhere")
    FORMER = "former", _("former villager with collective rights")
    CONVERTED = "converted", _("converted to non-agricultural, living or working here")
    RETURNING = "returning", _("qualified outsider who has come to live here")


class Unlisted(models.TextChoices):
    """Why somebody is not on the roll."""

    UNDECLARED = "undeclared", _("lives elsewhere, has not declared to take part")
    PENDING = "pending", _("application not yet decided")
    REFUSED = "refused", _("the meeting did not agree")
    ELSEWHERE = "elsewhere", _("registered in another village")
    UNDER_AGE = "under_age", _("under 18 on the election day")
    DEPRIVED = "deprived", _("deprived of political rights")
    INCAPABLE = "incapable", _("without capacity")
    UNREACHABLE = "unreachable", _("cannot be reached after notice")
    LEFT = "left", _("dead or moved away")


class Increase(models.TextChoices):
    """Why somebody comes onto a published roll; the first four are the statistics' increases (四增)."""

    CAME_OF_AGE = "came_of_age", _("turned 18")
    MOVED_IN = "moved_in", _("moved in")
    JOINED_FAMILY = "joined_family", _("married or adopted in")
    RIGHTS_RESTORED = "rights_restored", _("political rights restored")
    OMITTED = "omitted", _("left out by mistake")


class Decrease(models.TextChoices):
    """Why somebody is struck off a published roll; the first four are the statistics' decreases (四减)."""

    MOVED_OUT = "moved_out", _("moved out, enlisted included")
    LEFT_FAMILY = "left_family", _("married out")
    DIED = "died", _("died")
    RIGHTS_LOST = "rights_lost", _("political rights lost")
    MISTAKEN = "mistaken", _("listed by mistake")


# After publication nothing changes without a decision in preparation; a new key for the ID numbers is no change.
_CLOSED: Final = """
    PERFORM FROM rolls_roll WHERE id IN (SELECT roll_id FROM {rows}) FOR SHARE;
    IF EXISTS (
        SELECT FROM {source} JOIN rolls_roll AS r ON r.id = {row}.roll_id
        WHERE r.cycle_id <> {row}.cycle_id OR r.state <> 'draft' AND {differs} AND NOT EXISTS (
            SELECT FROM rolls_edition AS e
            WHERE e.roll_id = {row}.roll_id AND e.announced_on IS NULL AND e.number IN ({numbers})
        )
    ) THEN
        RAISE check_violation USING MESSAGE = 'the roll is published: its entries change only by a decision in preparation';
    END IF;
    RETURN NULL;
"""
_SAME_BUT_FOR_KEY: Final = (
    "(to_jsonb(n) - 'id_number' - 'version') IS DISTINCT FROM (to_jsonb(o) - 'id_number' - 'version')"
)


def _guard(name: str, operation: pgtrigger.Operation, func: str, **references: str) -> Unignorable:
    return Unignorable(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**references),
        func=func,
    )


@tracked()
class Entry(Versioned):
    """One inhabitant on a roll, or one who is not listed (`unlisted` says why).

    `added_in`, `removed_in` and `corrected_in` are numbers of editions: somebody stands on every edition from the one
    that added him to the last before the one that removed him.
    """

    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, verbose_name=_("roll"), related_name="entries")
    cycle = models.ForeignKey(
        Cycle,
        on_delete=models.PROTECT,
        verbose_name=_("cycle"),
        related_name="+",
        db_index=False,
        db_constraint=False,  # the guard below compares it with the roll's, once a statement
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50)
    name_key = models.CharField(_("order by strokes"), max_length=NAME_KEY_LENGTH, db_collation="C", editable=False)
    initials = models.CharField(_("pinyin initials"), max_length=50, blank=True, db_collation="C", editable=False)
    sex = models.CharField(_("sex"), max_length=1, choices=Sexes.choices)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    id_number = EncryptedCharField(_("ID number"), max_length=18, blank=True, context=ID_NUMBER)
    id_index = models.CharField(max_length=64, null=True, blank=True, db_collation="C", editable=False)  # noqa: DJ001
    id_last4 = models.CharField(max_length=4, blank=True, editable=False)
    group = models.CharField(_("villagers' group"), max_length=30, blank=True, db_collation="C")
    group_order = models.PositiveIntegerField(default=0, editable=False)
    basis = models.CharField(_("basis of registration"), max_length=16, choices=Basis.choices, blank=True)
    unlisted = models.CharField(_("why not listed"), max_length=16, choices=Unlisted.choices, blank=True)
    declared_on = models.DateField(_("own declaration or application of"), null=True, blank=True)
    here_since = models.DateField(_("living or working here since"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed by the election committee on"), null=True, blank=True)
    resolution = models.ForeignKey(
        Resolution,
        on_delete=models.PROTECT,
        verbose_name=_("resolution of the meeting"),
        related_name="entries",
        null=True,
        blank=True,
        db_index=False,
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    number = models.PositiveIntegerField(_("number of the voter card"), null=True, blank=True, editable=False)
    added_in = models.PositiveSmallIntegerField(default=1, editable=False)
    added_as = models.CharField(_("added because"), max_length=16, choices=Increase.choices, blank=True, editable=False)
    removed_in = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    removed_as = models.CharField(
        _("struck off because"), max_length=16, choices=Decrease.choices, blank=True, editable=False
    )
    corrected_in = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)

    class Meta(Versioned.Meta):
        verbose_name = _("entry of a roll")
        verbose_name_plural = _("entries of rolls")
        triggers: ClassVar = [
            *Versioned.Meta.triggers,
            _guard(
                "closed_to_new",
                pgtrigger.Insert,
                _CLOSED.format(
                    rows="new_values", source="new_values AS n", row="n", differs="true", numbers="n.added_in"
                ),
                new="new_values",
            ),
            _guard(
                "closed_to_changes",
                pgtrigger.Update,
                _CLOSED.format(
                    rows="new_values",
                    source="new_values AS n JOIN old_values AS o USING (id)",
                    row="n",
                    differs=_SAME_BUT_FOR_KEY,
                    numbers="n.added_in, n.removed_in, n.corrected_in, o.removed_in",
                ),
                old="old_values",
                new="new_values",
            ),
            _guard(
                "closed_to_deletion",
                pgtrigger.Delete,
                _CLOSED.format(
                    rows="old_values", source="old_values AS o", row="o", differs="true", numbers="o.added_in"
                ),
                old="old_values",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["roll", "group_order", "group", "name_key", "id"], name="entry_by_group"),
            models.Index(fields=["roll", "name_key"], name="entry_by_strokes"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["id_index", "cycle"],
                condition=Q(unlisted="", removed_in=None),
                name="entry_one_village_only",
            ),
            models.UniqueConstraint(
                fields=["roll", "id_index"], condition=Q(removed_in=None), name="entry_id_number_once"
            ),
            models.UniqueConstraint(
                fields=["roll", "name", "birth_date"],
                condition=Q(removed_in=None, id_index=None),
                name="entry_name_once",
            ),
            models.CheckConstraint(
                condition=Q(unlisted="", birth_date__isnull=False) & ~Q(basis="") | ~Q(unlisted="") & Q(basis=""),
                name="entry_listed_or_not",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.OUTSIDER) | Q(declared_on__isnull=False, resolution__isnull=False),
                name="entry_outsider_admitted",
            ),
            models.CheckConstraint(
                condition=Q(id_index=None, id_last4="") | Q(id_index__isnull=False) & ~Q(id_last4=""),
                name="entry_id_number_whole",
            ),
            models.CheckConstraint(
                condition=Q(removed_in=None, removed_as="")
                | Q(removed_in__gt=F("added_in")) & ~Q(removed_as="") & Q(unlisted=""),
                name="entry_removed_later",
            ),
            models.CheckConstraint(condition=Q(added_in=1) | ~Q(added_as=""), name="entry_added_for_a_reason"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_id_number(self) -> str:
        """The ID number for a page or an export."""
        return mask_id_number(self.id_number)

    @property
    def division_code(self) -> str:
        """Code of the village, whose officers may see the entry."""
        return self.roll.election.village_id

    @property
    def group_label(self) -> str:
        """`第3组` for a number, else the group's own name."""
        return group_label(self.group)


def group_label(group: str) -> str:
    """A group as people read it."""
    return f"第{group}组" if group.isdigit() else group
