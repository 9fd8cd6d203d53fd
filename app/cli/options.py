"""The whole command line: its commands come from the files of their topics."""

from __future__ import annotations

from collections.abc import Mapping

from app.cli import options_county, options_desk, options_exchange, options_petitions
from app.cli.parser import Command, Maker, Parser


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
    maker = Maker(commands, run)
    for topic in (options_desk, options_petitions, options_exchange, options_county):
        topic.define(maker)
    return parser
