"""Changes of persons and of what belongs to them."""

from people.services.attachments import add_attachment, download, portrait, remove_attachment
from people.services.family import add_relative, change_relative, remove_relative
from people.services.merging import Conflicting, described, merge, part, preview
from people.services.persons import create_person, rebuild_name_keys, update_person
from people.services.records import CvChanged, cv_of, save_capacity, save_cv, save_training

__all__ = [
    "Conflicting",
    "CvChanged",
    "add_attachment",
    "add_relative",
    "change_relative",
    "create_person",
    "cv_of",
    "described",
    "download",
    "merge",
    "part",
    "portrait",
    "preview",
    "rebuild_name_keys",
    "remove_attachment",
    "remove_relative",
    "save_capacity",
    "save_cv",
    "save_training",
    "update_person",
]
