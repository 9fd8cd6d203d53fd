"""Pictures of the county's windows: a new store, its window with stations in every state, its dialogs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from PySide6.QtWidgets import QWidget

from app.county.status import CountyStatus, GapStatus, Held, LineStatus, StationStatus
from app.county.store import County
from app.exchange import visit
from app.exchange.visit import StickLine
from app.setup import machine_clock
from ui import offscreen, settings
from ui.ask import Ask
from ui.county.backups import CountyBackupsDialog
from ui.county.create import NewCountyDialog
from ui.county.move import MoveDialog
from ui.county.renew_keys import RenewCountyKeysDialog
from ui.county.restore import RestoreCountyDialog
from ui.county.revoke import RevokeDialog
from ui.county.runner import CountyRunner
from ui.county.station import More, StationDialog
from ui.county.verify import VerifyDialog
from ui.county.window import CountyWindow
from ui.dialogs.dialog import Dialog
from ui.dialogs.passphrase import ChangePassphraseDialog, RecoverStoreDialog
from ui.dialogs.store_sheet import StoreSheetDialog
from ui.look import Look
from ui.pictures_of_exchange import SENT
from ui.unlock import UnlockWindow

PASSPHRASE, UNLOCK_SECONDS = "长乐县的老城墙六百年", 0.01
AT = "2026-11-20T09:12:00+08:00"
FINGERPRINT = "402913 558207 119462 730158 266090 914385"
LINE = LineStatus(
    epoch=1,
    last=412,
    last_hash="9f2c41d07ab35e68c1",
    packages=9,
    last_received_at=AT,
    through="",
    restored_from=None,
    lost_at_station=None,
)
GAP = GapStatus(epoch=1, first=120, last=135, package="SWT-43990010020001-430999-e1-136-160.swt", at=AT)
FORK = Held(
    name="SWT-43990010030001-430999-e1-88-97.swt",
    sha256="5b",
    station="43990010030001",
    code="package-fork",
    words="数据包与已收到的记载不一致，整包没有采用。请与该台核对是否曾由旧备份恢复。",
    at=AT,
)


def _station(
    code: str,
    name: str,
    *words: str,
    last: int = 0,
    days: int = 0,
    gaps: tuple[GapStatus, ...] = (),
    forks: tuple[Held, ...] = (),
    revoked_at: str = "",
) -> StationStatus:
    return StationStatus(
        code=code,
        name=name,
        revoked_at=revoked_at,
        lines=(msgspec.structs.replace(LINE, last=last),) if last else (),
        last_received_at=AT if last else "",
        days_since=days if last else None,
        gaps=gaps,
        forks=forks,
        words=words,
    )


GAPPED = _station(
    "43990010020001",
    "青石桥镇人民政府",
    "已收至第 119 号，最近一次收到是3天前。",
    "缺第 120 至 135 号记载，请读入所缺的数据包，或请该台从第 120 号起重新导出。",
    last=119,
    days=3,
    gaps=(GAP,),
)
FORKED = _station(
    "43990010030001",
    "白鹿乡人民政府",
    "已收至第 97 号，最近一次收到是今天。",
    "2026-11-20的数据包与已收的不一致，没有采用，须与该台核对。",
    last=97,
    forks=(FORK,),
)
STATIONS = (
    GAPPED,
    FORKED,
    _station("43990010040001", "石门镇人民政府", "已收至第 412 号，最近一次收到是今天。", last=412),
    _station("43990010050001", "云台镇人民政府", "已收至第 230 号，最近一次收到是12天前。", last=230, days=12),
    _station("43990010060001", "大围乡人民政府", "尚未收到数据包。"),
    _station(
        "43990010070001",
        "旧县街道办事处",
        "公钥已于2026-10-08停用，不再收取。",
        "已收至第 57 号，最近一次收到是43天前。",
        last=57,
        days=43,
        revoked_at="2026-10-08T10:00:00+08:00",
    ),
)
LINES = (
    StickLine(
        file="SWT-43990010040001-439900-e1-398-412.swt",
        state="taken",
        words="石门镇人民政府：新收 15 条记载，该台已收至第 412 号。",
    ),
    StickLine(file=FORK.name, state="held", words=FORK.words, code=FORK.code),
    StickLine(
        file="SWTKEY-43990010080001.swtkey",
        state="person",
        words="新开乡人民政府（43990010080001）的公钥卡没有登记。请在“接待台”页登记，并用电话核对指纹。",
    ),
    StickLine(file="SWT-439900-43990010040001-e1-1-412.swt", state="written", words="给石门镇人民政府的回执和下发件。"),
)
STATUS = CountyStatus(stations=STATIONS, held=(FORK,), words=("共登记接待台 6 个，已收到数据的 5 个。",))


def county(look: Look, place: Path) -> Iterator[tuple[str, QWidget]]:
    """Every window of the county's end in the look that is set; `place` is a folder for its settings."""
    yield from _before(look)
    with tempfile.TemporaryDirectory() as folder:
        store = County.create(
            Path(folder) / "县级接收库",
            code="439900",
            name="长乐县信访局",
            passphrase=PASSPHRASE,
            clock=machine_clock,
            unlock_seconds=UNLOCK_SECONDS,
        )
        with store:
            runner = CountyRunner(store, Ask(), look)
            window = CountyWindow(runner, settings.open_settings(place))
            window.resize(offscreen.WIDTH, offscreen.HEIGHT - 28)
            window.show()
            yield from _stations(window, runner)
            yield from _exchange(window)
            window.leave()
            window.deleteLater()


def _before(look: Look) -> Iterator[tuple[str, QWidget]]:
    unlock = UnlockWindow(look, Ask(), None)
    unlock.show()
    dialog = NewCountyDialog(unlock, unlock)
    dialog.open()
    yield "county-new", dialog
    dialog.code.setText("4399")
    dialog.name.setText("长乐县信访局")
    dialog.ways.choose("server")
    dialog.act()
    yield "county-new-refused", dialog
    dialog.leave()
    restore = RestoreCountyDialog(unlock, None, unlock)
    restore.open()
    restore.act()
    yield "county-restore", restore
    restore.leave()
    recover = RecoverStoreDialog(unlock, Path(), lambda _folder, _key, _new: None, unlock)
    recover.open()
    yield "county-recover", recover
    recover.leave()
    unlock.close()
    unlock.deleteLater()


def _stations(window: CountyWindow, runner: CountyRunner) -> Iterator[tuple[str, QWidget]]:
    page = window.stations
    yield "county-empty", window
    page.show_status(STATUS)
    yield "county-stations", window
    on_the_way = (SENT,)
    for name, one in (("gapped", GAPPED), ("forked", FORKED)):
        dialog = StationDialog(runner, one, More(FINGERPRINT, on_the_way), window)
        dialog.open()
        yield f"county-station-{name}", dialog
        dialog.leave()
    for name, form in (
        ("revoke", RevokeDialog(runner, GAPPED.code, GAPPED.name, window)),
        ("renew-keys", RenewCountyKeysDialog(runner, window)),
        ("move", MoveDialog(runner, runner.county.folder, window)),
        ("verify", VerifyDialog(runner, window)),
    ):
        form.open()
        form.act()
        yield f"county-{name}", form
        form.leave()
    shared: tuple[tuple[str, Dialog], ...] = (
        ("backups", CountyBackupsDialog(runner, window.backing, window)),
        ("change-passphrase", ChangePassphraseDialog(runner, window)),
        ("recovery-sheet", StoreSheetDialog(runner, window)),
    )
    for name, asked in shared:
        asked.open()
        yield f"county-{name}", asked
        asked.leave()


def _exchange(window: CountyWindow) -> Iterator[tuple[str, QWidget]]:
    window.go("exchange")
    page = window.exchange
    yield "county-exchange-empty", window
    page.stick.tell_done(visit.done(LINES))
    page.show_status(STATUS)
    for place, name in enumerate(("done", "held", "by-hand")):
        page.tabs.setCurrentIndex(place)
        yield f"county-exchange-{name}", window
