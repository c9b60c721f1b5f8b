"""The slips as a workbook, for offices that print them with a form of their own."""

from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from electionadmin.web.export import WORKBOOK
from staff.services import Slip
from staff.tables import duties_text


def workbook(slips: list[Slip], *, address: str, until: datetime) -> HttpResponse:
    """One line a slip, every cell text; made in memory, so that no file with passwords lies about."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        text, head = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "bottom": 1})
        sheet = book.add_worksheet()
        heads = (
            _("Account name"),
            _("One-time password"),
            _("Name"),
            _("Office"),
            _("Duties"),
            _("Address"),
            _("Until"),
        )
        sheet.write_row(0, 0, heads, head)
        for line, slip in enumerate(slips, start=1):
            user = slip.user
            day = date_format(localtime(until), "SHORT_DATE_FORMAT")
            cells = (user.username, slip.password, user.name, user.office, duties_text(user), address, day)
            for column, value in enumerate(cells):
                sheet.write_string(line, column, value, text)
        sheet.set_column(0, len(heads) - 1, 22)
        sheet.freeze_panes(1, 0)
    headers = {"Content-Disposition": 'attachment; filename="slips.xlsx"'}
    return HttpResponse(target.getvalue(), content_type=WORKBOOK, headers=headers)
