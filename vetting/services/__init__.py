"""Every change of state of the vetting."""

from vetting.services.batches import create_batch, withdraw
from vetting.services.departments import save_department
from vetting.services.opinions import CountChanged, Given, Recorded, clear_rest, record_opinions
from vetting.services.reviews import open_reviews, review_again
from vetting.services.signatures import sign_opinions

__all__ = [
    "CountChanged",
    "Given",
    "Recorded",
    "clear_rest",
    "create_batch",
    "open_reviews",
    "record_opinions",
    "review_again",
    "save_department",
    "sign_opinions",
    "withdraw",
]
