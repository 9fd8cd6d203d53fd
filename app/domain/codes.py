"""The code lists of a petition: channels, categories, routes, results, stages, each with its Chinese word."""

from __future__ import annotations

from typing import Literal

Channel = Literal["visit", "letter", "phone", "network", "fax", "outreach", "other"]
CHANNELS: dict[str, str] = {
    "visit": "来访",
    "letter": "来信",
    "phone": "来电",
    "network": "网上",
    "fax": "传真",
    "outreach": "下访",
    "other": "其他",
}

Category = Literal["claim", "suggestion", "consultation", "denunciation"]
CATEGORIES: dict[str, str] = {
    "claim": "申诉求决",
    "suggestion": "意见建议",
    "consultation": "咨询",
    "denunciation": "检举控告",
}

RESULTS: dict[str, str] = {"support": "予以支持", "explain": "解释说明", "reject": "不予支持"}
Result = Literal["support", "explain", "reject"]

ServiceMode = Literal["direct", "left", "entrusted", "post", "electronic", "public"]
SERVICE_MODES: dict[str, str] = {
    "direct": "直接送达",
    "left": "留置送达",
    "entrusted": "委托送达",
    "post": "邮寄送达",
    "electronic": "电子送达",
    "public": "公告送达",
}

ID_TYPES: dict[str, str] = {
    "resident": "居民身份证",
    "passport": "护照",
    "military": "军官证",
    "residence": "港澳台居民居住证",
    "permanent": "外国人永久居留身份证",
    "other": "其他证件",
}

FOREIGN_IDS = frozenset({"passport", "permanent"})  # documents beside which the nationality is asked for

IdType = Literal["resident", "passport", "military", "residence", "permanent", "other"]

# 第三十一条: what is handled by another procedure, and what is left for this one.
Route = Literal["31-1", "31-2", "31-3", "31-4", "31-5", "31-6"]
ROUTES: dict[str, str] = {
    "31-1": "审判、复议、检察、公安法律程序",
    "31-2": "仲裁",
    "31-3": "党员申诉、申请复审",
    "31-4": "行政复议、行政裁决、行政确认、行政许可、行政处罚等行政程序",
    "31-5": "申请查处违法行为、履行法定职责",
    "31-6": "信访程序",
}

# 第二十三条第一款: what the office decided about its own competence, other than to accept.
NoticeKind = Literal[
    "route", "elsewhere", "forwarded", "assigned_down", "declined", "declined_final", "review_declined"
]
NOTICES: dict[str, str] = {
    "route": "告知处理途径",
    "elsewhere": "告知向有权机关提出",
    "forwarded": "转送",
    "assigned_down": "交办下级单位",
    "declined": "决定不予受理",
    "declined_final": "决定不再受理",
    "review_declined": "决定不予受理复查（复核）请求",
}

# 不予受理: a matter outside the own competence is no reason (第二十三条 asks for a notice instead, F04b).
DeclineReason = Literal["N1", "N2", "N3", "N5"]
DECLINE_REASONS: dict[str, str] = {
    "N1": "已经受理或者正在办理，在规定期限内又向上级机关、单位提出",
    "N2": "未向有权处理的本级或者上一级机关、单位设立或者指定的接待场所提出（越级走访）",
    "N3": "涉及诉讼权利救济，应当按照法律法规规定的程序向有关政法部门提出",
    "N5": "其他依照规定不予受理的情形",
}

FinalReason = Literal["R1", "R2"]
FINAL_REASONS: dict[str, str] = {
    "R1": "对复核意见不服，仍然以同一事实和理由提出投诉请求",
    "R2": "涉法涉诉信访事项已经依法终结",
}

Outcome = Literal["adopted", "partly", "not_adopted"]
OUTCOMES: dict[str, str] = {"adopted": "采纳", "partly": "部分采纳", "not_adopted": "未采纳"}

Stage = Literal[
    "registered",
    "notified",
    "accepted",
    "handling",
    "drafted",
    "approved",
    "issued",
    "served",
    "under_review",
    "returned",
    "replied",
    "closed",
    "terminated",
    "archived",
    "voided",
]
STAGES: dict[str, str] = {
    "registered": "已登记",
    "notified": "已告知",
    "accepted": "已受理",
    "handling": "办理中",
    "drafted": "意见待审批",
    "approved": "意见待签发",
    "issued": "意见待送达",
    "served": "已送达",
    "under_review": "复查复核中",
    "returned": "已退回",
    "replied": "已答复",
    "terminated": "已终止",
    "closed": "已办结",
    "archived": "已归档",
    "voided": "登记作废",
}
