"""Figures of the reviews."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.web.export import Part, parts_response
from elections.models import Cycle
from elections.queries import current_cycle
from vetting.figures import Figures, figures


@page(Act.VIEW_VETTING)
def statistics(request: OfficeRequest) -> HttpResponse:
    """By department (speed, found, open), by bar, by township; on a page or as a workbook of three sheets."""
    cycle = current_cycle(request)
    tables = figures(request.scope, cycle, timezone.localdate()) if cycle else []
    if cycle and request.GET.get("format") == "xlsx":
        return _workbook(cycle, tables)
    context = {"tables": tables, "anything": any(table.rows for table in tables)}
    return render(request, "vetting/statistics.html", context)


def _workbook(cycle: Cycle, tables: list[Figures]) -> HttpResponse:
    parts = [
        Part(str(table.title), [(str(column.label), column.value) for column in table.columns], table.rows)
        for table in tables
    ]
    return parts_response(title=_("Statistics of the reviews"), notes=[str(cycle)], parts=parts)
