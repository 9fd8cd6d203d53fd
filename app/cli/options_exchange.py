"""The commands of the exchange at a desk: sticks, packages, the line, sheets, what is sent down, sealed material."""

from __future__ import annotations

import functools

from app.cli import reading
from app.cli.options_petitions import register_help
from app.cli.parser import Maker, takes_json, takes_unlock_seconds


def define(maker: Maker) -> None:
    """Every command of this file."""
    _sticks(maker)
    _upload(maker)
    _sheets(maker)
    _dispatches(maker)
    _sealed(maker)


def _sticks(maker: Maker) -> None:
    maker.command("stick", "看U盘：能否读写、空间、有什么要读入", "DESK", "FOLDER")
    maker.command("exchange", "与U盘交换：读入给本台的全部文件，再写出需上报的记载和回执", "DESK", "FOLDER")
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
    revoke = maker.command("revoke-below", "停用一个下级村级代办点的公钥（被盗、遗失、撤点）", "DESK", "STATION")
    revoke.add_argument("--reason", required=True, metavar="事由", help="为何停用，记入台账")
    renew = maker.command("renew-keys", "更换本台密钥；由旧密钥告知县级，不必重新核对指纹", "DESK")
    renew.add_argument("--reason", required=True, metavar="事由", help="为何更换，记入台账")


def _upload(maker: Maker) -> None:
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


def _sheets(maker: Maker) -> None:
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
    takes_json(take, register_help, required=False)
    drop = maker.command("stage-drop", "搁置来件行，不登记，理由记入台账", "DESK")
    drop.add_argument("row", metavar="序号", type=reading.row)
    drop.add_argument("--reason", required=True, metavar="理由", type=reading.filled, help="为什么不登记")


def _dispatches(maker: Maker) -> None:
    issue = maker.command("county-dispatch", "县级下发一件，随下次回执送达", "STORE", "STATION", "KIND", officer=False)
    takes_json(issue, _dispatch_help)
    issue.add_argument("--number", metavar="NUMBER", type=reading.filled, help="所涉事项的编号（催办、督办等）")
    issue.add_argument("--by", metavar="姓名", type=reading.filled, help="下发人，默认县级单位名称")
    listed = maker.command("county-dispatches", "县级列出下发件和送达、办理情况", "STORE", officer=False)
    listed.add_argument("--station", metavar="CODE", type=reading.filled, help="只列这个接待台的")
    issue = maker.command("dispatch", "向下级村级代办点下发一件，随下次回执送达", "DESK", "STATION", "KIND")
    takes_json(issue, _dispatch_help)
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


def _sealed(maker: Maker) -> None:
    export = maker.command(
        "sealed-export", "把检举控告的材料密封给接收机关（先用电话核对指纹）", "DESK", "NUMBER", "CARD"
    )
    export.add_argument("--to", required=True, metavar="FOLDER", help="U盘上的文件夹", type=reading.filled)
    new = maker.command("sealed-new", "接收机关：新建密封材料接收库，导出公钥卡", "FOLDER", officer=False)
    new.add_argument("--code", required=True, help="本机关代码，1至32位数字或者拉丁字母")
    new.add_argument("--name", required=True, help="本机关名称，应与转送函所写一致")
    new.add_argument("--to", required=True, metavar="FOLDER", help="公钥卡写到哪个文件夹", type=reading.filled)
    takes_unlock_seconds(new)
    maker.command("sealed-trust", "接收机关：登记接待台的公钥卡（先用电话核对指纹）", "FOLDER", "CARD", officer=False)
    take = maker.command("sealed-open", "接收机关：取出一份密封材料", "FOLDER", "FILE", officer=False)
    take.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹（未加密）", type=reading.filled)
