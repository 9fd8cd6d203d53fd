"""What the surroundings did to a county's store, on disk or at the server, in a sentence; bugs pass through."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from app.domain.errors import StorageError
from app.storage.database import broken_surroundings

_AGAIN = "数据包已读入的部分不会重复，恢复后请把同一数据包再读入一次。"
_GONE = ("server-gone", f"与 PostgreSQL 服务器的连接中断，本次操作没有保存，或者已完整保存。{_AGAIN}")
_LOCKED = ("server-locked", "PostgreSQL 中的数据正被另一程序占用，本次操作没有保存，请稍候再试。")
_BUSY = ("server-busy", "PostgreSQL 服务器内存或者连接数不足，本次操作没有保存，请稍候再试或者联系管理员。")
_DAMAGED = ("server-damaged", "PostgreSQL 报告数据文件读写失败或者已损坏，本次操作没有保存，请联系数据库管理员。")
_LOGIN = ("server-login", "PostgreSQL 服务器没有接受登录：请核对用户名、口令和服务器的访问设置（pg_hba.conf）。")
_NO_DATABASE = ("server-no-database", "PostgreSQL 服务器上没有这个数据库，请核对地址，或者请管理员建立。")
_UNREACHABLE = (
    "server-unreachable",
    "连不上 PostgreSQL 服务器，没有任何改动。请检查网络、服务器是否开启、地址和口令。",
)
_TEXT = ("server-text", "数据中有 PostgreSQL 不能保存的字符，没有采用。请联系管理员。")

# By the beginning of SQLSTATE; the longest that fits counts.
_SENTENCES = {
    "53100": ("server-disk-full", f"PostgreSQL 服务器磁盘已满，本次操作没有保存，原有数据完好。{_AGAIN}"),
    "57014": _LOCKED,
    "55P03": _LOCKED,
    "25006": ("server-read-only", "PostgreSQL 服务器只能读取、不能写入（可能是备用服务器），本次操作没有保存。"),
    "42501": ("server-privilege", "数据库用户没有所需的权限，本次操作没有保存。请管理员按 docs/county.md 授权。"),
    "3D000": _NO_DATABASE,
    "25P03": _GONE,
    "22021": _TEXT,
    "22P05": _TEXT,
    "08": _GONE,
    "28": _LOGIN,
    "40": _LOCKED,
    "53": _BUSY,
    "57P": _GONE,
    "58": _DAMAGED,
    "XX00": _DAMAGED,
}
# What the server says before there is a session carries no code; a server may also say it in another language.
_AT_THE_DOOR = (
    ("authentication failed", _LOGIN),
    ("no pg_hba.conf entry", _LOGIN),
    ("no password supplied", _LOGIN),
    ("role ", _LOGIN),
    ("database ", _NO_DATABASE),
    ("too many clients", _BUSY),
    ("remaining connection slots", _BUSY),
)


@contextlib.contextmanager
def broken_store() -> Iterator[None]:
    """Turns what disk and server did into a sentence. Usable as a decorator."""
    with broken_surroundings():
        try:
            yield
        except Exception as error:
            told = _told(error)
            if told is None:
                raise
            raise told from None  # the exception of the driver may quote the address with its password


def at_the_door(said: str) -> StorageError:
    """Why there is no session, from what driver and server said; that is not passed on, a password may be in it."""
    return StorageError(*next((told for words, told in _AT_THE_DOOR if words in said), _UNREACHABLE))


def _told(error: Exception) -> StorageError | None:
    psycopg: Any = sys.modules.get("psycopg")  # its errors can only come when it was loaded
    if psycopg is None or not isinstance(error, psycopg.Error):
        return None
    if error.sqlstate:
        found = [beginning for beginning in _SENTENCES if error.sqlstate.startswith(beginning)]
        return StorageError(*_SENTENCES[max(found, key=len)], problem=error.sqlstate) if found else None
    if isinstance(error, psycopg.DataError):
        return StorageError(*_TEXT)
    return StorageError(*_GONE) if isinstance(error, psycopg.OperationalError) else None
