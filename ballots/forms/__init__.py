"""Forms of votes: arranging, figures, what follows."""

from ballots.forms.arranging import ArrangeForm, KinshipForm, StationForm
from ballots.forms.deciding import (
    CertificateForm,
    HandoverForm,
    ItemForm,
    MotionForm,
    RecountForm,
    RulingForm,
)
from ballots.forms.figures import DoubtfulForm, SettleForm, SheetForm, WriteInForm

__all__ = [
    "ArrangeForm",
    "CertificateForm",
    "DoubtfulForm",
    "HandoverForm",
    "ItemForm",
    "KinshipForm",
    "MotionForm",
    "RecountForm",
    "RulingForm",
    "SettleForm",
    "SheetForm",
    "StationForm",
    "WriteInForm",
]
