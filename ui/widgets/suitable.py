"""The editor that suits a field: a line, a text, a choice, a day, a list of these."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from msgspec import inspect
from PySide6.QtWidgets import QComboBox

from app.domain.asked import Asked, fields_asked, item_asked
from app.domain.petition import Petition
from ui.widgets.answer import Answer
from ui.widgets.day_entry import DayEntry
from ui.widgets.editors import Choice, Count, Line, TextArea, Tick, together
from ui.widgets.row_list import RowList
from ui.widgets.text_list import TextList
from ui.widgets.ways import Ways
from ui.words import joined, named

SHORT = 60  # characters of a line that needs half the width only
LISTED = 100  # characters of an item up to which several are written in one line
READ_AT_ONCE = 6  # codes up to which all are shown before one is taken
FEW_PEOPLE = 20
WIDEST = 12  # Chinese characters that a list of choices must show of its words
MOST = 2**31 - 1
YES_NO = {"yes": "是", "no": "否", "": "暂不填"}
UNCHOSEN = "请选择"


class Suitable:
    """Makes the editors of one form on one petition, or on none; `today` is the last day that may be meant.

    Alt+1, Alt+2 and so on belong to one choice of the form; to none where it is not `numbered`, as in rows.
    """

    def __init__(self, petition: Petition | None, today: date, *, numbered: bool = True) -> None:
        self._petition = petition
        self._today = today
        self._numbers_left = numbered

    def editor(self, asked: Asked) -> Answer:
        """The editor of one field. Raises TypeError for a kind of value that no form can ask for."""
        makers: tuple[tuple[type, Callable[[Asked], Answer]], ...] = (
            (inspect.StrType, _text),
            (inspect.LiteralType, self._code),
            (inspect.BoolType, _yes_or_no),
            (inspect.IntType, self._number),
            (inspect.DateType, self._day),
            (inspect.VarTupleType, self._several),
        )
        for kind, make in makers:
            if isinstance(asked.kind, kind):
                return make(asked)
        raise TypeError(f"no editor for the field {asked.name}: {asked.kind}")

    @property
    def _petitioned(self) -> Petition:
        """Whose petitioners are asked about. Raises TypeError in a form that is about no petition."""
        if self._petition is None:
            raise TypeError("a form about no petition cannot ask for petitioners")
        return self._petition

    def _code(self, asked: Asked) -> Answer:
        assert isinstance(asked.kind, inspect.LiteralType)
        codes = [str(code) for code in asked.kind.values if code not in ("", None)]
        # In the order in which the words are told; a code without one stands for itself.
        ordered = [code for code in asked.words if code in codes]
        words = {code: asked.words.get(code, code) for code in (*ordered, *(c for c in codes if c not in ordered))}
        if asked.required and len(words) <= READ_AT_ONCE and self._numbers_left:
            self._numbers_left = False
            return _ways(asked, words)
        empty = asked.words.get("", "") or (UNCHOSEN if asked.required else YES_NO[""])
        may_be_empty = asked.required or asked.optional or asked.default in ("", None)
        return _choice(asked, {"": empty, **words} if may_be_empty else words)

    def _number(self, asked: Asked) -> Answer:
        if asked.extra.get("petitioners"):
            return self._one_person(asked)
        assert isinstance(asked.kind, inspect.IntType)
        low = asked.kind.ge if asked.kind.ge is not None else 0
        high = asked.kind.le if asked.kind.le is not None else MOST
        if not asked.optional:
            counted = Count(low, min(high, MOST), low if asked.default is None else asked.default)
            return Answer(counted, counted.value, counted.setValue, share=_of_number(asked))
        counted = Count(low - 1, min(high, MOST), low - 1 if asked.default is None else asked.default)
        counted.setSpecialValueText(YES_NO[""])
        return Answer(
            counted,
            lambda: None if counted.value() < low else counted.value(),
            lambda given: counted.setValue(low - 1 if given is None else given),
            share=_of_number(asked),
        )

    def _one_person(self, asked: Asked) -> Answer:
        people = {str(n): f"{n}. {one.name}" for n, one in enumerate(self._petitioned.petitioners, 1)}
        alone = asked.required and len(people) == 1
        nobody = asked.words.get("", "") or (UNCHOSEN if asked.required else YES_NO[""])
        choice = Choice(people if alone else {"": nobody, **people})
        blank = None if asked.optional or asked.required else asked.default
        return Answer(
            _modest(choice),
            lambda: int(choice.value) if choice.value else blank,
            lambda given: choice.choose(str(given or "")),
            share=2,
            objections=lambda: {} if choice.value or not asked.required else {"": f"请先选择{asked.title}。"},
        )

    def _day(self, asked: Asked) -> Answer:
        entry = DayEntry(None if asked.extra.get("future") else self._today)
        if asked.default is not None:
            entry.line.setText(str(asked.default))

        def objections() -> dict[str, str]:
            told = entry.objection or ("必填，请填写日期。" if asked.required and entry.value is None else "")
            return {"": told} if told else {}

        return Answer(
            entry,
            lambda: entry.value,
            lambda given: entry.line.setText(str(given or "")),
            share=2,
            objections=objections,
        )

    def _several(self, asked: Asked) -> Answer:
        item = item_asked(asked)
        if isinstance(item.kind, inspect.StructType):
            return self._rows(asked, item.kind)
        if isinstance(item.kind, inspect.IntType) and asked.extra.get("petitioners"):
            return self._people(asked)
        if isinstance(item.kind, inspect.StrType):
            return _texts(asked, item)
        raise TypeError(f"no editor for the list {asked.name}: {item.kind}")

    def _rows(self, asked: Asked, kind: inspect.StructType) -> Answer:
        beside = Suitable(self._petition, self._today, numbered=False)

        def parts() -> dict[str, tuple[str, bool, Answer]]:
            return {part.name: (part.title, part.required, beside.editor(part)) for part in fields_asked(kind.cls)}

        assert isinstance(asked.kind, inspect.VarTupleType)
        most = asked.kind.max_length if asked.kind.max_length is not None else MOST
        rows = RowList(asked.title, parts, lambda values: kind.cls(**values), asked.kind.min_length or 0, most)
        return Answer(rows, lambda: rows.value, rows.put, more=rows.more, objections=rows.objections)

    def _people(self, asked: Asked) -> Answer:
        everybody = range(1, len(self._petitioned.petitioners) + 1)
        offered = everybody if len(everybody) <= FEW_PEOPLE else self._petitioned.addressee_numbers
        ticks = {n: Tick(f"{n}. {self._petitioned.petitioners[n - 1].name}") for n in offered}
        if asked.required and len(ticks) == 1:
            next(iter(ticks.values())).setChecked(True)

        def put(given: list[int]) -> None:
            for n, tick in ticks.items():
                tick.setChecked(n in given)

        def objections() -> dict[str, str]:
            nobody = not any(tick.isChecked() for tick in ticks.values())
            return {"": f"请勾选{asked.title}。"} if asked.required and nobody else {}

        return Answer(
            together(list(ticks.values())),
            lambda: tuple(n for n, tick in ticks.items() if tick.isChecked()),
            put,
            objections=objections,
        )


def _text(asked: Asked) -> Answer:
    if asked.lines:
        area = TextArea(5 if asked.longest >= 20_000 else 3)
        area.setPlainText(asked.default or "")
        return Answer(
            area,
            lambda: area.value or (None if asked.optional else ""),
            lambda given: area.setPlainText(given or ""),
        )
    typed = Line()
    typed.setText(asked.default or "")
    share = 2 if asked.longest <= SHORT else 4
    return Answer(
        typed,
        lambda: typed.value or (None if asked.optional else ""),
        lambda given: typed.setText(given or ""),
        share=share,
    )


def _ways(asked: Asked, words: dict[str, str]) -> Answer:
    ways = Ways({code: (word, "") for code, word in words.items()})
    return Answer(
        ways,
        lambda: ways.value,
        ways.choose,
        objections=lambda: {} if ways.value else {"": f"请先选择{asked.title}。"},
    )


def _choice(asked: Asked, words: dict[str, str]) -> Answer:
    choice = Choice(words)
    if asked.default is not None:
        choice.choose(str(asked.default))
    blank = None if asked.optional and asked.default is None else ""
    return Answer(
        _modest(choice),
        lambda: choice.value or blank,
        lambda given: choice.choose(str(given or "")),
        share=2 if max(map(len, words.values())) <= WIDEST else 0,
        objections=lambda: {} if choice.value or not asked.required else {"": f"请先选择{asked.title}。"},
    )


def _yes_or_no(asked: Asked) -> Answer:
    """A tick where a preset holds; a choice where a person must say yes or no, or may leave it open."""
    if not asked.optional and not asked.required and not asked.words:
        tick = Tick(asked.title)
        tick.setChecked(bool(asked.default))
        return Answer(tick, tick.isChecked, tick.setChecked, share=_of_number(asked))
    words = {**YES_NO, **asked.words}
    open_word = {"": words[""] if asked.optional else UNCHOSEN} if asked.optional or asked.required else {}
    choice = Choice({**open_word, "yes": words["yes"], "no": words["no"]})
    codes: dict[object, str] = {True: "yes", False: "no", None: ""}
    values: dict[str, object] = {"yes": True, "no": False, "": None}
    choice.choose(codes[asked.default])
    return Answer(
        _modest(choice),
        lambda: values[choice.value],
        lambda given: choice.choose(codes[given]),
        share=2,
        objections=lambda: {} if choice.value or not asked.required else {"": f"请先选择{asked.title}。"},
    )


def _of_number(asked: Asked) -> int:
    """The share of what is narrow but for its title."""
    return 1 if len(asked.title) <= 3 else 2


def _texts(asked: Asked, item: Asked) -> Answer:
    if item.longest <= LISTED and not item.lines:
        typed = Line()
        typed.setText(joined(asked.default or ()))
        return Answer(
            typed,
            lambda: named(typed.value),
            lambda given: typed.setText(joined(given)),
            hint="几项用顿号分开",
        )
    texts = TextList(asked.title, "再加一项", 2 if item.lines else 1)
    texts.put(asked.default or ())
    return Answer(texts, lambda: tuple(filter(None, texts.value)), texts.put, more=texts.more)


def _modest(choice: Choice) -> Choice:
    """A list of choices that long words do not make wider than the form."""
    longest = max(len(choice.itemText(at)) for at in range(choice.count()))
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(2 * min(longest, WIDEST))
    return choice
