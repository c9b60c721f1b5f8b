"""Persons and what the county knows of them: CV, family, attachments, merged duplicates."""

from people.models.attachments import Attachment, AttachmentKind
from people.models.family import Kin, Kinship
from people.models.merges import Merge
from people.models.persons import (
    ADDRESS,
    ID_NUMBER,
    NAME_KEY_LENGTH,
    PINYIN_LENGTH,
    TELEPHONE,
    Education,
    Person,
    Sexes,
)
from people.models.records import Capacity, CapacityKind, CvEntry, Training

__all__ = [
    "ADDRESS",
    "ID_NUMBER",
    "NAME_KEY_LENGTH",
    "PINYIN_LENGTH",
    "TELEPHONE",
    "Attachment",
    "AttachmentKind",
    "Capacity",
    "CapacityKind",
    "CvEntry",
    "Education",
    "Kin",
    "Kinship",
    "Merge",
    "Person",
    "Sexes",
    "Training",
]
