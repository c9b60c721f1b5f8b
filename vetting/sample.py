"""A sample of fifteen bars to begin a county's own list with; marked as a sample, it is nobody's official text.

The words are Chinese, as the list's are wherever it is used. Departments are named by the short code; a county without
one of them finds the bar without it.
"""

from dataclasses import dataclass
from typing import Final

from vetting.models import BarLevel, LookBack, Statute


@dataclass(frozen=True, slots=True)
class SampleBar:
    """One bar of the sample; `years` only for a look-back counted in years."""

    code: str
    text: str
    departments: tuple[str, ...]
    look_back: LookBack
    evidence: str
    statute: str = ""
    years: int | None = None
    by_township: bool = False

    @property
    def level(self) -> BarLevel:
        """The law's own bars are the law's, the others the county's."""
        return BarLevel.LAW if self.statute else BarLevel.COUNTY


TITLE: Final = "村“两委”候选人资格“十五不能”（示例清单）"
BARS: Final = (
    SampleBar(
        "N01",
        "政治上不合格，公开发表违背党的路线方针政策言论的",
        ("propaganda", "politics", "organisation"),
        LookBack.EVER,
        "书面意见",
    ),
    SampleBar(
        "N02", "被开除中国共产党党籍的", ("organisation", "discipline"), LookBack.EVER, "处分决定", Statute.EXPELLED
    ),
    SampleBar(
        "N03",
        "因犯罪受过刑事处罚的",
        ("court", "police", "procuratorate", "justice"),
        LookBack.EVER,
        "判决书或犯罪记录证明",
        Statute.CRIME,
    ),
    SampleBar(
        "N04",
        "利用宗族或者黑恶势力从事非法活动，有“村霸”行为的",
        ("police", "politics", "procuratorate"),
        LookBack.EVER,
        "立案、判决或认定材料",
        Statute.FORCES,
    ),
    SampleBar(
        "N05",
        "组织或者参加非法宗教活动或者邪教活动的",
        ("united_front", "police", "politics"),
        LookBack.EVER,
        "认定材料",
        Statute.RELIGION,
    ),
    SampleBar(
        "N06",
        "正在接受纪检监察机关审查调查或司法机关立案侦查的",
        ("discipline", "police", "procuratorate"),
        LookBack.CURRENT,
        "立案通知",
    ),
    SampleBar(
        "N07",
        "受党纪处分、政务处分尚在影响期内的",
        ("discipline", "organisation"),
        LookBack.IN_EFFECT,
        "处分决定",
    ),
    SampleBar(
        "N08",
        "因吸毒、赌博、嫖娼等受过行政处罚的",
        ("police",),
        LookBack.YEARS,
        "行政处罚决定书",
        years=5,
    ),
    SampleBar("N09", "被列为失信被执行人尚未解除的", ("court",), LookBack.CURRENT, "执行信息查询结果"),
    SampleBar(
        "N10",
        "拖欠、侵占集体资金资产，或审计查出问题未整改的",
        ("agriculture", "audit", "finance"),
        LookBack.UNTIL_CORRECTED,
        "审计报告、欠款凭证",
    ),
    SampleBar(
        "N11",
        "违法占地、违法建设、破坏生态环境、非法采矿未整改的",
        ("resources", "environment", "housing"),
        LookBack.UNTIL_CORRECTED,
        "处罚决定、案件台账",
    ),
    SampleBar(
        "N12",
        "有重大税收违法或被列入严重违法失信名单的",
        ("tax", "market"),
        LookBack.CURRENT,
        "名单查询结果",
    ),
    SampleBar(
        "N13",
        "组织、煽动非法上访，扰乱社会秩序的",
        ("complaints", "police"),
        LookBack.YEARS,
        "处理决定",
        years=3,
    ),
    SampleBar(
        "N14",
        "任职期间被罢免、责令辞职，或两次评议不称职的",
        ("society",),
        LookBack.YEARS,
        "罢免、评议材料",
        years=3,
        by_township=True,
    ),
    SampleBar(
        "N15",
        "长期外出或不能正常履职、拒不签订承诺，本届换届中查实拉票贿选的",
        ("discipline", "police"),
        LookBack.THIS_CYCLE,
        "查核材料",
        by_township=True,
    ),
)
