"""The figures reported upward, on a page and as a workbook."""

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation

from accounts.pages import OfficeRequest, page
from accounts.roles import Act
from electionadmin.codes import Level
from electionadmin.web.downloads import handed_out
from elections.models import Cycle
from elections.queries import current_cycle
from filings import organs, queries
from filings.statistics import Figures, figures, total
from filings.statistics.sheets import SHEETS
from filings.wording import SHARED, words_of
from filings.workbooks import statistics_workbook
from sheets.writing import WORKBOOK
from villages.models import Division


@page(Act.VIEW_DOCUMENTS)
def statistics(request: OfficeRequest) -> HttpResponseBase:
    """A table a theme: a line for each township of the county, or for each village of a township."""
    cycle = current_cycle(request)
    divisions = list(queries.divisions_for(request.scope, Act.VIEW_DOCUMENTS))
    chosen = _chosen(divisions, request.GET.get("division", ""))
    if cycle is None or chosen is None:
        return render(request, "filings/statistics.html", {"cycle": cycle, "division": chosen})
    rows = figures(cycle=cycle, code=chosen.code, level=_rows_of(chosen))
    whole = total(rows, chosen)
    if request.GET.get("format") == "xlsx":
        return _workbook(cycle, chosen, rows, whole)
    context = {
        "cycle": cycle,
        "division": chosen,
        "divisions": [one for one in divisions if len(one.code) < Level.VILLAGE],
        "tables": [(sheet, sheet.lines(rows, whole)) for sheet in SHEETS],
    }
    return render(request, "filings/statistics.html", context)


def _chosen(divisions: list[Division], code: str) -> Division | None:
    """The division asked for, or the highest of the user's. Raises Http404 for one that is not his."""
    if not code:
        return divisions[0] if divisions else None
    found = next((one for one in divisions if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _rows_of(division: Division) -> Level:
    return Level.TOWNSHIP if len(division.code) == Level.COUNTY else Level.VILLAGE


def _workbook(cycle: Cycle, division: Division, rows: list[Figures], whole: Figures) -> FileResponse:
    words = words_of(cycle.county_id)[SHARED]
    is_county = len(division.code) == Level.COUNTY
    issuer = words["county_department"] if is_county else organs.township_committee(division)
    today = timezone.localdate()
    # The tables are official papers: in Chinese, whatever language the screen speaks.
    with translation.override("zh-hans"):
        title = f"{division.name}{cycle.name}统计表"
        content = statistics_workbook(rows=rows, whole=whole, title=title, issuer=issuer or division.name, on=today)
    return handed_out(content, name=f"{title}{today:%Y%m%d}.xlsx", media_type=WORKBOOK)
