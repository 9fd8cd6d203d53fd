"""The commands of the county: its store, its answers, what it signs for every desk."""

from __future__ import annotations

from app.cli import reading
from app.cli.parser import Maker, narrows_looks, says_who_looks


def define(maker: Maker) -> None:
    """Every command of this file."""
    _store(maker)
    _keys(maker)
    _signing(maker)


def _store(maker: Maker) -> None:
    county = maker.command("county-receive", "县级读入接待台数据包", "STORE", officer=False)
    county.add_argument("file", metavar="FILE", nargs="+")
    words = "县级接收库收到的记载移入 PostgreSQL；已在那里的，改用新地址"
    moving = maker.command("county-move", words, "STORE", officer=False)
    where = moving.add_mutually_exclusive_group(required=True)
    where.add_argument("--store", dest="url", metavar="URL", help="postgresql://用户@主机/数据库名")
    where.add_argument("--back", action="store_true", help="改回文件夹，移入后没有新收内容的才可以")
    words = "县级查看各接待台收到第几号、多久没有收到、缺哪些号、未采用的数据包和原因"
    status = maker.command("county-status", words, "STORE", officer=False)
    words = "改为列出一种报表（report_stations、report_lines、report_petitions、report_months、report_open）"
    status.add_argument("--report", metavar="VIEW", type=reading.filled, help=words)
    reply = maker.command("county-reply", "县级出具回执，写入未送达的下发件", "STORE", officer=False)
    reply.add_argument("--station", required=True, metavar="CODE", help="14位台号")
    reply.add_argument("--to", required=True, metavar="FOLDER", help="写到哪个文件夹", type=reading.filled)
    show = maker.command(
        "county-show", "县级查看一件事项；--by、--for 写明的，显示完整信息", "STORE", "NUMBER", officer=False
    )
    says_who_looks(show, required=False)
    words = "县级查阅记录：谁在何时为何看过完整信息、附件，最近的在前；可限一件事项"
    narrows_looks(maker.command("county-looks", words, "STORE", officer=False))


def _keys(maker: Maker) -> None:
    revoke = maker.command("county-revoke", "县级停用一个接待台的公钥（被盗、遗失、撤台）", "STORE", officer=False)
    revoke.add_argument("--station", required=True, metavar="CODE", help="14位台号")
    revoke.add_argument("--reason", required=True, metavar="事由", help="为何停用")
    words = "县级更换本单位密钥；由旧密钥随下发件告知各台，不必重新核对指纹"
    renew = maker.command("county-renew-keys", words, "STORE", officer=False)
    renew.add_argument("--reason", required=True, metavar="事由", help="为何更换，记入县级接收库")


def _signing(maker: Maker) -> None:
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
