"""What is filled in below a widget, as plain data, and back: the one seam between forms and their drafts.

Editors are found through the layouts, shown or not, and called by the name that screen readers are told. Lists that
grow (`rows` or `areas`, and `add`) are kept row by row. Lines whose letters are hidden are never read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLayout, QLineEdit, QScrollArea, QWidget

from ui.widgets.editors import Choice, Count, TextArea
from ui.widgets.ways import Ways

Filled = dict[str, Any]  # name of an editor -> its value; of a list that grows -> a list of these or of values
EDITORS = (QLineEdit, TextArea, Choice, QCheckBox, Count, Ways)
MNEMONIC = re.compile(r"\(&.\)|&")
UNKEPT = "unkept"  # property of a widget that is no part of what is filled in


def filled(root: QWidget) -> Filled:
    """Everything that is filled in below `root`."""
    found: Filled = {}
    for name, widget in _named(root):
        rows = _rows(widget)
        found[name] = [_content(one) for one in rows] if rows is not None else _value(widget)
    return found


def typed(now: Filled, first: Filled) -> Filled:
    """What of it is not as it was at first."""
    return {name: value for name, value in now.items() if name not in first or first[name] != value}


def put(root: QWidget, given: Mapping[str, Any]) -> list[str]:
    """Put it back; what found no place (the form has changed since) is answered, an item each.

    Name by name in the order of the form: what is chosen above may show what is filled in below.
    """
    left = dict(given)
    for name, widget in _named(root):
        if name in left:
            value = left.pop(name)
            if _rows(widget) is not None and isinstance(value, list):
                _put_rows(widget, value)
            else:
                _put_value(widget, value)
    return [f"{name}：{value}" for name, value in left.items() if isinstance(value, str) and value]


def _named(root: QWidget) -> Iterator[tuple[str, QWidget]]:
    """The editors and growing lists below a widget, each with a name that stands once."""
    seen: dict[str, int] = {}
    for widget in list(_editors(root)):
        name = _name(widget)
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name}#{seen[name]}"), widget


def _editors(widget: QWidget) -> Iterator[QWidget]:
    if widget.property(UNKEPT):
        return
    if isinstance(widget, EDITORS):
        if not (isinstance(widget, QLineEdit) and widget.echoMode() != QLineEdit.EchoMode.Normal):
            yield widget
        return
    rows = _rows(widget)
    if rows is not None:
        yield widget
    if isinstance(widget, QScrollArea):
        yield from _editors(widget.widget())
    elif (layout := widget.layout()) is not None:
        yield from _of_layout(layout, rows or [])


def _of_layout(layout: QLayout, but: list[QWidget]) -> Iterator[QWidget]:
    for item in (layout.itemAt(place) for place in range(layout.count())):
        widget, inner = item.widget(), item.layout()
        if widget is not None and widget not in but:
            yield from _editors(widget)
        elif inner is not None:
            yield from _of_layout(inner, but)


def _rows(widget: QWidget) -> list[QWidget] | None:
    """The rows of a list that grows, None for any other widget."""
    for name in ("rows", "areas"):
        found = getattr(widget, name, None)
        if isinstance(found, list) and callable(getattr(widget, "add", None)):
            return found
    return None


def _name(widget: QWidget) -> str:
    told = widget.text() if isinstance(widget, QCheckBox) else widget.accessibleName()
    return MNEMONIC.sub("", told).strip() or type(widget).__name__


def _content(row: QWidget) -> Any:
    return _value(row) if isinstance(row, EDITORS) else filled(row)


def _value(widget: QWidget) -> Any:
    if isinstance(widget, TextArea):
        return widget.toPlainText()
    if isinstance(widget, QCheckBox):
        return widget.isChecked()
    if isinstance(widget, Count):
        return widget.value()
    return widget.text() if isinstance(widget, QLineEdit) else widget.value  # type: ignore[attr-defined]


def _put_value(widget: QWidget, value: Any) -> None:
    """What does not fit any more, such as a choice that is not offered now, stays as it is in the new form."""
    if not widget.isEnabled():
        return
    if isinstance(widget, Ways):
        if value in widget.radios:
            widget.choose(value)
    elif isinstance(widget, QComboBox):
        if (at := widget.findData(value)) >= 0:
            widget.setCurrentIndex(at)
    elif isinstance(widget, QCheckBox):
        widget.setChecked(value is True)
    elif isinstance(widget, Count):
        widget.setValue(value)
    elif isinstance(widget, TextArea):
        widget.setPlainText(value)
    elif isinstance(widget, QLineEdit):
        widget.setText(value)


def _put_rows(widget: QWidget, given: list[Any]) -> None:
    grow: Callable[[int], None] | None = getattr(widget, "grow", None)
    if grow is not None:  # many rows faster than one by one
        grow(len(given))
    add: Callable[[], QWidget] = widget.add  # type: ignore[attr-defined]
    while len(_rows(widget) or ()) < len(given):
        add()
    for place, row in enumerate(list(_rows(widget) or ())):
        if place >= len(given):
            _take_away(widget, row)
        elif isinstance(row, EDITORS):
            _put_value(row, given[place])
        else:
            put(row, given[place])


def _take_away(widget: QWidget, row: QWidget) -> None:
    """A row that was taken out; where a list cannot do that, it is emptied and so does not count."""
    away = getattr(widget, "take_away", None)
    if callable(away):
        away(row)
        return
    for _name_of_it, editor in _named(row) if not isinstance(row, EDITORS) else (("", row),):
        if isinstance(editor, QLineEdit | TextArea):
            editor.clear()
