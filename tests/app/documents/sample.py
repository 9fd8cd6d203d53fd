"""A petition on its whole way, made by hand: the papers need no desk and no store."""

from __future__ import annotations

import datetime as dt

import msgspec

from app.documents.paper import PaperContext
from app.domain.clocks import clocks_of
from app.domain.office import Office
from app.domain.petition import Petition
from app.domain.records.competence import Acceptance, Notice
from app.domain.records.dispute import CompetenceDispute
from app.domain.records.ending import Termination, Withdrawal
from app.domain.records.hand_over import HandOver
from app.domain.records.handling import Extension
from app.domain.records.hearing import (
    Hearing,
    HearingConclusion,
    HearingRight,
    HearingSession,
    HearingView,
    Invited,
)
from app.domain.records.mediation import Consent, Mediation, OtherParty, Settlement
from app.domain.records.objection import Objection
from app.domain.records.opinion import Approval, Basis, Draft, Issue, Opinion, RequestResult
from app.domain.records.origin import Origin
from app.domain.records.petitioner import Contact, Material, Petitioner
from app.domain.records.reply import Reply
from app.domain.records.review import FileRequest, Review, ReviewAnswer, ReviewDecision, ReviewRequest, ReviewServed
from app.domain.records.review_case import AnswerAsked, ReviewCase, Supplement
from app.domain.records.sent_down import ReportUp
from app.domain.records.service import Service
from app.domain.records.supervision import Demand, Feedback, Supervision
from app.domain.records.suspension import Resumption, Suspension
from app.domain.records.urgent import UrgentReport
from app.shipped import load_calendar, load_periods

RARE_NAME = "张堃𠅤𬭚㛃"

OFFICE = Office(
    station="43068210500001",
    name="某某镇人民政府",
    short="某信",
    address="某某镇政府一楼信访接待室",
    phone="0730-8412345",
    review_body="某某县人民政府",
    review_address="某某县城关镇人民路1号县信访局复查复核办公室",
)
DRAFT = Draft(
    on=dt.date(2026, 3, 20),
    by="李文",
    facts_found="经查，石桥村三组至村部道路全长1.2公里，列入2025年度农村公路建设计划（编号2025-017），因县级配套资金"
    "调整，至今没有动工。2026年3月10日，我单位会同县交通运输局到现场核实，情况属实。",
    evidence=("2025年度农村公路建设计划表", "2026年3月10日现场核实记录"),
    basis=(Basis(law="《中华人民共和国公路法》", article="第八条", words="国务院交通主管部门主管全国公路工作。"),),
    results=(
        RequestResult(request=1, result="support", opinion="该路段列入2026年度计划，10月底前完工。"),
        RequestResult(request=2, result="explain", opinion="误工补贴目前没有政策依据。"),
        RequestResult(request=3, result="reject", opinion="未发现村干部挪用资金。"),
    ),
    ref="43068210500001.1.6",
)
PETITION = Petition(
    id="43068210500001.1.2",
    number="43068210500001-2026-000123",
    title="请求硬化石桥村三组道路",
    channel="visit",
    category="claim",
    source="直接提出",
    content_class="农村农业",
    place="石桥村",
    petitioners=(Petitioner(name=RARE_NAME, address="某某镇石桥村三组", phone="13800000000"),),
    head_count=1,
    requests=("硬化石桥村三组至村部的道路。", "补助2025年雨季的误工损失。", "公开村级道路资金的使用情况。"),
    facts="三组至村部一公里多道路为土路，雨天无法通行，学生上学要绕行三公里。",
    reasons="去年已经列入计划，至今没有动工。",
    materials=(
        Material(name="身份证复印件", copies=1, pages=1),
        Material(name="道路现场照片", copies=1, pages=3, original=True),
    ),
    oral=True,
    identity_unclear=False,
    received_on=dt.date(2026, 3, 2),
    registered_at="2026-03-02T09:12:00+08:00",
    first_contact="李文",
    query_code_hash="",
    station="43068210500001",
    contacts=(Contact(on=dt.date(2026, 3, 2), channel="visit", head_count=1, by="李文", ref="43068210500001.1.2"),),
    acceptance=Acceptance(
        on=dt.date(2026, 3, 3),
        by="李文",
        route="31-6",
        notice_number="某信受〔2026〕12号",
        office="镇城乡建设办公室",
        handler="赵明",
        due=dt.date(2026, 5, 6),
        unit="某某镇人民政府",
        phone="0730-8412345",
        ref="43068210500001.1.3",
    ),
    opinion=Opinion(
        draft=DRAFT,
        approval=Approval(on=dt.date(2026, 3, 22), by="陈明", agreed=True, remarks="", ref="43068210500001.1.7"),
        issue=Issue(
            on=dt.date(2026, 3, 23),
            by="李文",
            number="某信访意〔2026〕9号",
            unit="某某镇人民政府",
            phone="0730-8412345",
            review_body="某某县人民政府",
            review_address="某某县城关镇人民路1号县信访局复查复核办公室",
            ref="43068210500001.1.8",
        ),
    ),
)
HANDED = HandOver(
    on=dt.date(2026, 3, 2),
    by="李文",
    to_office="镇农业农村办公室",
    to_officer="周小雨",
    reason="反映农村道路，属该办职责。",
    ref="43068210500001.1.3",
    confirm_within=1,
    return_within=2,
    rule="《某某镇首问责任制规定》",
)
HAND_OVERS = (
    msgspec.structs.replace(
        HANDED, returned_on=dt.date(2026, 3, 3), returned_by="周小雨", return_reason="道路建设由镇城乡建设办公室负责。"
    ),
    msgspec.structs.replace(
        HANDED,
        on=dt.date(2026, 3, 3),
        to_office="镇城乡建设办公室",
        to_officer="",
        confirmed_on=dt.date(2026, 3, 4),
        confirmed_by="赵明",
        ref="43068210500001.1.5",
    ),
    msgspec.structs.replace(
        HANDED, on=dt.date(2026, 3, 20), to_office="镇财政所", rule="", confirm_within=0, return_within=0, ref="1.1.9"
    ),
)
SERVICE = Service(
    on=dt.date(2026, 3, 25),
    by="李文",
    paper="F12",
    number="某信访意〔2026〕9号",
    to=1,
    addressee=RARE_NAME,
    mode="direct",
    place="某某镇石桥村三组",
    receiver=RARE_NAME,
    relation="",
    tracking="",
    witnesses=(),
    refusal="",
    note="",
    ref="43068210500001.1.9",
)
ROUTE = Notice(
    on=dt.date(2026, 3, 4),
    by="李文",
    kind="route",
    paper="F04",
    number="某信告〔2026〕3号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    ref="43068210500001.1.3",
    route="31-4",
    body="某某县自然资源局",
    body_address="某某县城关镇建设路8号",
    body_phone="0730-8400001",
    procedure="行政裁决程序",
    term="受理之日起60日内",
)
DUTY = msgspec.structs.replace(
    ROUTE,
    route="31-5",
    body="某某镇人民政府",
    body_address="",
    body_phone="",
    procedure="履行法定职责程序",
    term="自收到之日起60日内",
)
ELSEWHERE = msgspec.structs.replace(
    ROUTE,
    kind="elsewhere",
    paper="F04b",
    route="",
    procedure="",
    term="",
    reason="该路段属于省道，由县公路部门管理",
)
FORWARDED = msgspec.structs.replace(
    ELSEWHERE,
    kind="forwarded",
    paper="F05",
    body="某某县交通运输局",
    body_address="",
    body_phone="",
    letter_number="某信转〔2026〕1号",
)
ASSIGNED_DOWN = msgspec.structs.replace(
    FORWARDED,
    kind="assigned_down",
    body="某某镇供水站",
    reason="属该站职责范围",
    letter_number="某信交〔2026〕1号",
    report_due=dt.date(2026, 4, 10),
    demands="请核实停水原因和影响户数，提出解决办法和完成日期",
)
DECLINED = msgspec.structs.replace(
    ELSEWHERE,
    kind="declined",
    paper="F06",
    number="某信不受〔2026〕2号",
    reason_code="N3",
    reason="该补偿纠纷已由某某县人民法院立案审理，案号（2026）某民初12号",
    body="某某县人民法院",
    body_address="",
    body_phone="",
)
DECLINED_FINAL = msgspec.structs.replace(
    DECLINED,
    kind="declined_final",
    paper="F07",
    reason_code="R1",
    reason="两次所提请求、事实和理由相同",
    body="",
    original_number="某信复核〔2025〕4号",
    original_body="某某市人民政府",
    original_on=dt.date(2025, 11, 20),
)
EXTENSION = Extension(
    on=dt.date(2026, 4, 28),
    by="赵明",
    reason="涉及四个村民小组的界线，县自然资源局尚未出具测绘结果",
    days=20,
    approver="陈明",
    due=dt.date(2026, 5, 22),
    number="某信延〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    ref="43068210500001.1.6",
)
REPLY = Reply(
    on=dt.date(2026, 4, 20),
    by="赵明",
    paper="F13",
    number="某信复〔2026〕5号",
    findings="2026年3月12日，我单位到现场检查，反映的砂石堆放点未取得用地手续，占用耕地约2亩。",
    handling="已责令停止违法行为，限期2026年5月31日前清理恢复。\n我单位将于6月上旬复核清理情况。",
    basis=(
        Basis(law="《中华人民共和国土地管理法》", article="第七十五条"),
        Basis(
            law="《中华人民共和国行政处罚法》", article="第二十八条", words="应当责令当事人改正或者限期改正违法行为。"
        ),
    ),
    outcome="",
    interest=True,
    review_body="某某县人民政府",
    court="某某县人民法院",
    unit="某某镇人民政府",
    phone="0730-8412345",
    ref="43068210500001.1.7",
)
SUGGESTION = msgspec.structs.replace(
    REPLY,
    paper="F14",
    findings="您建议在石桥村口增设反光镜，经现场察看，该处视线受阻，建议科学合理。",
    handling="已列入今年村道安全设施计划，8月底前安装。",
    basis=(),
    outcome="partly",
    interest=False,
    review_body="",
    court="",
)
SENT_DOWN = Origin(
    kind="forwarded",
    body="某某县信访局",
    letter_number="某信转〔2026〕7号",
    letter_on=dt.date(2026, 2, 27),
    body_number="430682-2026-0088",
    raised_on=dt.date(2026, 2, 20),
)
OBJECTION = Objection(
    on=dt.date(2026, 3, 5),
    by="李文",
    number="某信异〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    body="某某县信访局",
    reason="一、该路段为省道208线，由某某县公路事业发展中心管理养护，不属于乡道、村道。\n"
    "二、2025年度农村公路建设计划没有列入该路段，我单位没有实施该工程的职权和资金。",
    competent="某某县公路事业发展中心",
    returned=("某某县信访局来文（某信转〔2026〕7号，2026年2月27日）", "道路现场照片，1份，3页（原件）"),
    ref="43068210500001.1.3",
)
ASSIGNED = msgspec.structs.replace(
    SENT_DOWN, kind="assigned", letter_number="某信交〔2026〕3号", result_due=dt.date(2026, 4, 30), report=True
)
REPORT_UP = ReportUp(
    on=dt.date(2026, 3, 26),
    by="李文",
    number="某信报〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    body="某某县信访局",
    signer="陈明",
    handler="赵明",
    handler_phone="0730-8412346",
    findings="经现场核实，石桥村三组至村部道路全长1.2公里，列入2025年度农村公路建设计划，因配套资金调整没有动工。",
    handling="一、该路段列入2026年度计划，10月底前完工。\n二、已向信访人说明误工补贴没有政策依据。",
    annex="F12",
    annex_number="某信访意〔2026〕9号",
    served_on=dt.date(2026, 3, 25),
    office="镇城乡建设办公室",
    ref="43068210500001.1.10",
)
WITHDRAWAL = Withdrawal(
    on=dt.date(2026, 3, 12),
    by="李文",
    petitioners=(1,),
    names=(RARE_NAME,),
    form="oral",
    for_all=False,
    reason="道路已由村里垫资修补，可以通行，不再要求处理。",
    unit="某某镇人民政府",
    ref="43068210500001.1.6",
)
TERMINATION = Termination(
    on=dt.date(2026, 3, 13),
    by="李文",
    ground="withdrawn",
    reason="",
    evidence="",
    approver="陈明",
    number="某信终〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    ref="43068210500001.1.7",
)
DISPUTE = CompetenceDispute(
    on=dt.date(2026, 3, 5),
    by="李文",
    bodies=("某某县城关镇人民政府",),
    arbiter="superior",
    superior="某某县人民政府",
    views="该路段起点在我镇石桥村，终点在城关镇新塘村，长1.2公里，两镇各有一半。\n我镇认为建设计划由城关镇申报，应由其受理；城关镇认为信访人住在我镇，应由我镇受理。双方于2026年3月4日协商，未能一致。",
    signer="陈明",
    number="某信请〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    ref="43068210500001.1.2",
)
HEARING_RIGHT = HearingRight(
    on=dt.date(2026, 3, 9),
    by="李文",
    subject="石桥村三组道路硬化和村级道路资金使用",
    days=7,
    rule="",
    number="某信听〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    ref="43068210500001.1.4",
)
HEARING = Hearing(
    on=dt.date(2026, 3, 9),
    by="李文",
    asked_by="petitioner",
    asked_on=dt.date(2026, 3, 6),
    subject="石桥村三组道路硬化和村级道路资金使用",
    held_on=dt.date(2026, 3, 16),
    time="09:30",
    place="某某镇政府三楼会议室",
    chair="陈明",
    members=("孙丽", "周强"),
    clerk="王芳",
    invited=(
        Invited(name="赵明", role="镇城乡建设办公室，承办人"),
        Invited(name="李志远", role="石桥村村民代表"),
    ),
    public=True,
    number="某信听〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    ref="43068210500001.1.4",
)
HEARING_SESSION = HearingSession(
    on=dt.date(2026, 3, 16),
    by="王芳",
    from_time="09:30",
    to_time="11:20",
    present=(RARE_NAME, "陈明", "孙丽", "周强", "王芳", "赵明"),
    absent=("李志远",),
    petitioner_statement="道路2025年列入计划后没有动工，请求说明原因并明确完工日期。\n雨季误工有记工本可查，请求补助。",
    office_statement="因县级配套资金调整没有招标。资金已于2026年2月到账，可以组织实施。误工补贴没有政策依据。",
    other_statements="",
    evidence=("2025年度农村公路建设计划表", "资金到账凭证复印件"),
    closing_statements="信访人同意以公示的完工日期为准。",
    unit="某某镇人民政府",
    ref="43068210500001.1.5",
)
HEARING_CONCLUSION = HearingConclusion(
    on=dt.date(2026, 3, 17),
    by="李文",
    facts_held="该路段列入2025年度计划，因县级配套资金调整没有实施，没有及时告知村民；资金已经到账。",
    views=(
        HearingView(request=1, view="应当列入2026年度计划，并公示完工日期"),
        HearingView(request=2, view="没有政策依据，应当向信访人解释说明"),
        HearingView(request=3, view="应当按村务公开的要求公开"),
    ),
    conclusion="第一项、第三项请求有事实依据，建议支持；第二项建议解释说明。",
    votes_for=3,
    votes_against=0,
    votes_abstained=None,
    number="某信听〔2026〕2号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    ref="43068210500001.1.6",
)
HELD = msgspec.structs.replace(HEARING, session=HEARING_SESSION)
MEDIATION = Mediation(
    on=dt.date(2026, 3, 9),
    by="李文",
    other=OtherParty(name="石桥村村民委员会", kind="organisation", address="某某镇石桥村村部", phone="0730-8410001"),
    dispute="修路占用菜地的补偿",
    petitioners=Consent(agreed=True, on=dt.date(2026, 3, 8), how="written"),
    opposite=Consent(agreed=True, on=dt.date(2026, 3, 9), how="oral"),
    note="",
    settlement=Settlement(
        on=dt.date(2026, 3, 18),
        by="李文",
        form="people",
        body="某某镇人民调解委员会",
        mediators=("孙丽", "周强"),
        facts="2025年修路占用信访人菜地86平方米，一直没有支付补偿，双方对补偿标准有争议。",
        liability="村民委员会没有及时支付补偿，承担责任。",
        content="一、村民委员会按每平方米12元补偿信访人1032元。\n二、双方就该菜地再无其他争议。",
        performance="转账支付至信访人账户",
        perform_by=dt.date(2026, 4, 15),
        number="某信调〔2026〕1号",
        unit="某某镇人民政府",
        ref="43068210500001.1.7",
    ),
    ref="43068210500001.1.5",
)
CONCLUDED = msgspec.structs.replace(HELD, conclusion=HEARING_CONCLUSION)
DEMAND = Demand(
    on=dt.date(2026, 3, 16),
    by="李文",
    ref="43068210500001.1.12",
    demand="supervision",
    body="镇城乡建设办公室",
    number="某信督〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    trigger="T4",
    reason="两次催办后仍没有开展调查核实，信访人三次来镇询问",
    asked="3月20日前完成现场核实，提出办理意见",
    due=dt.date(2026, 3, 23),
    given="交由",
    given_on=dt.date(2026, 3, 3),
)
REMINDER = msgspec.structs.replace(DEMAND, demand="reminder", number="某信催〔2026〕1号", trigger="")
IMPROVEMENT = msgspec.structs.replace(
    DEMAND,
    demand="improve",
    number="某信建〔2026〕1号",
    trigger="",
    reason="村道项目进度没有公示，群众不了解开工时间",
    asked="1. 每季度在村务公开栏公布项目进度\n2. 开工、延期及时告知村民小组",
    due=None,
)
URGENT = UrgentReport(
    on=dt.date(2026, 3, 5),
    by="李文",
    ref="43068210500001.1.13",
    number="某信急〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    reported_to=("中共某某镇委员会", "某某镇人民政府"),
    informed=("某某县交通运输局", "某某县信访工作联席会议办公室"),
    happened_on=dt.date(2026, 3, 5),
    time="上午9时许",
    place="石桥村三组路口",
    people_count=12,
    happening="路基塌陷，三组对外交通中断，群众到镇政府反映，要求当天恢复通行",
    measures="镇分管负责人到现场，已设警示标志，安排临时便道。",
    asked="请县交通运输局派员抢修。",
    follow_up=False,
)
SUPERVISION = Supervision(
    on=dt.date(2026, 3, 16),
    by="李文",
    ref="43068210500001.1.10",
    supervision="supervision",
    body="某某县信访局",
    letter_number="某信督〔2026〕5号",
    letter_on=dt.date(2026, 3, 13),
    trigger="T1",
    asked="请于3月底前办结，并书面反馈办理情况、说明原因。",
    due=dt.date(2026, 3, 31),
    answered_on=dt.date(2026, 3, 20),
)
FEEDBACK = Feedback(
    on=dt.date(2026, 3, 20),
    by="李文",
    ref="43068210500001.1.11",
    paper="F27b",
    number="某信馈〔2026〕1号",
    unit="某某镇人民政府",
    phone="0730-8412345",
    supervision=SUPERVISION.ref,
    outcome="",
    situation="3月18日召开现场协调会，明确由镇城乡建设办公室会同县交通运输局实施，4月10日进场施工。",
    reasons="县级配套资金3月上旬才到位，项目开工比计划推迟",
    measures="由分管负责人包抓，每周五通报进度。",
)
SUGGESTED_TO_US = msgspec.structs.replace(
    SUPERVISION,
    supervision="improve",
    letter_number="某信建〔2026〕2号",
    trigger="",
    asked="建议建立村道项目进度公示制度。",
)
ADOPTION = msgspec.structs.replace(
    FEEDBACK, paper="F28b", outcome="partly", reasons="镇级没有项目审批权限，审批进度由县交通运输局公示"
)
REVIEW = Review(
    ref="43068210500001.1.10",
    instance="review",
    round=1,
    body="某某县人民政府",
    about="某信访意〔2026〕9号",
    requests=(
        ReviewRequest(
            on=dt.date(2026, 3, 26),
            by="李文",
            ref="43068210500001.1.10",
            to=1,
            petitioner=RARE_NAME,
            form="oral",
            way="us",
            wish="请求撤销处理意见中对误工补贴不予解决的部分，责令重新核定。",
            reasons="2025年雨季三组村民共误工四十余天，村委会有登记，处理意见没有核实。",
            last_day=dt.date(2026, 4, 24),
            unit="某某镇人民政府",
        ),
    ),
    file_requests=(
        FileRequest(
            on=dt.date(2026, 4, 1),
            by="李文",
            ref="43068210500001.1.11",
            number="某政复查函〔2026〕3号",
            due=dt.date(2026, 4, 9),
        ),
    ),
    answers=(
        ReviewAnswer(
            on=dt.date(2026, 4, 7),
            by="李文",
            ref="43068210500001.1.12",
            number="某信答〔2026〕1号",
            unit="某某镇人民政府",
            phone="0730-8412345",
            body="某某县人民政府",
            asked="43068210500001.1.11",
            reasons="误工补贴没有政策依据，处理意见已作解释说明。\n道路已列入2026年度计划，请求维持原处理意见。",
            evidence=("2025年度农村公路建设计划表", "2026年3月10日现场核实记录"),
            enclosed=("信访事项受理告知书（某信受〔2026〕12号）", "信访处理意见书（某信访意〔2026〕9号）"),
        ),
    ),
)
REVIEWED = msgspec.structs.replace(
    REVIEW,
    decision=ReviewDecision(
        on=dt.date(2026, 4, 20),
        by="李文",
        ref="43068210500001.1.13",
        number="某政复查〔2026〕8号",
        body="某某县人民政府",
        decided_on=dt.date(2026, 4, 17),
        result="uphold",
        orders="",
        due=None,
    ),
    served=(ReviewServed(on=dt.date(2026, 4, 20), by="李文", ref="43068210500001.1.13", to=1, petitioner=RARE_NAME),),
)
SUPPLEMENT = Supplement(
    on=dt.date(2026, 3, 3),
    by="李明",
    ref="43068210500001.1.60",
    number="某某镇信补〔2026〕1号",
    unit="某某市某某镇人民政府",
    phone="0730-1234567",
    missing=("信访处理意见书复印件", "委托代理人的授权委托书"),
    due=dt.date(2026, 3, 13),
    article="《山东省信访事项复查复核工作规则（试行）》第十六条",
    not_counted=True,
)
ANSWER_ASKED = AnswerAsked(
    on=dt.date(2026, 3, 6),
    by="李明",
    ref="43068210500001.1.64",
    number="某某镇信复通〔2026〕1号",
    unit="某某市某某镇人民政府",
    phone="0730-1234567",
    body="某某市某某镇水利站",
    due=dt.date(2026, 3, 13),
    article="《信访工作条例》第三十五条",
)
CASE = ReviewCase(
    on=dt.date(2026, 3, 2),
    by="李明",
    ref="43068210500001.1.59",
    instance="review",
    body="某某市某某镇水利站",
    about="水站信访意〔2026〕1号",
    decided_on=dt.date(2026, 2, 5),
    served_on=dt.date(2026, 2, 9),
    received_on=dt.date(2026, 3, 2),
    last_day=dt.date(2026, 3, 11),
    supplements=(SUPPLEMENT,),
    answers=(ANSWER_ASKED,),
)
FINAL_CASE = msgspec.structs.replace(
    CASE, instance="final_review", body="某某市水利局", about="水信复查〔2026〕2号", supplements=(), answers=()
)
TAKEN = Acceptance(
    on=dt.date(2026, 3, 5),
    by="李明",
    ref="43068210500001.1.61",
    route="",
    notice_number="某某镇信复受〔2026〕1号",
    office="复查复核办公室",
    handler="王芳",
    due=dt.date(2026, 4, 11),
    unit="某某市某某镇人民政府",
    phone="0730-1234567",
    paper="F15",
)
TAKEN_FINALLY = msgspec.structs.replace(TAKEN, paper="F16", due=dt.date(2026, 4, 1))
NOT_TAKEN = Notice(
    on=dt.date(2026, 3, 5),
    by="李明",
    ref="43068210500001.1.61",
    kind="review_declined",
    paper="F15a",
    number="某某镇信复不受〔2026〕1号",
    unit="某某市某某镇人民政府",
    phone="0730-1234567",
    reason="该处理意见由某某市林业局作出，我单位不是其上一级机关",
    body="某某市人民政府",
)
NOT_TAKEN_FINALLY = msgspec.structs.replace(NOT_TAKEN, paper="F16a", body="")
REVIEWED = Opinion(
    draft=Draft(
        on=dt.date(2026, 3, 18),
        by="王芳",
        ref="43068210500001.1.62",
        facts_found="经查，水利站测量渠道占地时没有通知当事人到场，补偿面积未经当事人核对，原处理意见认定事实不清。",
        evidence=("原案卷一册", "2026年3月12日现场勘验记录"),
        basis=(Basis(law="《信访工作条例》", article="第三十一条第六项"),),
        results=(),
        conclusion="annul",
        conclusion_words="由水利站会同当事人重新测量，查清事实后重新作出处理意见。",
        redo_by=dt.date(2026, 4, 24),
    ),
    approval=Approval(on=dt.date(2026, 3, 20), by="陈明", agreed=True, remarks=""),
    issue=Issue(
        on=dt.date(2026, 3, 20),
        by="李明",
        ref="43068210500001.1.63",
        number="某某镇信复查〔2026〕1号",
        unit="某某市某某镇人民政府",
        phone="0730-1234567",
        review_body="某某县人民政府",
        review_address="某某县城关镇人民路1号县信访局复查复核办公室",
        paper="F17",
    ),
)
REVIEWED_FINALLY = Opinion(
    draft=msgspec.structs.replace(
        REVIEWED.draft,
        facts_found="经查，复查意见认定事实清楚，适用依据正确。",
        conclusion="uphold",
        conclusion_words="原处理意见、复查意见认定的事实清楚，处理适当。",
        redo_by=None,
    ),
    approval=REVIEWED.approval,
    issue=Issue(
        on=dt.date(2026, 3, 20),
        by="李明",
        ref="43068210500001.1.63",
        number="某某镇信复核〔2026〕1号",
        unit="某某市某某镇人民政府",
        phone="0730-1234567",
        review_body="",
        review_address="",
        paper="F18",
    ),
)
SUSPENDED = Suspension(
    on=dt.date(2026, 3, 9),
    by="李文",
    ref="43068210500001.1.20",
    number="某某镇信中〔2026〕1号",
    unit=OFFICE.name,
    phone=OFFICE.phone,
    ground="pending",
    words="主要事实须待另案认定",
    article="《某省信访条例》第四十条",
    periods=("D5", "D6"),
    reason="该路段用地的权属正由县人民政府确认，确认结果是处理本事项的依据",
    evidence="县自然资源局受理通知书",
    approver="陈明",
    resumed=Resumption(
        on=dt.date(2026, 3, 20),
        by="李文",
        ref="43068210500001.1.21",
        number="某某镇信中〔2026〕2号",
        unit=OFFICE.name,
        phone=OFFICE.phone,
        reason="县人民政府已于3月19日作出权属确认决定",
        approver="陈明",
        suspended_on=dt.date(2026, 3, 9),
        suspension_number="某某镇信中〔2026〕1号",
        days=10,
        due=dt.date(2026, 5, 14),
    ),
)
NOT_ACCEPTED: dict[str, object] = {"acceptance": None, "opinion": None}
SUGGESTED: dict[str, object] = {**NOT_ACCEPTED, "title": "建议在石桥村口增设反光镜", "category": "suggestion"}
# F-code -> what is changed in the sample petition so that the paper can be drawn
STATES: dict[str, dict[str, object]] = {
    "F01": {},
    "F01a": {"hand_overs": HAND_OVERS},
    "F02": {},
    "F03": {},
    "F04": {**NOT_ACCEPTED, "notice": ROUTE},
    "F04b": {**NOT_ACCEPTED, "notice": ELSEWHERE},
    "F05": {**NOT_ACCEPTED, "notice": FORWARDED},
    "F06": {**NOT_ACCEPTED, "notice": DECLINED},
    "F07": {**NOT_ACCEPTED, "notice": DECLINED_FINAL},
    "F08": {**NOT_ACCEPTED, "notice": FORWARDED},
    "F09": {**NOT_ACCEPTED, "notice": ASSIGNED_DOWN},
    "F10": {**NOT_ACCEPTED, "origin": SENT_DOWN, "objections": (OBJECTION,)},
    "F10a": {**NOT_ACCEPTED, "disputes": (DISPUTE,)},
    "F11": {"opinion": None, "extension": EXTENSION},
    "F11a": {"opinion": None, "extension": EXTENSION},
    "F12": {},
    "F12a": {"origin": ASSIGNED, "report_up": REPORT_UP},
    "F13": {**NOT_ACCEPTED, "notice": DUTY, "reply": REPLY},
    "F14": {**SUGGESTED, "reply": SUGGESTION},
    "F26": {"opinion": None, "suspensions": (msgspec.structs.replace(SUSPENDED, resumed=None),)},
    "F26a": {"opinion": None, "suspensions": (SUSPENDED,)},
    "F25": {"opinion": None, "withdrawals": (WITHDRAWAL,), "termination": TERMINATION},
    "F25a": {"opinion": None, "withdrawals": (WITHDRAWAL,)},
    "F19": {"services": (SERVICE,)},
    "F19a": {"services": (SERVICE,), "reviews": (REVIEW,)},
    "F21": {"services": (SERVICE,), "reviews": (REVIEW,)},
    "F15": {"opinion": None, "acceptance": TAKEN, "review_case": CASE},
    "F15a": {**NOT_ACCEPTED, "notice": NOT_TAKEN, "review_case": CASE},
    "F16": {"opinion": None, "acceptance": TAKEN_FINALLY, "review_case": FINAL_CASE},
    "F16a": {**NOT_ACCEPTED, "notice": NOT_TAKEN_FINALLY, "review_case": FINAL_CASE},
    "F17": {"acceptance": TAKEN, "opinion": REVIEWED, "review_case": CASE},
    "F18": {"acceptance": TAKEN_FINALLY, "opinion": REVIEWED_FINALLY, "review_case": FINAL_CASE},
    "F21a": {"opinion": None, "acceptance": TAKEN, "review_case": CASE},
    "F20": {**NOT_ACCEPTED, "review_case": CASE},
    "F24": {},
    "F23": {"mediations": (MEDIATION,)},
    "F22f": {"opinion": None, "hearing_rights": (HEARING_RIGHT,)},
    "F22a": {"opinion": None, "hearings": (HEARING,)},
    "F22b": {"hearings": (HEARING,)},
    "F22c": {"hearings": (HEARING,)},
    "F22d": {"opinion": None, "hearings": (HELD,)},
    "F22e": {"opinion": None, "hearings": (CONCLUDED,)},
    "F27": {"demands": (DEMAND,)},
    "F28": {"demands": (IMPROVEMENT,)},
    "F29": {"urgent_reports": (URGENT,)},
    "F27b": {"supervisions": (SUPERVISION,), "feedbacks": (FEEDBACK,)},
    "F28b": {"supervisions": (SUGGESTED_TO_US,), "feedbacks": (ADOPTION,)},
}


def sample_context(
    *, office: dict[str, str] | None = None, context: dict[str, object] | None = None, **changes: object
) -> PaperContext:
    """The sample petition with some fields of it, of the office or of the context changed."""
    petition = msgspec.structs.replace(PETITION, **changes)
    today = dt.date(2026, 3, 26)
    made = PaperContext(
        petition=petition,
        office=msgspec.structs.replace(OFFICE, **(office or {})),
        today=today,
        deadlines=clocks_of(petition, load_periods(), load_calendar(), today),
        query_code="K7M4-PX92-T",
        qr="SWT1.43068210500001-2026-000123.2026-03-02.43068210500001."
        "Wm9uZ2d1b1hpbkZhbmdTaG91V2VuVGFpUmVjZWlwdFNpZ25hdHVyZUV4YW1wbGVGb3JUZXN0c09ubHkxMjM0NTY3ODkwQUI",
    )
    return msgspec.structs.replace(made, **(context or {}))


def drafted(**changes: object) -> Opinion:
    """An opinion that is still a draft, with some contents changed."""
    return Opinion(draft=msgspec.structs.replace(DRAFT, **changes))


def context_for(code: str, **changes: object) -> PaperContext:
    """The sample petition in the state in which this paper can be drawn, with some fields of it changed."""
    return sample_context(**{**STATES[code], **changes})  # type: ignore[arg-type]
