"""A table for the tests of the engine: as many kinds of columns as there are."""

from typing import Any

from accounts.roles import Act
from sheets import cells, dates
from sheets.spec import Counts, Field, SheetSpec
from sheets.stage import Stage


class Example(SheetSpec):
    """Checked, and stored nowhere."""

    name = "example"
    title = "Example"
    act = Act.CHANGE_PERSONS
    view_act = Act.VIEW_PERSONS
    key = ("name",)
    fields = (
        Field(key="name", header="姓名", names=("name",), parse=cells.text(longest=50), required=True),
        Field(key="born", header="出生年月", parse=dates.date(), sql="date"),
        Field(key="people", header="人口", parse=cells.whole_number(), sql="integer"),
        Field(key="sex", header="性别", parse=cells.choice({"男": "M", "女": "F"}), choices=("男", "女")),
        Field(key="secret", header="身份证号", parse=cells.text(longest=18), private=True),
        Field(key="weak", header="软弱涣散", parse=cells.yes_or_no(), sql="boolean"),
    )

    def __init__(self) -> None:
        self.staged: list[tuple[Any, ...]] = []

    def check(self, stage: Stage) -> None:
        """A name twice."""
        stage.refuse_repeated("twice, see line %(first)s")

    def load(self, stage: Stage) -> Counts:
        """Keep what would be stored."""
        self.staged = stage.query(
            "SELECT name, born, people, sex, secret, weak FROM sheet_rows WHERE NOT bad ORDER BY line"
        )
        return Counts(created=len(self.staged))
