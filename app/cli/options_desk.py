"""The commands of a desk itself: setting up, keys, backups, checks, a newer program, the practice desk."""

from __future__ import annotations

import json

from app.cli import reading
from app.cli.parser import Maker, Parser, takes_json, takes_unlock_seconds
from app.cli.reading import NEW_PASSPHRASE


def define(maker: Maker) -> None:
    """Every command of this file."""
    _setup(maker)
    _keys(maker)
    _backups(maker)
    _proof(maker)
    _update(maker)


def _setup(maker: Maker) -> None:
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
        ("hours", "接待时间"),
        ("review-body", "复查机关，默认按台号前六位推定为县级人民政府"),
        ("review-address", "复查机关地址"),
        ("region", "适用哪里的期限规定（data/periods 中的文件名），默认 national 全国"),
    ):
        init.add_argument(f"--{name}", default="", help=words)
    takes_unlock_seconds(init)
    county = maker.command("init-county", "新建县级接收库", "STORE", officer=False)
    county.add_argument("--code", required=True, help="6位行政区划代码")
    county.add_argument("--name", required=True, help="县级单位名称")
    words = "收到的记载存入 PostgreSQL 数据库（postgresql://用户@主机/数据库名），默认存入本文件夹的加密文件"
    county.add_argument("--store", dest="url", default="", metavar="URL", help=words)
    takes_unlock_seconds(county)
    maker.command("pair", "接待台与县级接收库在同一电脑上互换公钥卡（两处口令相同）", "DESK", "STORE")
    card = maker.command("card", "写出本单位的公钥卡，带给对方", "DESK|STORE")
    card.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹", type=reading.filled)
    trust = maker.command("trust", "读入对方的公钥卡，读入后请用电话核对指纹", "DESK|STORE", "CARD")
    trust.add_argument("--replace", action="store_true", help="更换已登记的公钥卡（先用电话核对新指纹）")
    trust.add_argument("--below", action="store_true", help="登记为下级：村级代办点的公钥卡，只用于镇级接待台")
    settings = maker.command("settings", "查看单位资料；有 --json 时修改其中的字段", "DESK")
    takes_json(settings, _settings_help, required=False)


def _keys(maker: Maker) -> None:
    words = (
        "工作人员：列出（list）、增加（add）、调整（change）、停用（revoke），角色（roles）、采用自定角色（take-roles）"
    )
    officers = maker.command("officers", words, "DESK")
    officers.add_argument("action", choices=("list", "add", "change", "revoke", "roles", "take-roles"), metavar="操作")
    officers.add_argument("who", metavar="姓名", nargs="?", type=reading.filled)
    officers.add_argument("--role", action="append", metavar="角色", help="角色代码，可多次给出，见 roles")
    officers.add_argument("--reason", metavar="事由", help="停用的事由")
    officers.add_argument("--on", type=reading.day, metavar="DATE", help="到岗、离岗或者调整的日期，默认今天")
    words = "口令：谁有自己的口令（show）、为他人设置首次口令（give）、更换（change）、停用共用口令（end-common）"
    passphrases = maker.command("passphrases", words, "DESK|STORE")
    passphrases.add_argument("action", choices=("show", "give", "change", "end-common"), metavar="操作")
    passphrases.add_argument("--for", dest="to", metavar="姓名", type=reading.filled, help="为谁设置首次口令")
    _new_passphrase(passphrases)
    sheet = maker.command("recovery-sheet", "制作新的恢复表（F35），以前的即作废；打印后删除文件", "DESK|STORE")
    sheet.add_argument("--out", required=True, metavar="FILE.pdf", help="写到哪个文件", type=reading.filled)
    recover = maker.command("recover", "用恢复表打开，设置新口令（接待台由 --officer 所指的管理员）", "DESK|STORE")
    recover.add_argument("--key-file", required=True, metavar="FILE", help="恢复表上的八组字符", type=reading.filled)
    recover.add_argument("--reason", default="", metavar="事由", help="接待台为什么使用，记入台账")
    _new_passphrase(recover)
    maker.command("unlock-test", "试一个口令：打开哪些锁位、各用多少秒；不打开接待台", "DESK", officer=False)


def _new_passphrase(parser: Parser) -> None:
    words = f"新口令文件；或用环境变量 {NEW_PASSPHRASE}"
    parser.add_argument("--new-passphrase-file", metavar="FILE", help=words)


def _backups(maker: Maker) -> None:
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


def _proof(maker: Maker) -> None:
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


def _update(maker: Maker) -> None:
    words = (
        "程序升级：核对升级包（check FILE DESK）、安装（install FILE DESK）、退回上一版（back DESK）、"
        "清理更早的版本（tidy）、查看（show）"
    )
    update = maker.command("update", words)
    update.add_argument("action", choices=("check", "install", "back", "tidy", "show"), metavar="操作")
    update.add_argument("places", nargs="*", metavar="FILE DESK", type=reading.filled)
    words = "放各版程序的文件夹，check 以外都要给出"
    update.add_argument("--program-folder", metavar="DIR", type=reading.filled, help=words)
    demo = maker.command("demo", "演示：用虚构的人和事新建一个接待台，走完全程", officer=False)
    demo.add_argument("folder", metavar="FOLDER", nargs="?", help="默认放在临时文件夹")


def _settings_help() -> str:
    from app.cli import help as cli_help
    from app.domain.office import Office, Officers

    example = {"phone": "0730-1234567", "officers": ["李某", "王芳"]}
    fields = [*cli_help.fields_of(Office, required=False), *cli_help.fields_of(Officers, required=False)]
    return "\n".join(
        ["JSON 示例：", json.dumps(example, ensure_ascii=False), "字段：", *(f"  {one}" for one in fields)]
    )
