"""The spreadsheet of this room."""

from staff.spreadsheets.accounts import AccountSheet

__all__ = ["AccountSheet"]
