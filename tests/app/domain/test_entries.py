"""The journal entry: its bytes are frozen, canonical for every reader, and no entry is ever lost."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.domain.code_lists import CodeLine, CodeList
from app.domain.divisions import DivisionLine, DivisionsFile
from app.domain.entries import GENESIS, Entry, Facts, body_of, hash_of
from app.domain.petition import Petition
from app.domain.records.hearing import HearingView, Invited
from app.domain.records.mediation import Consent, OtherParty
from app.domain.records.opinion import Basis, RequestResult
from app.domain.records.origin import Origin
from app.domain.records.petitioner import Material, Petitioner
from app.domain.regional import PeriodLine, PeriodsFile, SuspensionLine
from app.domain.rights import FIRST, USUAL
from app.domain.steps.restored import SkippedNumbers
from app.domain.steps.table import KINDS, apply, read_entry
from tests.helpers import OFFICE

REFERENCE = Path(__file__).parents[2] / "reference"
PETITION = f"{OFFICE.station}.1.2"

# Fields of a petition since version 0.1.
ADDED = (
    "denounced",
    "review_case",
    "notice",
    "hearings",
    "mediations",
    "extension",
    "supervisions",
    "feedbacks",
    "demands",
    "urgent_reports",
    "reply",
    "corrections",
    "archive",
    "origin",
    "links",
    "recusals",
    "objections",
    "report_up",
    "receptions",
    "withdrawals",
    "termination",
    "lead_cases",
    "instructions",
    "follow_ups",
    "report",
    "ordinary",
    "reviews",
    "earlier_rounds",
    "fulfilments",
    "void_numbers",
    "voided",
    "reopenings",
    "suspensions",
    "hearing_rights",
    "disputes",
    "result_days",
    "attachments",
    "transfers",
    "besides",
)  # fields of a petition since version 0.1

OF_DESK = {
    "opened",
    "described",
    "paired",
    "station_below_paired",
    "station_below_revoked",
    "keys_renewed",
    "clock_set_back",
    "calendar_loaded",
    "looks_counted",
    "restored",
} | {
    *("reception_day_planned", "reception_day_cancelled"),
    *("officer_added", "officer_changed", "officer_revoked", "roles_taken"),
    *("periods_loaded", "codes_loaded", "divisions_loaded"),
    *("sheet_read", "sheet_row_set_aside"),
    *("passphrase_set", "common_passphrase_ended", "recovery_sheet_made", "recovery_used"),
    *("arrived", "taken_up"),
    "upload_address_set",
}

# One example of every kind, with the characters that need care: quotes, backslash, line feed, emoji, Ext-B, "/".
EXAMPLES: dict[str, dict[str, Any]] = {
    "attached": {
        "title": "土地承包合同复印件",
        "file": '合同 "2019".pdf',
        "media": "application/pdf",
        "size": 48_213,
        "sha256": "0123abcd" * 8,
        "pages": 3,
        "material": "petitioner",
        "note": "原件已核对，当场退还。",
        "stored": "",
    },
    "attachment_set_aside": {
        "attachment": f"{PETITION[:-1]}3",
        "title": "土地承包合同复印件",
        "reason": "属于另一事项的材料",
    },
    "opened": {
        "office": OFFICE,
        "officers": ("李明", "王芳"),
        "program": "0.1.0",
        "roles": {"李明": FIRST, "王芳": USUAL},
    },
    "described": {
        "office": msgspec.structs.replace(OFFICE, phone="0730/7654321"),
        "officers": ("李明",),
        "roles": {"王芳": ("reception",)},
    },
    "officer_added": {"officer": "孙丽", "roles": ("reception", "handler"), "words": "接访员、承办人"},
    "officer_changed": {
        "officer": "王芳",
        "roles": ("approver",),
        "former": ("reception", "handler"),
        "words": "审批领导",
    },
    "officer_revoked": {"officer": "王芳", "reason": "调离。"},
    "roles_taken": {
        "title": "本镇工作人员角色",
        "source": "石桥镇办公会议定",
        "valid_from": dt.date(2026, 3, 1),
        "titles": {"reception": "窗口接待员"},
        "rights": {"reception": ("register", "read")},
        "sources": {"reception": "石桥镇办公会议定"},
    },
    "station_below_paired": {
        "code": "43062110120001",
        "name": "石桥村村级代办点",
        "fingerprint": "123456 234567",
        "card": '{"version":1}\n',
    },
    "station_below_revoked": {
        "code": "43062110120001",
        "name": "石桥村村级代办点",
        "fingerprint": "123456 234567",
        "reason": "村里的电脑被盗。",
    },
    "paired": {"code": "430621", "name": "岳阳县信访局", "fingerprint": "123456 234567", "card": '{"version":1}\n'},
    "clock_set_back": {"machine": "2026-03-01T09:00:00+08:00", "last": "2026-03-02T09:00:00+08:00"},
    "restored": {
        "from_epoch": 1,
        "from_seq": 120,
        "from_hash": "ab" * 32,
        "made_at": "2026-11-20T17:30:00+08:00",
        "reason": "电脑硬盘损坏",
        "program": "0.1.0",
        "skipped": (
            SkippedNumbers(
                series="petition", year=2026, first=88, last=90, form=f"{OFFICE.station}-2026-{{serial:06d}}"
            ),
            SkippedNumbers(series="F03", year=2026, first=41, last=41, form="石桥镇信受〔2026〕{serial}号"),
        ),
    },
    "calendar_loaded": {
        "year": 2027,
        "notice": "国务院办公厅关于2027年部分节假日安排的通知",
        "source": "抄自通知",
        "provisional": False,
        "off": {"2027-01-01": "元旦", "2027-01-02": "元旦"},
        "work": {"2027-01-09": "元旦"},
        "signed_by": "123456 234567",
        "signer": "岳阳县信访局",
        "signed_on": "2026-11-25",
        "against_signed": False,
    },
    "sealed_transfer": {
        "body": "岳阳县纪律检查委员会",
        "code": "430621JW",
        "fingerprint": "345678 456789",
        "letter_number": "石桥镇信转〔2026〕1号",
        "attachments": 1,
    },
    "keys_renewed": {
        "fingerprint": "345678 456789",
        "former": "123456 234567",
        "reason": "电脑更换",
        "succession": '{"version":1}',
    },
    "periods_loaded": {
        "file": PeriodsFile(
            region="mou",
            title="某省",
            source="《某省信访条例》，示例",
            valid_from=dt.date(2026, 6, 1),
            periods=(
                PeriodLine(
                    code="D5",
                    title="办结并出具信访处理意见书",
                    article="《某省信访条例》第二十三条",
                    basis="自受理之日起45日内“办结”",
                    trigger="受理",
                    stops="出具信访处理意见书",
                    length=45,
                    unit="day",
                    whose="office",
                    valid_to=dt.date(2030, 5, 31),
                    excludes_hearing=True,
                ),
            ),
            suspensions=(
                SuspensionLine(article="第四十条", basis="", grounds={"other": "其他"}, periods=("D5",), source="示例"),
            ),
        ),
        "signed_by": "123456 234567",
        "signer": "岳阳县信访局",
        "signed_on": dt.date(2026, 5, 25),
        "worse": ("D5",),
        "moved": 3,
    },
    "upload_address_set": {"url": "https://xf.example.gov.cn:8420/swt", "certificate_sha256": "ab" * 32},
    "codes_loaded": {
        "file": CodeList(
            list="content_class",
            title="岳阳县“2026年”版",
            source="示例",
            valid_from=dt.date(2026, 6, 1),
            codes=(
                CodeLine(code="01", words="农村农业"),
                CodeLine(
                    code="0101",
                    words="土地承包经营",
                    above="01",
                    valid_from=dt.date(2026, 7, 1),
                    closed_on=dt.date(2030, 1, 1),
                    former=("土地承包",),
                ),
            ),
        ),
        "signed_by": "123456 234567",
        "signer": "岳阳县信访局",
        "signed_on": dt.date(2026, 5, 25),
    },
    "divisions_loaded": {
        "file": DivisionsFile(
            area="430621101",
            title="石桥镇",
            source="示例",
            valid_from=dt.date(2020, 1, 1),
            divisions=(
                DivisionLine(code="430621101201", name="石桥村", closed_on=dt.date(2026, 7, 1)),
                DivisionLine(
                    code="430621101205",
                    name="新桥村",
                    valid_from=dt.date(2026, 7, 1),
                    predecessors=("430621101201",),
                    former=("𠮷桥村",),
                    note="岳民复〔2026〕3号",
                ),
            ),
        ),
        "signed_by": "123456 234567",
        "signer": "岳阳县信访局",
        "signed_on": dt.date(2026, 5, 25),
    },
    "passphrase_set": {"officer": "王芳", "mark": "0123456789abcdef", "given": True, "found": False},
    "common_passphrase_ended": {},
    "recovery_sheet_made": {"sheet": 2},
    "arrived": {
        "dispatch": "430621.1.43062110100001.3",
        "sender": "430621",
        "sender_name": "岳阳县信访局",
        "epoch": 1,
        "seq": 3,
        "hash": "ab" * 32,
        "brings": "matter",
        "about": "",
        "issued_at": "2026-03-02T08:30:00+08:00",
        "issued_by": "周局",
        "content": {"kind": "assigned", "title": "请求修复“水渠”", "result_due": "2026-04-30", "materials": []},
    },
    "taken_up": {
        "arrival": f"{OFFICE.station}.1.9",
        "dispatch": "430621.1.43062110100001.3",
        "how": "registered",
        "number": f"{OFFICE.station}-2026-000001",
        "note": "",
    },
    "recovery_used": {"sheet": 2, "reason": "管理员忘记“口令”"},
    "sheet_read": {"sha256": "ab" * 32, "layout": "plain", "rows": 12},
    "sheet_row_set_aside": {
        "sha256": "ab" * 32,
        "row": 3,
        "sender": "岳阳县信访局",
        "letter_number": "岳信转〔2026〕7号",
        "body_number": "Y2",
        "reason": "不属本镇职权，已电话告知来件机关。",
    },
    "looks_counted": {
        "line": "0123456789abcdef",
        "rows": 15,
        "head": "ab" * 32,
        "first": dt.date(2026, 3, 2),
        "last": dt.date(2026, 3, 3),
        "counts": {"open": 12, "print": 3},
        "lost": 0,
    },
    "sealed": {"box": "AAECAwQFBgcICQoLzrFzZWFsZWQ="},
    "registered": {
        "number": f"{OFFICE.station}-2026-000001",
        "title": "请求硬化“石桥村”村道 \\ /",
        "channel": "visit",
        "category": "claim",
        "source": "直接提出",
        "content_class": "",
        "place": "石桥村",
        "petitioners": (
            Petitioner(name="张三", address="三组", representative=True, phone="13800000000"),
            Petitioner(name="𠮷田木业有限公司", address="镇上", kind="organisation", credit_code="91430621MA4L00000X"),
        ),
        "head_count": 2,
        "requests": ("硬化道路", "说明计划\n去向"),
        "facts": "土路，雨天无法通行。\t😀",
        "reasons": '说“去年”"动工"。',
        "materials": (Material(name="照片", copies=1, pages=3, original=False),),
        "oral": True,
        "identity_unclear": False,
        "first_contact": "李明",
        "query_code_hash": "ab" * 32,
        "note": "",
        "origin": Origin(
            kind="assigned",
            body="岳阳县信访局",
            letter_number="岳信交〔2026〕3号",
            letter_on=dt.date(2026, 2, 27),
            body_number="430621-2026-88",
            raised_on=dt.date(2026, 2, 20),
            result_due=dt.date(2026, 4, 30),
            report=True,
        ),
    },
    "archived": {
        "number": "XF-2026-1",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "retention": "30_years",
        "volumes": 1,
        "pages": 16,
        "place": "档案室3号柜第2盒",
        "archivist": "李明",
        "checker": "王芳",
        "note": "",
    },
    "passed_on": {
        "to": "43062110100001",
        "to_name": "石桥镇人民政府",
        "from_name": "石桥村村级代办点",
        "way": "up",
        "reason": "超出村级权限。",
    },
    "taken_over": {
        "giver": "43062110120001",
        "giver_name": "石桥村村级代办点",
        "entry": "43062110120001.1.4",
        "hash": "0" * 64,
    },
    "passed_back": {
        "to": "43062110120001",
        "to_name": "石桥村村级代办点",
        "from_name": "石桥镇人民政府",
        "way": "down",
        "entry": "43062110120001.1.4",
        "hash": "0" * 64,
        "reason": "属村级职责。",
    },
    "beside_settled": {"entry": "43062110120001.1.6", "adopted": False, "reason": "已在本台记载中写明。"},
    "corrected": {"field": "address", "to": 1, "before": "三组", "after": "四组", "reason": "登记时听错"},
    "registration_voided": {"reason": "同一事项误登两次"},
    "number_voided": {"paper": "F03", "number": "石桥镇信受〔2026〕1号", "reason": "打印时卡纸"},
    "number_reissued": {
        "paper": "F03",
        "void": "石桥镇信受〔2026〕1号",
        "series": "F03",
        "number": "石桥镇信受〔2026〕2号",
        "year": 2026,
        "number_serial": 2,
    },
    "linked": {
        "other": f"{OFFICE.station}.1.1",
        "number": f"{OFFICE.station}-2026-000001",
        "link": "repeat",
        "reason": "同一条道路",
    },
    "unlinked": {
        "linked": f"{OFFICE.station}.1.3",
        "number": f"{OFFICE.station}-2026-000001",
        "reason": "经核实是另一条道路",
    },
    "suspended": {
        "number": "石桥镇信中〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-7654321",
        "ground": "pending",
        "words": "主要事实须待另案认定",
        "article": "《某省信访条例》第四十条",
        "periods": ("D5", "D6"),
        "reason": "正在确权。",
        "evidence": "受理通知书",
        "approver": "陈明",
    },
    "resumed": {
        "number": "石桥镇信中〔2026〕2号",
        "year": 2026,
        "number_serial": 2,
        "unit": "石桥镇人民政府",
        "phone": "0730-7654321",
        "reason": "已确权。",
        "approver": "陈明",
        "suspended_on": dt.date(2026, 3, 9),
        "suspension_number": "石桥镇信中〔2026〕1号",
        "days": 6,
        "due": dt.date(2026, 5, 9),
    },
    "reopened": {"reason": "选错事项", "approver": "陈明", "archive_number": "XF-2026-1"},
    "contact_split": {
        "contact": f"{OFFICE.station}.1.4",
        "came_on": dt.date(2026, 3, 6),
        "channel": "visit",
        "other": "",
        "reason": "另一事项",
    },
    "split_registered": {
        "contact": f"{OFFICE.station}.1.4",
        "came_on": dt.date(2026, 3, 6),
        "number": f"{OFFICE.station}-2026-000002",
    },
    "contacted": {"channel": "phone", "head_count": 1, "note": "询问进度", "materials": ()},
    "reception_day_planned": {
        "held_on": dt.date(2026, 3, 18),
        "leader": "陈明",
        "post": "镇长",
        "way": "visit",
        "place": "镇政府一楼",
        "hours": "9:00至11:30",
        "published": "镇政府公示栏",
    },
    "reception_day_cancelled": {"held_on": dt.date(2026, 3, 18), "leader": "陈明", "reason": "改期"},
    "received_by_leader": {
        "leader": "陈明",
        "post": "镇长",
        "way": "visit",
        "contact": 1,
        "said": "希望雨季前完工。",
        "decided": "由村镇建设办核实进度。",
        "due": dt.date(2026, 4, 1),
        "planned": f"{OFFICE.station}.1.3",
    },
    "leader_answered": {"reception": f"{OFFICE.station}.1.4", "leader": "陈明", "answer": "已到现场核实。"},
    "lead_case_taken": {"leader": "陈明", "post": "镇长", "reason": "涉及多个部门"},
    "lead_case_ended": {"taken": f"{OFFICE.station}.1.5", "leader": "陈明", "reason": "问题已化解"},
    "instructed": {"leader": "陈明", "post": "镇长", "words": "请抓紧核实。", "passed_to": "村镇建设办"},
    "followed_up": {
        "way": "phone",
        "to": 1,
        "name": "张三",
        "said": "道路已动工。",
        "satisfaction": "basically",
        "reception": "",
        "handling": "satisfied",
        "result": "",
        "remains": "完工后再告知",
    },
    "handed_over": {
        "to_office": "村镇建设办",
        "to_officer": "赵强",
        "reason": "属该部门职责",
        "confirm_within": 1,
        "return_within": 2,
        "rule": "《石桥镇首问责任制规定》",
    },
    "hand_over_returned": {
        "hand_over": f"{OFFICE.station}.1.3",
        "receiver": "赵强",
        "reason": "该路段由县公路部门管理",
    },
    "hand_over_confirmed": {"hand_over": f"{OFFICE.station}.1.3", "receiver": "赵强", "note": ""},
    "accepted": {
        "route": "31-6",
        "notice_number": "石桥镇信受〔2026〕1号",
        "year": 2026,
        "notice_serial": 1,
        "office": "村镇建设办",
        "handler": "赵强",
        "due": dt.date(2026, 5, 6),
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
        "simplified": True,
        "simplified_due": dt.date(2026, 3, 19),
    },
    "turned_ordinary": {"reason": "涉及几个村民小组，争议较大"},
    "notified": {
        "notice": "forwarded",
        "paper": "F05",
        "number": "石桥镇信告〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
        "route": "",
        "body": "石桥镇供水站",
        "body_address": "",
        "body_phone": "",
        "procedure": "",
        "term": "",
        "reason_code": "",
        "reason": "属该站职责范围。",
        "original_number": "",
        "original_body": "",
        "original_on": None,
        "letter_number": "石桥镇信转〔2026〕1号",
        "letter_serial": 1,
    },
    "assigned": {
        "office": "村镇建设办",
        "handler": "赵强",
        "co_handlers": ("孙丽",),
        "note": "",
        "reason": "原承办人回避",
        "former": "钱进",
    },
    "withdrawn": {
        "petitioners": (1, 2),
        "names": ("张三", "李四"),
        "form": "oral",
        "for_all": True,
        "reason": "已与村里协商解决",
        "unit": "石桥镇人民政府",
    },
    "terminated": {
        "ground": "solved",
        "reason": "双方达成和解。",
        "evidence": "和解协议书",
        "approver": "陈明",
        "number": "石桥镇信终〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "recused": {
        "person": "钱进",
        "asked_by": "petitioner",
        "reason": "系信访人的邻居，有相邻纠纷",
        "decided_by": "陈明",
        "granted": True,
    },
    "objected": {
        "number": "石桥镇信异〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
        "body": "岳阳县信访局",
        "reason": "该路段为省道，\n由县公路部门管理。",
        "competent": "岳阳县公路事业发展中心",
        "returned": ("岳阳县信访局来文（岳信转〔2026〕7号）", "照片，1份，3页（原件）"),
    },
    "assigned_down": {
        "number": "石桥镇信告〔2026〕2号",
        "year": 2026,
        "number_serial": 2,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
        "body": "石桥镇供水站",
        "reason": "属该站职责范围。",
        "demands": "请核实停水原因。\n提出完成日期。",
        "report_due": dt.date(2026, 4, 10),
        "letter_number": "石桥镇信交〔2026〕1号",
        "letter_serial": 1,
    },
    "report_received": {"body": "石桥镇供水站", "number": "石水报〔2026〕2号", "summary": "已恢复供水。"},
    "reported_up": {
        "number": "石桥镇信报〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
        "body": "岳阳县信访局",
        "signer": "陈明",
        "handler": "赵强",
        "handler_phone": "0730-1234567",
        "findings": "属实。",
        "handling": "年内硬化。",
        "annex": "F12",
        "annex_number": "石桥镇信访意〔2026〕1号",
        "served_on": dt.date(2026, 3, 2),
        "office": "村镇建设办",
    },
    "objection_answered": {
        "objection": f"{OFFICE.station}.1.3",
        "outcome": "refused",
        "body": "岳阳县信访局",
        "number": "岳信函〔2026〕3号",
        "note": "按属地管理办理。",
    },
    "investigated": {"place": "三组", "participants": ("张三",), "record": "现场查看。", "evidence": ("照片4张",)},
    "extended": {
        "reason": "需委托鉴定路基质量。",
        "days": 20,
        "approver": "陈明",
        "due": dt.date(2026, 5, 26),
        "number": "石桥镇信延〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "mediation_asked": {
        "other": OtherParty(name="石桥村委会", kind="organisation", address="村部", phone="0730-8410001"),
        "dispute": "占地补偿",
        "petitioners": Consent(agreed=True, on=dt.date(2026, 3, 1), how="written"),
        "opposite": Consent(agreed=False, on=dt.date(2026, 3, 2), how="oral"),
        "note": "村委会不同意调解。",
    },
    "mediation_held": {
        "form": "people",
        "body": "石桥镇人民调解委员会",
        "place": "村部",
        "mediators": ("孙丽",),
        "present": ("张三", "村主任"),
        "record": "双方陈述。",
    },
    "mediation_failed": {"reason": "分歧较大。"},
    "settled": {
        "form": "people",
        "body": "石桥镇人民调解委员会",
        "mediators": ("孙丽",),
        "facts": "占用菜地。",
        "liability": "",
        "content": "补偿1032元。",
        "performance": "转账。",
        "perform_by": dt.date(2026, 4, 15),
        "number": "石桥镇信调〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "judicial_confirmation": {
        "applied_on": dt.date(2026, 3, 1),
        "court": "岳阳县人民法院",
        "result": "pending",
        "ruling": "",
    },
    "settlement_performed": {"performed": True, "note": "已收到。"},
    "competence_disputed": {
        "bodies": ("城关镇人民政府",),
        "arbiter": "superior",
        "superior": "岳阳县人民政府",
        "views": "双方协商未能一致。",
        "signer": "陈明",
        "number": "石桥镇信请〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "competence_decided": {
        "dispute": "43062110100001.1.2",
        "how": "decided",
        "outcome": "ours",
        "by_body": "岳阳县人民政府",
        "competent": "石桥镇人民政府",
        "number": "岳政函〔2026〕5号",
        "note": "按属地受理。",
    },
    "result_day_told": {
        "body": "岳阳县信访局",
        "before": dt.date(2026, 4, 30),
        "due": dt.date(2026, 5, 15),
        "why": "moved",
        "number": "",
        "reason": "等待鉴定。",
    },
    "hearing_right_told": {
        "subject": "村道硬化",
        "days": 7,
        "rule": "",
        "number": "石桥镇信听〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "hearing_planned": {
        "asked_by": "petitioner",
        "asked_on": dt.date(2026, 3, 1),
        "subject": "村道硬化",
        "held_on": dt.date(2026, 3, 20),
        "time": "09:30",
        "place": "镇政府三楼",
        "chair": "陈明",
        "members": ("孙丽",),
        "clerk": "王芳",
        "invited": (Invited(name="李志远", role="村民代表"),),
        "public": True,
        "number": "石桥镇信听〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "hearing_postponed": {
        "held_on": dt.date(2026, 3, 25),
        "time": "14:00",
        "place": "镇政府三楼",
        "reason": "信访人住院。",
        "public": True,
        "number": "石桥镇信听〔2026〕2号",
        "year": 2026,
        "number_serial": 2,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "hearing_called_off": {
        "reason": "信访人撤回申请。",
        "public": True,
        "number": "石桥镇信听〔2026〕3号",
        "year": 2026,
        "number_serial": 3,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "hearing_held": {
        "from_time": "09:30",
        "to_time": "11:00",
        "present": ("张三", "陈明"),
        "absent": ("李志远",),
        "petitioner_statement": "请求修路。",
        "office_statement": "资金已到账。",
        "other_statements": "",
        "evidence": ("建设计划",),
        "closing_statements": "没有补充。",
        "unit": "石桥镇人民政府",
    },
    "hearing_concluded": {
        "facts_held": "属实。",
        "views": (HearingView(request=1, view="应予支持。"),),
        "conclusion": "建议支持。",
        "votes_for": 3,
        "votes_against": 0,
        "votes_abstained": None,
        "number": "石桥镇信听〔2026〕4号",
        "year": 2026,
        "number_serial": 4,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "opinion_drafted": {
        "facts_found": "属实。",
        "evidence": ("照片4张",),
        "basis": (Basis(law="《公路法》", article="第八条", words=""),),
        "results": (RequestResult(request=1, result="support", opinion="年内硬化。"),),
    },
    "opinion_approved": {"draft": f"{OFFICE.station}.1.7", "approver": "陈明", "agreed": True, "remarks": ""},
    "opinion_issued": {
        "number": "石桥镇信访意〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
        "review_body": "岳阳县人民政府",
        "review_address": "县城建设路1号",
        "fulfil_by": dt.date(2026, 10, 31),
    },
    "fulfilled": {
        "request": 1,
        "state": "partly",
        "unit": "村镇建设办",
        "evidence": "路基已修复。",
        "next_on": dt.date(2026, 10, 31),
    },
    "replied": {
        "paper": "F13",
        "number": "石桥镇信复〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "findings": "经查，采砂点未取得许可。",
        "handling": "已责令停止并恢复原状。",
        "basis": (Basis(law="《水法》", article="第三十九条", words=""),),
        "outcome": "",
        "interest": True,
        "review_body": "岳阳县人民政府",
        "court": "岳阳县人民法院",
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
        "on_spot": False,
        "accepted": None,
    },
    "served": {
        "paper": "F12",
        "number": "石桥镇信访意〔2026〕1号",
        "to": 1,
        "addressee": "张三",
        "mode": "left",
        "place": "三组",
        "receiver": "",
        "relation": "",
        "tracking": "",
        "witnesses": ("村支书",),
        "refusal": "拒签",
        "note": "",
    },
    "supervision_received": {
        "supervision": "supervision",
        "body": "岳阳县信访局",
        "letter_number": "岳信督〔2026〕5号",
        "letter_on": dt.date(2026, 3, 13),
        "trigger": "T1",
        "asked": "请按期办结。",
        "due": dt.date(2026, 3, 31),
    },
    "demanded": {
        "demand": "supervision",
        "body": "村镇建设办",
        "trigger": "T4",
        "reason": "两次催办后仍没有开展调查核实。",
        "asked": "完成现场核实。",
        "due": dt.date(2026, 3, 23),
        "given": "交由",
        "given_on": dt.date(2026, 3, 4),
        "number": "石桥镇信督〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "demand_answered": {
        "demand": f"{OFFICE.station}.1.7",
        "body": "村镇建设办",
        "outcome": "",
        "answer": "已到现场核实。",
    },
    "urgent_reported": {
        "reported_to": ("中共石桥镇委员会", "石桥镇人民政府"),
        "informed": ("岳阳县信访工作联席会议办公室",),
        "happened_on": dt.date(2026, 3, 2),
        "time": "上午9时许",
        "place": "三组路口",
        "people_count": 12,
        "happening": "路基塌陷。",
        "measures": "已设警示标志。",
        "asked": "请派员抢修。",
        "follow_up": False,
        "registered_at": "2026-03-02T08:10:00+08:00",
        "number": "石桥镇信急〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "feedback_sent": {
        "paper": "F27b",
        "supervision": f"{OFFICE.station}.1.5",
        "body": "岳阳县信访局",
        "outcome": "",
        "situation": "已进场施工。",
        "reasons": "配套资金到位晚。",
        "measures": "",
        "number": "石桥镇信馈〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
    },
    "closed": {"summary": "已送达", "settled": None},
    "review_requested": {
        "instance": "review",
        "review": "",
        "round": 1,
        "body": "岳阳县人民政府",
        "about": "石桥镇信访意〔2026〕1号",
        "to": 1,
        "petitioner": "张三",
        "form": "oral",
        "way": "us",
        "wish": "撤销处理意见。",
        "reasons": "面积少算了0.3亩。",
        "last_day": dt.date(2026, 4, 27),
        "unit": "石桥镇人民政府",
    },
    "review_accepted": {
        "instance": "review",
        "review": f"{OFFICE.station}.1.12",
        "body": "岳阳县人民政府",
        "accepted": True,
        "number": "岳政复查受〔2026〕8号",
        "received_on": dt.date(2026, 4, 13),
        "reason": "",
    },
    "review_file_requested": {
        "instance": "review",
        "review": f"{OFFICE.station}.1.12",
        "body": "岳阳县人民政府",
        "number": "岳政复查函〔2026〕3号",
        "due": dt.date(2026, 4, 22),
    },
    "review_answered": {
        "number": "石桥镇信答〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "0730-1234567",
        "instance": "review",
        "review": f"{OFFICE.station}.1.12",
        "body": "岳阳县人民政府",
        "asked": f"{OFFICE.station}.1.14",
        "reasons": "测量时双方到场。",
        "evidence": ("测量记录",),
        "enclosed": ("信访处理意见书（石桥镇信访意〔2026〕1号）", "信访处理意见书的送达回证1份"),
    },
    "review_heard": {
        "review": f"{OFFICE.station}.1.20",
        "body": "岳阳市人民政府",
        "begins": dt.date(2026, 6, 10),
        "ends": dt.date(2026, 6, 12),
    },
    "review_decided": {
        "instance": "review",
        "review": f"{OFFICE.station}.1.12",
        "body": "岳阳县人民政府",
        "number": "岳政复查〔2026〕8号",
        "decided_on": dt.date(2026, 5, 11),
        "result": "annul",
        "orders": "重新核定面积。",
        "due": dt.date(2026, 6, 10),
        "back": "office",
        "to": (1,),
        "petitioners": ("张三",),
        "served_on": dt.date(2026, 5, 12),
    },
    "review_request_received": {
        "instance": "review",
        "body": "石桥镇水利站",
        "about": "水站信访意〔2026〕1号",
        "decided_on": dt.date(2026, 2, 5),
        "served_on": dt.date(2026, 2, 9),
        "received_on": dt.date(2026, 3, 2),
        "last_day": dt.date(2026, 3, 11),
    },
    "supplement_asked": {
        "number": "石桥镇信补〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "",
        "missing": ("信访处理意见书复印件",),
        "due": dt.date(2026, 3, 12),
        "article": "《信访工作条例》第三十五条",
        "not_counted": False,
    },
    "supplement_received": {"notice": "43062110100001.1.9", "received": ("信访处理意见书复印件",)},
    "review_request_accepted": {
        "number": "石桥镇信复受〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "",
        "instance": "review",
        "paper": "F15",
        "office": "复查复核办公室",
        "handler": "王芳",
        "due": dt.date(2026, 4, 1),
    },
    "review_request_declined": {
        "number": "石桥镇信复不受〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "",
        "instance": "final_review",
        "paper": "F16a",
        "reason": "原处理意见尚未送达。",
        "body": "",
    },
    "answer_below_asked": {
        "number": "石桥镇信复通〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "",
        "body": "石桥镇水利站",
        "due": dt.date(2026, 3, 13),
        "article": "《信访工作条例》第三十五条",
    },
    "answer_below_received": {
        "notice": "43062110100001.1.10",
        "body": "石桥镇水利站",
        "answer": "答辩意见书及原案卷。",
    },
    "opinion_redone": {
        "body": "石桥镇水利站",
        "number": "水站信访意〔2026〕7号",
        "decided_on": dt.date(2026, 4, 17),
    },
    "review_opinion_drafted": {
        "facts_found": "测量时未通知当事人到场。",
        "evidence": ("原案卷",),
        "basis": (Basis(law="《信访工作条例》", article="第三十一条第六项"),),
        "conclusion": "annul",
        "conclusion_words": "由水利站重新测量后重新作出处理意见。",
        "redo_by": dt.date(2026, 4, 20),
    },
    "review_opinion_issued": {
        "number": "石桥镇信复查〔2026〕1号",
        "year": 2026,
        "number_serial": 1,
        "unit": "石桥镇人民政府",
        "phone": "",
        "paper": "F17",
        "review_body": "岳阳县人民政府",
        "review_address": "",
    },
    "review_served": {
        "instance": "review",
        "review": f"{OFFICE.station}.1.12",
        "number": "岳政复查〔2026〕8号",
        "to": 2,
        "petitioner": "李四",
    },
}


def entry_of(kind: str, facts: Facts, *, seq: int = 2, prev: str = GENESIS) -> Entry:
    return Entry(
        station=OFFICE.station,
        epoch=1,
        seq=seq,
        at="2026-03-02T09:00:00+08:00",
        on=dt.date(2026, 3, 2),
        officer="李明",
        petition="" if kind in OF_DESK else PETITION,
        kind=kind,
        facts=facts,
        prev=prev,
    )


def independent(body: bytes) -> bytes:
    """The canonical form as Python's own library writes it."""
    read = json.loads(body)
    return json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_bytes_of_every_kind_are_frozen(kind: str, check_reference: Callable[[str, bytes], None]) -> None:
    assert kind in EXAMPLES, f"give the new kind {kind} an example, then --update-reference"
    entry = entry_of(kind, KINDS[kind](**EXAMPLES[kind]))
    body = body_of(entry)
    check_reference(f"journal/{kind}.json", body)
    check_reference(f"journal/{kind}.sha256", hash_of(body).encode())
    assert body == independent(body)
    assert read_entry(body) == entry


@pytest.mark.parametrize("file", sorted((REFERENCE / "journal_0_1").iterdir()), ids=lambda file: file.stem)
def test_an_entry_of_version_0_1_reads_says_what_it_said_and_folds(file: Path) -> None:
    body = file.read_bytes()
    entry = read_entry(body)
    assert type(entry.facts) is KINDS[file.stem]
    given = json.loads(body)["facts"]
    assert subset(given, json.loads(msgspec.json.encode(entry.facts)))
    begun = apply(None, read_entry((REFERENCE / "journal_0_1" / "registered.json").read_bytes()))
    assert begun is not None
    after = apply(begun, entry)
    assert after is not None
    assert (after.entries, after.last_ref) == (2, entry.ref)


def test_a_schedule_taken_in_before_counties_signed_them_reads_as_typed() -> None:
    body = json.loads((REFERENCE / "journal" / "calendar_loaded.json").read_bytes())
    for name in ("signed_by", "signer", "signed_on", "against_signed"):
        del body["facts"][name]
    entry = read_entry(json.dumps(body).encode())
    assert entry.facts.sentence(entry) == "导入2027年放假安排（国务院办公厅关于2027年部分节假日安排的通知），手工录入"


def subset(given: Any, read: Any) -> bool:
    """Everything that was given is there; what was added since has its default."""
    if isinstance(given, dict):
        return all(name in read and subset(value, read[name]) for name, value in given.items())
    if isinstance(given, list):
        return len(given) == len(read) and all(map(subset, given, read))
    return bool(given == read)


def test_an_office_of_version_0_1_numbers_the_new_papers_by_the_usual_patterns() -> None:
    entry = read_entry((REFERENCE / "journal_0_1" / "opened.json").read_bytes())
    assert entry.facts.office == msgspec.structs.replace(OFFICE, one_officer=None)  # type: ignore[attr-defined]


def test_a_petition_that_was_kept_by_version_0_1_reads_without_what_was_added() -> None:
    begun = apply(None, read_entry((REFERENCE / "journal_0_1" / "registered.json").read_bytes()))
    kept = {name: value for name, value in msgspec.to_builtins(begun).items() if name not in ADDED}
    assert msgspec.convert(kept, Petition) == begun


def test_no_reference_is_left_of_a_kind_that_went() -> None:
    assert {path.stem for path in (REFERENCE / "journal").iterdir()} == set(KINDS)


def test_the_hash_is_plain_sha256_of_the_body() -> None:
    body = (REFERENCE / "journal" / "registered.json").read_bytes()
    assert hash_of(body) == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_told_in_one_chinese_sentence(kind: str) -> None:
    facts = KINDS[kind](**EXAMPLES[kind])
    said = facts.sentence(entry_of(kind, facts))
    assert said != kind
    assert "None" not in said
    assert any("\u4e00" <= char <= "\u9fff" for char in said)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "registered"])
def test_an_entry_without_its_petition_folds_to_nothing(kind: str) -> None:
    facts = KINDS[kind](**EXAMPLES[kind])
    assert apply(None, entry_of(kind, facts)) is None
