"""Every change of divisions, profiles and bodies."""

from villages.services.audits import save_audit
from villages.services.bodies import add_member, change_member, end_membership, save_body
from villages.services.divisions import abolish, merge_villages, rename_division, restore
from villages.services.profiles import save_profile

__all__ = [
    "abolish",
    "add_member",
    "change_member",
    "end_membership",
    "merge_villages",
    "rename_division",
    "restore",
    "save_audit",
    "save_body",
    "save_profile",
]
