"""Why a document could not be printed."""


class Unprintable(ValueError):
    """No face has these characters: a county adds one that does to `var/own-fonts`."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters
