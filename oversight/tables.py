"""The list of seals."""

from django.utils.translation import gettext_lazy as _

from electionadmin.web.lists import Column, Table

SEALS = Table(
    name="seals",
    columns=(
        Column("number", _("Number"), "number", sort="number", numeric=True),
        Column("sealed_at", _("Sealed"), "sealed_at", sort="sealed_at"),
        Column("events", _("Events"), "events", sort="events", numeric=True),
        Column("digest", _("Digest (SM3)"), "digest"),
        Column("previous", _("Digest before"), lambda seal: f"{seal.previous[:16]}…"),
    ),
    default_sort="-number",
    empty=_("Nothing is sealed yet. New events are sealed within a minute while a worker runs."),
)
