"""The commands of a county and of a body that takes in sealed material, and where their windows have them."""

from __future__ import annotations

# Command -> its place in words: a page of the county's or the body's window, the unlock window.
COUNTY: dict[str, str] = {
    "init-county": "解锁窗口—其他—新建县级接收库",
    "county-move": "解锁窗口—其他—县级记载存放位置",
    "county-status": "接待台",
    "county-revoke": "接待台",
    "county-show": "事项",
    "county-attachment": "事项",
    "county-dispatch": "下发",
    "county-dispatches": "下发",
    "county-receive": "交换",
    "county-reply": "交换",
    "county-renew-keys": "接待台",
    "county-serve": "更多—联网接收",
    "county-calendar": "签发",
    "county-periods": "签发",
    "county-codes": "签发",
    "county-divisions": "签发",
    "county-sign-update": "签发",
    "sealed-new": "解锁窗口—其他—新建密封材料接收",
    "sealed-trust": "密封材料",
    "sealed-open": "密封材料",
}
