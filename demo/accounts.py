"""Accounts of the demonstration: one for each duty, all with the same password, refused by production settings."""

from dataclasses import dataclass

from accounts.roles import Role
from demo.geography import COUNTY

PASSWORD = "Qinyuan-2026"  # noqa: S105  # printed on every start of the demonstration


@dataclass(frozen=True, slots=True)
class Account:
    """An account and its one duty; `department` is the short code of a reviewer's department."""

    username: str
    name: str
    office: str
    role: Role
    code: str = COUNTY
    department: str = ""


# Short code, name, short name of the twelve departments; the county's account does not list its own (Qinyuan), this is the list of 4.2.
DEPARTMENTS = (
    ("discipline", "县纪委监委", "纪委"),
    ("organisation", "县委组织部", "组织"),
    ("politics", "县委政法委", "政法"),
    ("police", "县公安局", "公安"),
    ("procuratorate", "县人民检察院", "检察"),
    ("court", "县人民法院", "法院"),
    ("justice", "县司法局", "司法"),
    ("complaints", "县信访局", "信访"),
    ("society", "县委社会工作部", "社工"),
    ("agriculture", "县农业农村局", "农业"),
    ("audit", "县审计局", "审计"),
    ("resources", "县自然资源局", "资源"),
)
_OFFICERS = (
    "韩志刚",
    "武建平",
    "郝俊杰",
    "任海波",
    "宋丽萍",
    "胡永清",
    "田彩凤",
    "马晓东",
    "白雪梅",
    "侯卫东",
    "段文斌",
    "史秀英",
)
_HEADS = (
    "崔永红",
    "赵建军",
    "任晓峰",
    "段志平",
    "郭海龙",
    "王秀英",
    "李志强",
    "高建忠",
    "张丽华",
    "刘文兵",
    "韩雪梅",
    "郑国庆",
)
ACCOUNTS = (
    Account("admin", "赵管理", "县委组织部", Role.COUNTY_ADMIN),
    Account("county", "李明", "县委组织部", Role.COUNTY_ORGANISER),
    Account("leader", "张国强", "县委组织部", Role.COUNTY_LEADER),
    Account("petitions", "陈静", "换届信访接待岗", Role.PETITION_DESK),
    Account("liaison", "王芳", "沁河镇", Role.TOWNSHIP_LIAISON, "140431100"),
    Account("liaison2", "刘志强", "郭道镇", Role.TOWNSHIP_LIAISON, "140431101"),
    Account("informant", "任建国", "城西村", Role.VILLAGE_INFORMANT, "140431100200"),
    Account("auditor", "杨海燕", "县审计局", Role.AUDITOR),
    Account("observer", "郭振华", "选举观察员", Role.OBSERVER),
    *(
        Account(code, officer, name, Role.DEPARTMENT_REVIEWER, department=code)
        for (code, name, _short), officer in zip(DEPARTMENTS, _OFFICERS, strict=True)
    ),
    # Who signs what the reviewers have answered; and a second officer, who looks again after an objection.
    *(
        Account(f"{code}-head", head, name, Role.DEPARTMENT_HEAD, department=code)
        for (code, name, _short), head in zip(DEPARTMENTS, _HEADS, strict=True)
    ),
    Account("county2", "孙丽", "县委组织部", Role.COUNTY_ORGANISER),
)
