"""Figures of the reviews."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from elections.queries import current_cycle
from vetting.queries.statistics import by_bar, by_department, by_township, total


@page(Act.VIEW_VETTING)
def statistics(request: OfficeRequest) -> HttpResponse:
    """By department (speed, found, open), by bar, by township."""
    cycle = current_cycle(request)
    departments = by_department(request.scope, cycle, timezone.localdate()) if cycle else []
    context = {
        "departments": departments,
        "total": total(departments),
        "bars": by_bar(request.scope, cycle) if cycle else [],
        "townships": by_township(request.scope, cycle) if cycle else [],
    }
    return render(request, "vetting/statistics.html", context)
