"""The commands, their arguments and their --help, all in Chinese."""

from __future__ import annotations

import argparse
import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from app.cli import reading
from app.cli.reading import NEW_PASSPHRASE, PASSPHRASE, TODAY
from app.domain.errors import RuleBroken

Answer = dict[str, Any]
Command = Callable[[argparse.Namespace], Answer]

# What argparse says, in the clerk's language; its own words stay in the facts.
_PROBLEMS = (
    (r"the following arguments are required: (.*)", "缺少 {}"),
    (r"unrecognized arguments: (.*)", "多出 {}"),
    (r"argument [^:]+: invalid choice: '(.*?)' \(choose.*", "没有“{}”这个命令"),
    (r"argument ([^:]+): expected (?:one|at least one) argument", "{} 后面缺少内容"),
    (r"argument ([^:]+): ignored explicit argument.*", "{} 后面不能带内容"),
)


class Parser(argparse.ArgumentParser):
    """Chinese headings; refuses in the program's own form; knows the JSON that its command takes."""

    def __init__(self, **given: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **given)
        self._given = self.add_argument_group("参数")
        self._chosen = self.add_argument_group("选项")
        self.add_argument("-h", "--help", action="help", help="显示本说明")
        self.json_help: Callable[[], str] | None = None

    def add_argument(self, *names: Any, **given: Any) -> argparse.Action:
        group = self._chosen if str(names[0]).startswith("-") else self._given
        return group.add_argument(*names, **given)

    def format_help(self) -> str:
        if self.json_help is not None:
            self.epilog = self.json_help()  # only now: reading the structs costs every other command its time
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        told = (form.format(*found.groups()) for said, form in _PROBLEMS if (found := re.fullmatch(said, message)))
        what = next(told, "命令写法不对")
        raise RuleBroken("usage", f"{what}，请看 {self.prog} --help。", problem=message)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def make_parser(run: Mapping[str, Command]) -> Parser:
    """The whole command line; `run` maps each command's name to what it does."""
    parser = Parser(
        prog="python -m app",
        description="首问台命令行。结果是标准输出上的一个 JSON；拒绝是标准错误上的一个 JSON，\n"
        "退出码 2 表示规则不允许，3 表示环境有问题（磁盘、口令、文件），4 表示程序内部错误。",
    )
    commands = parser.add_subparsers(
        title="命令", dest="command", required=True, metavar="命令", parser_class=Parser, help="后加 --help 看说明"
    )
    maker = _Maker(commands, run)
    _define_setup(maker)
    _define_keys(maker)
    _define_work(maker)
    _define_exchange(maker)
    _define_sheets(maker)
    _define_dispatches(maker)
    _define_sealed(maker)
    _define_backups(maker)
    return parser


class _Maker:
    """Adds one command after the other."""

    def __init__(self, commands: Any, run: Mapping[str, Command]) -> None:
        self._commands = commands
        self._run = run

    def command(self, name: str, words: str, *places: str, officer: bool = True) -> Parser:
        """A command with its positional arguments."""
        parser: Parser = self._commands.add_parser(name, help=words, description=words)
        for place in places:
            parser.add_argument(_DEST.get(place, place.lower()), metavar=place, type=reading.filled)
        parser.add_argument("--passphrase-file", metavar="FILE", help=f"口令文件；或用环境变量 {PASSPHRASE}")
        if officer:
            parser.add_argument("--officer", metavar="姓名", help="以哪位工作人员的名义办理，默认第一位")
        words = f"今天的日期（YYYY-MM-DD），本机日期被怀疑不对时用来确认；或用环境变量 {TODAY}"
        parser.add_argument(
            "--today", metavar="日期", type=functools.partial(reading.day, option="--today"), help=words
        )
        parser.set_defaults(run=self._run[name], officer=None)
        return parser


_TODAY = functools.partial(reading.day, option="--today")
_DEST = {"DESK|STORE": "place", "FILE.pdf": "out", "from": "first", "to": "last"}


def _define_setup(maker: _Maker) -> None:
    init = maker.command("init", "新建接待台", "DESK", officer=False)
    init.add_argument("--station", required=True, help="14位台号：12位统计用区划代码加2位台序号")
    init.add_argument("--name", required=True, help="单位名称")
    init.add_argument(
        "--officer",
        required=True,
        action="append",
        metavar="姓名",
        help="工作人员姓名，可多次给出，第一名为默认经办人",
    )
    for name, words in (
        ("short", "机关代字，默认按单位名称推定"),
        ("address", "接待地点"),
        ("phone", "查询电话"),
        ("review-body", "复查机关，默认按台号前六位推定为县级人民政府"),
        ("review-address", "复查机关地址"),
        ("region", "适用哪里的期限规定（data/periods 中的文件名），默认 national 全国"),
    ):
        init.add_argument(f"--{name}", default="", help=words)
    _unlock_seconds(init)
    county = maker.command("init-county", "新建县级接收库", "STORE", officer=False)
    county.add_argument("--code", required=True, help="6位行政区划代码")
    county.add_argument("--name", required=True, help="县级单位名称")
    words = "收到的记载存入 PostgreSQL 数据库（postgresql://用户@主机/数据库名），默认存入本文件夹的加密文件"
    county.add_argument("--store", dest="url", default="", metavar="URL", help=words)
    _unlock_seconds(county)
    maker.command("pair", "接待台与县级接收库在同一电脑上互换公钥卡（两处口令相同）", "DESK", "STORE")
    card = maker.command("card", "写出本单位的公钥卡，带给对方", "DESK|STORE")
    card.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹", type=reading.filled)
    trust = maker.command("trust", "读入对方的公钥卡，读入后请用电话核对指纹", "DESK|STORE", "CARD")
    trust.add_argument("--replace", action="store_true", help="更换已登记的公钥卡（先用电话核对新指纹）")
    trust.add_argument("--below", action="store_true", help="登记为下级：村级代办点的公钥卡，只用于镇级接待台")
    settings = maker.command("settings", "查看单位资料；有 --json 时修改其中的字段", "DESK")
    _json(settings, _settings_help, required=False)


def _define_keys(maker: _Maker) -> None:
    words = (
        "工作人员：列出（list）、增加（add）、调整（change）、停用（revoke），角色（roles）、采用自定角色（take-roles）"
    )
    officers = maker.command("officers", words, "DESK")
    officers.add_argument("action", choices=("list", "add", "change", "revoke", "roles", "take-roles"), metavar="操作")
    officers.add_argument("who", metavar="姓名", nargs="?", type=reading.filled)
    officers.add_argument("--role", action="append", metavar="角色", help="角色代码，可多次给出，见 roles")
    officers.add_argument("--reason", metavar="事由", help="停用的事由")
    officers.add_argument("--on", type=reading.day, metavar="DATE", help="到岗、离岗或者调整的日期，默认今天")
    words = "口令：谁有自己的口令（show）、为他人设置首次口令（give）、更换自己的（change）、停用共用口令（end-common）"
    passphrases = maker.command("passphrases", words, "DESK")
    passphrases.add_argument("action", choices=("show", "give", "change", "end-common"), metavar="操作")
    passphrases.add_argument("--for", dest="to", metavar="姓名", type=reading.filled, help="为谁设置首次口令")
    _new_passphrase(passphrases)
    sheet = maker.command("recovery-sheet", "制作新的恢复表（F35），以前的即作废；打印后删除文件", "DESK")
    sheet.add_argument("--out", required=True, metavar="FILE.pdf", help="写到哪个文件", type=reading.filled)
    recover = maker.command("recover", "用恢复表打开，由 --officer 所指的管理员设置新口令", "DESK")
    recover.add_argument("--key-file", required=True, metavar="FILE", help="恢复表上的八组字符", type=reading.filled)
    recover.add_argument("--reason", required=True, metavar="事由", help="为什么使用，记入台账", type=reading.filled)
    _new_passphrase(recover)
    maker.command("unlock-test", "试一个口令：打开哪些锁位、各用多少秒；不打开接待台", "DESK", officer=False)


def _new_passphrase(parser: Parser) -> None:
    words = f"新口令文件；或用环境变量 {NEW_PASSPHRASE}"
    parser.add_argument("--new-passphrase-file", metavar="FILE", help=words)


def _define_work(maker: _Maker) -> None:
    _json(maker.command("register", "登记信访事项", "DESK"), _register_help)
    _json(maker.command("candidates", "登记前查找可能相同的已有事项", "DESK"), _register_help)
    _json(maker.command("contact", "记录再次来访（来信、来电）", "DESK", "NUMBER"), _contact_help)
    _json(maker.command("step", "办理一个步骤；NUMBER 为 - 时是本台自身的步骤", "DESK", "NUMBER", "STEP"), _steps_help)
    maker.command("show", "查看一件事项：内容、期限、可办步骤、经过、送达县级情况", "DESK", "NUMBER")
    maker.command(
        "finality", "查看终结情况：处理、复查、复核各环节，能否不再受理，可能相同的已终结事项", "DESK", "NUMBER"
    )
    due = maker.command("due", "列出未办结事项的期限，最近的在前", "DESK")
    due.add_argument("--on", type=reading.day, metavar="DATE", help="按哪一天计算，默认今天")
    count = maker.command("count", "统计：件、批、人次、初次、重复、按期告知和办结，每个数写明口径", "DESK")
    count.add_argument("--month", type=reading.month, metavar="2026-10", help="统计哪个月，按本地业务月起止")
    for name, words in (("from", "统计期首日"), ("to", "统计期末日，当日计入")):
        read = functools.partial(reading.day, option=f"--{name}")
        count.add_argument(f"--{name}", dest=_DEST.get(name, name), type=read, metavar="DATE", help=words)
    count.add_argument("--rows", action="store_true", help="并列出每个数由哪些事项组成")
    maker.command("explain", "逐日说明一件事项的每个期限", "DESK", "NUMBER")
    calendar = maker.command("calendar", "查看放假安排（show），或导入一年的放假安排（load）", "DESK")
    calendar.add_argument("action", choices=("show", "load"), metavar="show|load")
    calendar.add_argument(
        "file", metavar="FILE", nargs="?", type=reading.filled, help="手工录入的（格式同 data/holidays）或县级签发的"
    )
    data = maker.command("data", "数据文件：列出、查看县级签发的一个文件（show），导入（load）", "DESK")
    data.add_argument("action", choices=("show", "load"), metavar="show|load")
    data.add_argument("file", metavar="FILE", nargs="?", type=reading.filled, help="县级签发的文件（.swtdata）")
    data.add_argument("--confirm", action="store_true", help="已逐条核对 show 列出的改动，确认采用")
    days = maker.command("reception-days", "列出一年的领导接访日和各日接访的事项", "DESK")
    days.add_argument("--year", type=reading.year, metavar="2026", help="哪一年，默认今年")
    days.add_argument("--on", type=reading.day, metavar="DATE", help="只列这一天")
    days.add_argument("--leader", metavar="姓名", type=reading.filled, help="只列这位领导")
    days.add_argument("--plan", metavar="FILE.pdf", type=reading.filled, help="把所列各日印成领导接访安排表（F33）")
    days.add_argument("--record", metavar="FILE.pdf", type=reading.filled, help="把选定的一天印成领导接访记录（F34）")
    report = maker.command("report", "信访情况月报或年度报告（F31）：数同 count", "DESK")
    report.add_argument("--month", type=reading.month, metavar="2026-10", help="哪个月，按本地业务月起止")
    report.add_argument("--year", type=reading.year, metavar="2026", help="哪一年，十二个业务月")
    report.add_argument("--out", metavar="FILE.pdf", type=reading.filled, help="写到哪个文件")
    routes = maker.command("routes", "第三十一条各途径的问答清单和典型事项", officer=False)
    routes.add_argument("--desk", metavar="DESK", type=reading.filled, help="用该接待台自己的清单（有的话）")
    wording = maker.command("wording", "文书用语：检查（check）、列出（list）、导出以便修改（export FOLDER）", "DESK")
    wording.add_argument("action", choices=("check", "list", "export"), metavar="check|list|export")
    wording.add_argument("folder", metavar="FOLDER", nargs="?", type=reading.filled, help="导出到哪个文件夹")
    search = maker.command("search", "检索：编号、姓名、拼音首字母、电话、证件号码、内容中的词", "DESK", "TEXT")
    search.add_argument("--limit", type=reading.limit, default=50, metavar="N", help="最多列出多少件，默认 50")
    journal = maker.command("journal", "查看全台台账，或一件事项的台账", "DESK")
    journal.add_argument("number", metavar="NUMBER", nargs="?", type=reading.filled)
    journal.add_argument("--full", metavar="事由", type=reading.filled, help="证件号码、电话、住址写完整，记入查阅记录")
    reveal = maker.command("reveal", "显示一件事项的完整证件号码、电话、住址，记入查阅记录", "DESK", "NUMBER")
    reveal.add_argument("field", metavar="id_number|phone|address", nargs="*", help="哪几项，默认全部")
    reveal.add_argument("--for", dest="purpose", required=True, metavar="事由", type=reading.filled, help="为什么要看")
    looked = maker.command("looked", "查阅记录：谁在何时为何看过，最近的在前；可限一件事项", "DESK")
    looked.add_argument("number", metavar="NUMBER", nargs="?", type=reading.filled)
    looked.add_argument("--by", default="", metavar="姓名", help="只列这位工作人员的")
    looked.add_argument("--on", type=reading.day, metavar="DATE", help="只列这一天的")
    looked.add_argument("--limit", type=reading.limit, default=500, metavar="N", help="最多列出多少条，默认 500")
    paper = maker.command("paper", "出文书（PDF）", "DESK", "NUMBER", "PAPER")
    paper.json_help = _papers_help
    paper.add_argument("--out", required=True, metavar="FILE.pdf", help="写到哪个文件", type=reading.filled)
    paper.add_argument("--docx", action="store_true", help="F12 另存为可在 WPS 中修改的 DOCX 文档")
    case = maker.command("case-file", "出全部案卷（PDF）：封面、卷内目录、全部文书、备考表", "DESK", "NUMBER")
    case.add_argument("--out", required=True, metavar="FILE.pdf", help="写到哪个文件", type=reading.filled)
    _define_attachments(maker)
    numbers = maker.command("numbers", "文号登记簿：一年里取用的每个文号，按顺序", "DESK")
    numbers.add_argument("--series", default="", metavar="S", help="哪一种文号（如 F03、notice），默认全部")
    numbers.add_argument("--year", type=reading.year, metavar="2026", help="哪一年，默认今年")
    numbers.add_argument("--out", metavar="FILE.pdf", help="并打印为 PDF", type=reading.filled)
    check = maker.command("check-docx", "读回在 WPS 中修改过的处理意见书，列出改动，不写入", "DESK", "NUMBER", "FILE")
    check.add_argument("--take", action="store_true", help="有改动时采用为新的拟稿")


def _define_attachments(maker: _Maker) -> None:
    attach = maker.command("attach", "添加附件：文件内容原样加密保存，不能删除", "DESK", "NUMBER")
    attach.add_argument("file", metavar="FILE", nargs="+", type=reading.filled, help="要添加的文件，可以几个")
    attach.add_argument("--title", metavar="名称", type=reading.filled, help="附件名称，默认用文件名")
    attach.add_argument(
        "--material",
        choices=("petitioner", "ours", "other"),
        default="petitioner",
        metavar="来源",
        help="petitioner 信访人提交（默认）、ours 本单位形成、other 其他",
    )
    attach.add_argument("--note", metavar="说明", type=reading.filled, help="说明")
    attach.add_argument("--on", type=reading.day, metavar="DATE", help="收到或者形成日期，默认今天")
    maker.command("attachments", "列出一件事项的附件，撤下的也列出", "DESK", "NUMBER")
    save = maker.command("attachment-save", "把一份附件另存为文件，并核对内容", "DESK", "NUMBER")
    save.add_argument("n", metavar="N", type=reading.place, help="第几份，见 attachments")
    save.add_argument("--to", required=True, metavar="FILE", help="写到哪个文件", type=reading.filled)
    save = maker.command(
        "county-attachment", "县级把一件事项的一份附件另存为文件，并核对内容", "STORE", "NUMBER", officer=False
    )
    save.add_argument("n", metavar="N", type=reading.place, help="第几份，见 county-show")
    save.add_argument("--to", required=True, metavar="FILE", help="写到哪个文件", type=reading.filled)


def _define_exchange(maker: _Maker) -> None:
    export = maker.command("export", "导出县级尚未签收的记载", "DESK")
    export.add_argument("--to", required=True, metavar="FOLDER", help="U盘上的文件夹", type=reading.filled)
    export.add_argument("--first", metavar="N", help="从第几号记载起重新导出，县级缺包时用", type=reading.first)
    export.add_argument(
        "--volume", metavar="MB", help="每个数据包最多多少MB，超过的分成几个，默认 3072", type=reading.volume
    )
    receive = maker.command("receive", "读入上级数据包（回执、下发件）", "DESK")
    receive.add_argument("file", metavar="FILE", nargs="+")
    reply = maker.command("reply", "给下级村级代办点出具回执，写入移交的事项和下发件", "DESK", "STATION")
    reply.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹", type=reading.filled)
    maker.command("below", "列出下级村级代办点、收到和转报到哪里、等待接收的移交事项", "DESK")
    _define_upload(maker)
    county = maker.command("county-receive", "县级读入接待台数据包", "STORE", officer=False)
    county.add_argument("file", metavar="FILE", nargs="+")
    words = "县级接收库改用新的 PostgreSQL 地址（服务器、用户或者口令变了；数据须已在新地址）"
    moving = maker.command("county-move", words, "STORE", officer=False)
    moving.add_argument("--store", dest="url", required=True, metavar="URL", help="postgresql://用户@主机/数据库名")
    words = "县级查看各接待台收到第几号、多久没有收到、缺哪些号、未采用的数据包和原因"
    status = maker.command("county-status", words, "STORE", officer=False)
    words = "改为列出一种报表（report_stations、report_lines、report_petitions、report_months、report_open）"
    status.add_argument("--report", metavar="VIEW", type=reading.filled, help=words)
    reply = maker.command("county-reply", "县级出具回执，写入未送达的下发件", "STORE", officer=False)
    reply.add_argument("--station", required=True, metavar="CODE", help="14位台号")
    reply.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹", type=reading.filled)
    maker.command("stick", "看U盘：能否读写、空间、有什么要读入", "DESK", "FOLDER")
    maker.command("exchange", "与U盘交换：读入给本台的全部文件，再写出需上报的记载和回执", "DESK", "FOLDER")
    revoke = maker.command("county-revoke", "县级停用一个接待台的公钥（被盗、遗失、撤台）", "STORE", officer=False)
    revoke.add_argument("--station", required=True, metavar="CODE", help="14位台号")
    revoke.add_argument("--reason", required=True, metavar="事由", help="为何停用")
    words = "县级更换本单位密钥；由旧密钥随下发件告知各台，不必重新核对指纹"
    renew = maker.command("county-renew-keys", words, "STORE", officer=False)
    renew.add_argument("--reason", required=True, metavar="事由", help="为何更换，记入县级接收库")
    renew = maker.command("renew-keys", "更换本台密钥；由旧密钥告知县级，不必重新核对指纹", "DESK")
    renew.add_argument("--reason", required=True, metavar="事由", help="为何更换，记入台账")
    signing = maker.command(
        "county-calendar", "县级签发一年的放假安排，供各接待台导入", "STORE", "SCHEDULE", officer=False
    )
    signing.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹", type=reading.filled)
    for name, what in (
        ("county-periods", "一个地区的期限规定（格式同 data/periods）"),
        ("county-codes", "代码表（内容分类，格式同 data/codes）"),
        ("county-divisions", "村、社区及区划调整"),
    ):
        signing = maker.command(name, f"县级签发{what}，供各接待台导入", "STORE", "FILE", officer=False)
        signing.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹", type=reading.filled)
    signing = maker.command(
        "county-sign-update",
        "县级签发升级包（FOLDER 为 build.spec 生成的程序文件夹）",
        "STORE",
        "FOLDER",
        officer=False,
    )
    signing.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹", type=reading.filled)
    words = (
        "程序升级：核对升级包（check FILE DESK）、安装（install FILE DESK）、退回上一版（back DESK）、"
        "清理更早的版本（tidy）、查看（show）"
    )
    update = maker.command("update", words)
    update.add_argument("action", choices=("check", "install", "back", "tidy", "show"), metavar="操作")
    update.add_argument("places", nargs="*", metavar="FILE DESK", type=reading.filled)
    words = "放各版程序的文件夹，check 以外都要给出"
    update.add_argument("--program-folder", metavar="DIR", type=reading.filled, help=words)
    maker.command("county-show", "县级查看一件事项", "STORE", "NUMBER", officer=False)
    verify = maker.command("verify", "校验台账链条", "DESK|STORE")
    verify.add_argument("--rebuild", action="store_true", help="并从台账重算各表，逐行比较")
    words = "登记簿页上印的日期和链尾摘要，可多次给出，逐页核对"
    verify.add_argument("--anchor", action="append", default=[], metavar="DATE=HASH", type=reading.filled, help=words)
    words = "核对各项（含 --rebuild），出签名的核验报告（F37）；未通过的也出"
    verify.add_argument("--report", metavar="FILE.pdf", type=reading.filled, help=words)
    checked = maker.command(
        "verify-report", "用接待台的公钥卡核对核验报告（PDF，或者二维码文字）", "FILE", "CARD", officer=False
    )
    checked.epilog = "FILE 为核验报告的 PDF 文件，或者以 SWV1| 开头的二维码文字"
    page = maker.command("register-page", "当日登记簿（F36）：当日登记的事项和台账链尾", "DESK", "DATE")
    page.add_argument("--out", metavar="FILE.pdf", help="写到哪个文件", type=reading.filled)
    demo = maker.command("demo", "演示：用虚构的人和事新建一个接待台，走完全程", officer=False)
    demo.add_argument("folder", metavar="FOLDER", nargs="?", help="默认放在临时文件夹")


def _define_sheets(maker: _Maker) -> None:
    words = "表格的表样：列出（list）、检查（check）、导出随程序提供的以便修改（export FOLDER）"
    layouts = maker.command("sheet-layouts", words, "DESK")
    layouts.add_argument("action", choices=("list", "check", "export"), metavar="list|check|export")
    layouts.add_argument("folder", metavar="FOLDER", nargs="?", type=reading.filled, help="导出到哪个文件夹")
    export = maker.command("sheet-export", "按表样导出事项为电子表格或 CSV（不加密），检举控告不导出", "DESK")
    export.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹", type=reading.filled)
    export.add_argument("--layout", default="plain", metavar="表样", help="哪个表样，默认 plain 中文列名")
    words = "xlsx、csv（UTF-8）或 csv-gb18030，默认 xlsx"
    export.add_argument("--format", default="xlsx", choices=("xlsx", "csv", "csv-gb18030"), metavar="格式", help=words)
    for name, dest, words in (("from", "first", "收到日期从哪天起"), ("until", "last", "收到日期到哪天止，当日计入")):
        read = functools.partial(reading.day, option=f"--{name}")
        export.add_argument(f"--{name}", dest=dest, type=read, metavar="DATE", help=f"{words}，默认不限")
    export.add_argument("--stage", default="", metavar="状态", help="只导出这一办理状态的，如 accepted，默认全部")
    words = "证件号码、电话、住址写完整，并写明为什么需要；记入查阅记录"
    export.add_argument("--full", default="", metavar="事由", type=reading.filled, help=words)
    words = "读入上级转送、交办的表格（XLSX、CSV），逐行检查，待人逐行登记或者搁置"
    taken = maker.command("sheet-import", words, "DESK", "FILE")
    taken.add_argument("--layout", default="plain", metavar="表样", help="哪个表样，默认 plain 中文列名")
    taken.add_argument("--sheet", default="", metavar="工作表", help="有几张工作表都像时，读哪一张")
    taken.add_argument("--sender", default="", metavar="机关", help="来件机关，表格中没有写的行都用它")
    words = "forwarded 转送、assigned 交办，表格中没有写的行都用它"
    taken.add_argument("--kind", default="", choices=("forwarded", "assigned"), metavar="方式", help=words)
    taken.add_argument("--letter", default="", metavar="文号", help="来文文号，同上")
    for name, words in (("letter-on", "来文日期，同上"), ("due", "要求报送结果的日期，只用于交办的行")):
        taken.add_argument(
            f"--{name}", type=functools.partial(reading.day, option=f"--{name}"), metavar="DATE", help=words
        )
    waiting = maker.command("staged", "待登记的来件行；给出序号时看这一行的内容和可以登记的内容", "DESK")
    waiting.add_argument("row", metavar="序号", nargs="?", type=reading.row)
    waiting.add_argument("--settled", action="store_true", help="改列已登记、已搁置的行")
    take = maker.command("stage-take", "登记来件行：一行，或者（--all）没有问题的各行", "DESK")
    take.add_argument("row", metavar="序号", nargs="?", type=reading.row)
    take.add_argument("--all", action="store_true", help="登记没有问题、也不像已有事项的各行")
    _json(take, _register_help, required=False)
    drop = maker.command("stage-drop", "搁置来件行，不登记，理由记入台账", "DESK")
    drop.add_argument("row", metavar="序号", type=reading.row)
    drop.add_argument("--reason", required=True, metavar="理由", type=reading.filled, help="为什么不登记")


def _define_dispatches(maker: _Maker) -> None:
    issue = maker.command("county-dispatch", "县级下发一件，随下次回执送达", "STORE", "STATION", "KIND", officer=False)
    _json(issue, _dispatch_help)
    issue.add_argument("--number", metavar="NUMBER", type=reading.filled, help="所涉事项的编号（催办、督办等）")
    issue.add_argument("--by", metavar="姓名", type=reading.filled, help="下发人，默认县级单位名称")
    listed = maker.command("county-dispatches", "县级列出下发件和送达、办理情况", "STORE", officer=False)
    listed.add_argument("--station", metavar="CODE", type=reading.filled, help="只列这个接待台的")
    issue = maker.command("dispatch", "向下级村级代办点下发一件，随下次回执送达", "DESK", "STATION", "KIND")
    _json(issue, _dispatch_help)
    issue.add_argument("--number", metavar="NUMBER", type=reading.filled, help="所涉事项的编号（催办、督办等）")
    listed = maker.command("dispatches", "列出向下级下发的各件和送达、办理情况", "DESK")
    listed.add_argument("--station", metavar="CODE", type=reading.filled, help="只列这个代办点的")
    arrivals = maker.command("arrivals", "列出收到而未办理的下发件及其期限", "DESK")
    arrivals.add_argument("--all", action="store_true", help="并列出已经办理的")
    taking = maker.command("take-up", "办理一件下发件：登记，或者记入事项，以其内容填好", "DESK", "ID")
    taking.add_argument("--json", metavar="FILE|-", help="要补填、改正的字段，见 register 和 step")
    taking.add_argument("--number", metavar="NUMBER", type=reading.filled, help="转送、交办的事项已有编号的，并入该件")
    taking.add_argument("--step", metavar="STEP", type=reading.filled, help="先办理的步骤（如 request_review）")
    aside = maker.command("set-aside", "不另行办理一件下发件，写明理由", "DESK", "ID")
    aside.add_argument("--reason", required=True, metavar="理由", type=reading.filled, help="为什么，下发单位会看到")
    aside.add_argument("--number", metavar="NUMBER", type=reading.filled, help="已按纸质来文登记的，写明编号")


def _dispatch_help() -> str:
    from app.cli import help as cli_help
    from app.domain.records.dispatch import BRINGS, CONTENTS

    kinds = [
        "\n".join([f"{kind}：{BRINGS[kind]}", *(f"  {one}" for one in cli_help.fields_of(content))])
        for kind, content in CONTENTS.items()
    ]
    return "\n\n".join(("KIND 和 JSON 的字段：", *kinds))


def _define_sealed(maker: _Maker) -> None:
    export = maker.command(
        "sealed-export", "把检举控告的材料密封给接收机关（先用电话核对指纹）", "DESK", "NUMBER", "CARD"
    )
    export.add_argument("--to", required=True, metavar="FOLDER", help="U盘上的文件夹", type=reading.filled)
    new = maker.command("sealed-new", "接收机关：新建密封材料接收库，导出公钥卡", "FOLDER", officer=False)
    new.add_argument("--code", required=True, help="本机关代码，1至32位数字或者拉丁字母")
    new.add_argument("--name", required=True, help="本机关名称，应与转送函所写一致")
    new.add_argument("--to", required=True, metavar="FOLDER", help="公钥卡写到哪个文件夹", type=reading.filled)
    _unlock_seconds(new)
    maker.command("sealed-trust", "接收机关：登记接待台的公钥卡（先用电话核对指纹）", "FOLDER", "CARD", officer=False)
    take = maker.command("sealed-open", "接收机关：取出一份密封材料", "FOLDER", "FILE", officer=False)
    take.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹（未加密）", type=reading.filled)


def _define_upload(maker: _Maker) -> None:
    upload = maker.command("upload", "联网上传：县级尚未签收的记载，并读入县级的回执；断线的再上传即续传", "DESK")
    upload.add_argument("--first", metavar="N", help="从第几号记载起重新上传，县级缺包时用", type=reading.first)
    words = "查看或设定联网上传地址（由县级告知），停用用 --none"
    address = maker.command("upload-address", words, "DESK")
    address.add_argument("url", metavar="URL", nargs="?", type=reading.filled)
    words = "县级自制证书的 SHA-256 指纹，电话核对"
    address.add_argument("--certificate-sha256", metavar="HEX", help=words, type=reading.filled)
    address.add_argument("--none", action="store_true", help="停用联网上传")
    serve = maker.command("county-serve", "县级联网接收，到收到停止信号（SIGTERM、Ctrl+C）为止", "STORE", officer=False)
    serve.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="本机的哪个地址，默认只供本机")
    serve.add_argument("--port", default=8420, metavar="PORT", help="端口，默认 8420", type=reading.port)
    serve.add_argument("--certificate", metavar="FILE", help="证书（PEM，含中间证书）；不给即不加密线路")
    serve.add_argument("--key", metavar="FILE", help="证书的私钥（PEM），不在证书文件中时给出")


def _define_backups(maker: _Maker) -> None:
    backup = maker.command("backup", "备份并核对：存到本台（库）backups 文件夹和第二处", "DESK|STORE")
    backup.add_argument("--to", metavar="FOLDER", type=reading.filled, help="只存到这个文件夹（如U盘）")
    backups = maker.command("backups", "列出备份和备份情况，设定第二处", "DESK|STORE")
    backups.add_argument("--folder", metavar="FOLDER", type=reading.filled, help="列出这个文件夹中的备份")
    backups.add_argument("--check", action="store_true", help="逐字节核对每个备份")
    backups.add_argument("--second", metavar="FOLDER", type=reading.filled, help="以后每次备份也存一份到这里")
    backups.add_argument("--no-second", action="store_true", help="不再存到第二处")
    restore = maker.command("restore", "由备份恢复接待台或县级接收库（口令为作备份时的口令）", "FILE", "DESK|STORE")
    restore.add_argument("--look", action="store_true", help="只看备份的台号、日期和条数，不恢复，不用口令")
    restore.add_argument("--recovery", action="store_true", help="口令文件中是恢复表上的恢复码")
    restore.add_argument("--reason", default="", metavar="事由", help="为何恢复，记入接待台台账")
    restore.add_argument("--replace", action="store_true", help="替换此处的数据，原有文件夹移到一旁，不作改动")
    restore.add_argument(
        "--last-number",
        action="append",
        metavar="号码",
        type=reading.filled,
        help="恢复前纸上已用出的最后一个编号或文号，照原样写，可多次给出；以后的号码从其后开始",
    )
    restore.add_argument("--no-later-numbers", action="store_true", help="确认没有用出比备份更大的号码")


def _json(parser: Parser, described: Callable[[], str], *, required: bool = True) -> None:
    parser.add_argument("--json", metavar="FILE|-", required=required, help="JSON 文件，- 为标准输入")
    parser.json_help = described


def _unlock_seconds(parser: Parser) -> None:
    parser.add_argument(
        "--unlock-seconds",
        type=reading.unlock_seconds,
        default=1.0,
        metavar="S",
        help="在本机解锁约需的秒数，默认 1，越长越难猜破口令",
    )


def _register_help() -> str:
    from app.cli import help as cli_help
    from app.domain.steps.register import Register

    return cli_help.of_struct(Register, Register.example)


def _contact_help() -> str:
    from app.cli import help as cli_help
    from app.domain.steps.register import AddContact

    return cli_help.of_struct(AddContact, AddContact.example)


def _steps_help() -> str:
    from app.cli import help as cli_help

    return cli_help.of_steps()


def _settings_help() -> str:
    from app.cli import help as cli_help
    from app.domain.office import Office, Officers

    example = {"phone": "0730-1234567", "officers": ["李某", "王芳"]}
    fields = [*cli_help.fields_of(Office, required=False), *cli_help.fields_of(Officers, required=False)]
    return "\n".join(
        ["JSON 示例：", json.dumps(example, ensure_ascii=False), "字段：", *(f"  {one}" for one in fields)]
    )


def _papers_help() -> str:
    from app.documents.papers import PAPERS

    told = [f"  {paper.code:<5}{paper.title}" for paper in PAPERS.values()]
    return "\n".join(["PAPER：", *told, "  F24-F03 等：所列文书的送达回证"])
