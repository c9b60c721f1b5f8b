"""The tables of the elections that are imported and exported."""

from elections.spreadsheets.group_members import GroupMemberSheet

__all__ = ["GroupMemberSheet"]
