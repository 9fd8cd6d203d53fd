"""The commands about petitions: register, work on them, read them, their papers and attachments."""

from __future__ import annotations

import functools

from app.cli import reading
from app.cli.parser import DEST, Maker, narrows_looks, says_who_looks, takes_json


def define(maker: Maker) -> None:
    """Every command of this file."""
    _work(maker)
    _lists(maker)
    _days(maker)
    _looking(maker)
    _papers(maker)
    _attachments(maker)


def _work(maker: Maker) -> None:
    takes_json(maker.command("register", "登记信访事项", "DESK"), register_help)
    takes_json(maker.command("candidates", "登记前查找可能相同的已有事项", "DESK"), register_help)
    takes_json(maker.command("contact", "记录再次来访（来信、来电）", "DESK", "NUMBER"), _contact_help)
    takes_json(
        maker.command("step", "办理一个步骤；NUMBER 为 - 时是本台自身的步骤", "DESK", "NUMBER", "STEP"), _steps_help
    )
    maker.command("show", "查看一件事项：内容、期限、可办步骤、经过、送达县级情况", "DESK", "NUMBER")
    maker.command(
        "finality", "查看终结情况：处理、复查、复核各环节，能否不再受理，可能相同的已终结事项", "DESK", "NUMBER"
    )


def _lists(maker: Maker) -> None:
    due = maker.command("due", "列出未办结事项的期限，最近的在前", "DESK")
    due.add_argument("--on", type=reading.day, metavar="DATE", help="按哪一天计算，默认今天")
    count = maker.command("count", "统计：件、批、人次、初次、重复、按期告知和办结，每个数写明口径", "DESK")
    count.add_argument("--month", type=reading.month, metavar="2026-10", help="统计哪个月，按本地业务月起止")
    for name, words in (("from", "统计期首日"), ("to", "统计期末日，当日计入")):
        read = functools.partial(reading.day, option=f"--{name}")
        count.add_argument(f"--{name}", dest=DEST.get(name, name), type=read, metavar="DATE", help=words)
    count.add_argument("--rows", action="store_true", help="并列出每个数由哪些事项组成")
    search = maker.command("search", "检索：编号、姓名、拼音首字母、电话、证件号码、内容中的词", "DESK", "TEXT")
    search.add_argument("--limit", type=reading.limit, default=50, metavar="N", help="最多列出多少件，默认 50")


def _days(maker: Maker) -> None:
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


def _looking(maker: Maker) -> None:
    journal = maker.command("journal", "查看全台台账，或一件事项的台账", "DESK")
    journal.add_argument("number", metavar="NUMBER", nargs="?", type=reading.filled)
    journal.add_argument("--full", metavar="事由", type=reading.filled, help="证件号码、电话、住址写完整，记入查阅记录")
    reveal = maker.command("reveal", "显示一件事项的完整证件号码、电话、住址，记入查阅记录", "DESK", "NUMBER")
    reveal.add_argument("field", metavar="id_number|phone|address", nargs="*", help="哪几项，默认全部")
    reveal.add_argument("--for", dest="purpose", required=True, metavar="事由", type=reading.filled, help="为什么要看")
    looked = maker.command("looked", "查阅记录：谁在何时为何看过，最近的在前；可限一件事项", "DESK")
    narrows_looks(looked)


def _papers(maker: Maker) -> None:
    paper = maker.command("paper", "出文书（PDF）", "DESK", "NUMBER", "PAPER")
    paper.json_help = _papers_help
    paper.add_argument("--out", required=True, metavar="FILE.pdf", help="写到哪个文件", type=reading.filled)
    paper.add_argument("--docx", action="store_true", help="F12 另存为可在 WPS 中修改的 DOCX 文档")
    case = maker.command("case-file", "出全部案卷（PDF）：封面、卷内目录、全部文书、备考表", "DESK", "NUMBER")
    case.add_argument("--out", required=True, metavar="FILE.pdf", help="写到哪个文件", type=reading.filled)
    numbers = maker.command("numbers", "文号登记簿：一年里取用的每个文号，按顺序", "DESK")
    numbers.add_argument("--series", default="", metavar="S", help="哪一种文号（如 F03、notice），默认全部")
    numbers.add_argument("--year", type=reading.year, metavar="2026", help="哪一年，默认今年")
    numbers.add_argument("--out", metavar="FILE.pdf", help="并打印为 PDF", type=reading.filled)
    check = maker.command("check-docx", "读回在 WPS 中修改过的处理意见书，列出改动，不写入", "DESK", "NUMBER", "FILE")
    check.add_argument("--take", action="store_true", help="有改动时采用为新的拟稿")
    page = maker.command("register-page", "当日登记簿（F36）：当日登记的事项和台账链尾", "DESK", "DATE")
    page.add_argument("--out", metavar="FILE.pdf", help="写到哪个文件", type=reading.filled)


def _attachments(maker: Maker) -> None:
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
    says_who_looks(save, required=True)


def register_help() -> str:
    """The fields of a registration, with an example."""
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


def _papers_help() -> str:
    from app.documents.papers import PAPERS

    told = [f"  {paper.code:<5}{paper.title}" for paper in PAPERS.values()]
    return "\n".join(["PAPER：", *told, "  F24-F03 等：所列文书的送达回证"])
