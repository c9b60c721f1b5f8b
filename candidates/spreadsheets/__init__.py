"""The spreadsheet of this room."""

from candidates.spreadsheets.nominations import NominationSheet

__all__ = ["NominationSheet"]
