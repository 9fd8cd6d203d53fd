"""下发 (F7): what goes down to the stations, each kind by its form, and how far it has come."""

from __future__ import annotations

from ui.county.petitions import Filter
from ui.county.runner import CountyPage, CountyRunner
from ui.dialogs.send_down import Issuer
from ui.widgets.layout import column, label, row
from ui.widgets.sent_down import SentDownView

READING = "正在读取下发件"
GOES = (
    "下发件随下一次出具回执（U盘交换、联网接收）带给接待台，没有送达的每次都重发；送达、办理情况从接待台的数据包读出。"
)
ISSUED = "下发件随下一次出具回执带给接待台，对方读入后由人登记、办理；发出后不能改动。"
CARRIED = "随下一次出具回执送达。"
NO_STATION = "没有登记接待台，或者其公钥已停用。先在“接待台”页登记对方的公钥卡。"


class CountySentDown(SentDownView):
    """The county's, to its stations."""

    heading, there = "接待台", "该台"
    margin = 0  # it is the page
    waits, went = "等待出具回执", "随回执发出"  # by a stick or by the line

    def __init__(self, runner: CountyRunner, page: SendDownPage) -> None:
        self.runner = runner
        super().__init__(runner, page.tell)

    def issuer(self) -> Issuer:
        county = self.runner.county
        return Issuer(
            body=county.name,
            today=county.now().date(),
            below=self.open_to,
            send=county.dispatch,
            goes=ISSUED,
            carried=CARRIED,
            topic="county_work",
        )


class SendDownPage(CountyPage):
    """Read anew whenever it is shown and after each change."""

    def __init__(self, runner: CountyRunner) -> None:
        super().__init__(runner)
        self.station = Filter("全部接待台", "哪个接待台的下发件")
        self.station.currentIndexChanged.connect(lambda _place: self.refresh())
        self.done = label("", wrap=True, select=True)
        self.done.hide()
        self.sent = CountySentDown(runner, self)
        inside = column(row(label("下发", "title"), None, self.station), self.done, self.sent, margin=16)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    def refresh(self) -> None:
        chosen = self.station.value
        read = self.runner.work(
            lambda county, _work: (county.dispatches(chosen), county.stations(), county.station_names()), self, READING
        )
        if read is None:
            return
        rows, cards, self.sent.names = read
        self.sent.open_to = {code: card.name for code, card in sorted(cards.items())}
        self.station.offer(self.sent.names)
        self.sent.show_rows(rows)
        self.sent.allow("" if cards else NO_STATION, GOES)

    def arrive(self) -> None:
        (self.sent.table if self.sent.rows else self.sent.matter).setFocus()

    def tell(self, words: str) -> None:
        """What was done, above the list."""
        self.done.setText(words)
        self.done.show()

    def stop_asking(self) -> None:
        self.sent.show_rows(())
        self.done.hide()
