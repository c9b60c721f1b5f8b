"""The tables of the villages that are imported and exported."""

from villages.spreadsheets.audits import AuditSheet
from villages.spreadsheets.divisions import DivisionSheet
from villages.spreadsheets.members import MemberSheet
from villages.spreadsheets.profiles import ProfileSheet

__all__ = ["AuditSheet", "DivisionSheet", "MemberSheet", "ProfileSheet"]
