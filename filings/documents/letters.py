"""What every document with a red head states (GB/T 9704-2012, 7): `documents/gongwen.html` sets it."""

from dataclasses import dataclass

from filings.facts import Facts, fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Facts):
    """A letter of an organ; with a signer it goes upwards."""

    letterhead: str = fact("发文机关标志")
    heading: str = fact("标题")
    addressee: str = fact("主送机关")
    signer: str = fact("签发人", optional=True, default="")
    attachments: tuple[str, ...] = fact("附件", optional=True, default=())
    copies: str = fact("抄送", optional=True, default="")
    printed_by: str = fact("印发机关")
    annotation: str = fact("附注", optional=True, default="")
