"""Where the title of an official document is broken: by sense, as a trapezoid or rhombus (GB/T 9704-2012, 7.3.1)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

# What a reader takes in at once; a break within costs more than any shape.
_WORDS: Final = re.compile(
    "中国共产党|中共|中华人民共和国|"
    "总支部委员会|支部委员会|村民选举委员会|居民选举委员会|村民委员会|居民委员会|村务监督委员会|居务监督委员会|纪律检查委员会|监察委员会|委员会|"
    "领导小组办公室|工作领导小组|领导小组|指导组|组织部|社会工作部|民政局|人民政府|办事处|党支部|党总支|党组织|党委|"
    "换届选举|资格联审|联合审查|资格审查|预备人选|初步人选|正式候选人|初步候选人|候选人|选举工作|选举大会|"
    "登记参加选举的村民|流动票箱|委托投票|投票时间和地点|选举日|选举结果|选举办法|工作人员|投票人员|村民代表|"
    "村民小组长|居民小组长|村民小组|居民小组|小组长|组长|副组长|居民代表|预选|办法|成员|无效票|认定规则|有关事项|有关问题|有关情况|情况|名单|方案|工作|实施|审查|请示|批复|报告|通知|"
    "公告|公示|意见|关于|同意|确定|开展|召开|选举|推荐|提名|备案|结果|更正|补充"
)
# What is quoted or bracketed in a few characters stays whole: “两委”, （社区）.
_QUOTED: Final = re.compile("“[^”]{1,6}”|（[^）]{1,6}）")
_NEVER_FIRST: Final = frozenset("的之和与及、，。；：！？）》〉”’」』】〕·")
_NEVER_LAST: Final = frozenset("（《〈“‘「『【〔、")
# A break before these reads well.
_OPENERS: Final = ("关于",)
_WITHIN, _PLAIN, _AFTER_WORD, _SENSE = 60.0, 9.0, 3.0, 0.0
_FORBIDDEN: Final = 1000.0
# A longer title is none, and its ways are too many to weigh.
_MOST_LINES: Final = 3


@cache
def title_lines(title: str, longest: int = 19) -> tuple[str, ...]:
    """The lines of a title of at most `longest` characters each: the fewest that hold it, or one more."""
    title = "".join(title.split())
    count = -(-len(title) // longest)
    if count <= 1:
        return (title,) if title else ()
    costs = _costs(title)
    places = [place for place in range(1, len(title)) if costs[place] < _FORBIDDEN]
    if count <= _MOST_LINES:
        ways = [cuts for lines in (count, count + 1) for cuts in _ways(places, 0, len(title), lines, longest)]
        if ways:
            return _cut(title, min(ways, key=lambda cuts: _cost(title, cuts, costs)))
    return tuple(title[start : start + longest] for start in range(0, len(title), longest))


def _costs(title: str) -> list[float]:
    """What a break before each character costs."""
    costs = [_PLAIN] * len(title)
    for word in _WORDS.finditer(title):
        for place in range(word.start() + 1, word.end()):
            costs[place] = _WITHIN
        costs[word.start()] = min(costs[word.start()], _AFTER_WORD)
        if word.end() < len(title):
            costs[word.end()] = min(costs[word.end()], _AFTER_WORD)
        if word.group() in _OPENERS:
            costs[word.start()] = _SENSE
            if word.end() < len(title):
                costs[word.end()] = _WITHIN
    for quoted in _QUOTED.finditer(title):
        costs[quoted.start() + 1 : quoted.end()] = [_FORBIDDEN] * (len(quoted.group()) - 1)
    for place in range(1, len(title)):
        if title[place - 1] == "的":
            costs[place] = _SENSE
        if title[place] in _NEVER_FIRST or title[place - 1] in _NEVER_LAST:
            costs[place] = _FORBIDDEN
    return costs


def _lengths(cuts: Sequence[int], total: int) -> list[int]:
    return [end - start for start, end in zip((0, *cuts), (*cuts, total), strict=True)]


def _ways(places: Sequence[int], start: int, total: int, lines: int, longest: int) -> Iterator[tuple[int, ...]]:
    """All ways to cut what follows `start` at some of the places into so many lines, none of them too long."""
    if lines == 1:
        if total - start <= longest:
            yield ()
        return
    for place in places:
        if start < place <= start + longest and total - place <= (lines - 1) * longest:
            yield from ((place, *rest) for rest in _ways(places, place, total, lines - 1, longest))


def _cost(title: str, cuts: Sequence[int], costs: Sequence[float]) -> float:
    """Sense first, then the shape: no hourglass, no two equal lines, no line that dwarfs another."""
    lengths = _lengths(cuts, len(title))
    shape = float(len(cuts))
    matter = title.find(_OPENERS[0])
    shape += 6 if matter > 0 and matter not in cuts else 0
    for before, after in pairwise(lengths):
        shape += 4 if before == after else 0
    for left, middle, right in zip(lengths, lengths[1:], lengths[2:], strict=False):
        shape += 30 if middle < min(left, right) else 0
    shape += 0.8 * (max(lengths) - min(lengths)) + (20 if lengths[-1] <= 2 else 0)  # noqa: PLR2004
    return sum(costs[cut] for cut in cuts) + shape


def _cut(title: str, cuts: Sequence[int]) -> tuple[str, ...]:
    return tuple(title[start:end] for start, end in zip((0, *cuts), (*cuts, len(title)), strict=True))
