"""Why a file is not read at all. The parent process has the words (`sheets.reading`)."""


class Refusal(Exception):
    """The file is not read; `code` says why, `details` are JSON values for the message."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
