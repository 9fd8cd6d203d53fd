"""Identity numbers and division codes: doubts that are said to the clerk, never a wall.

The law asks for name and address only (《信访工作条例》第十九条), so a number that fails its check is noted,
not refused.
"""

from __future__ import annotations

import re

from app.domain.petition import Petitioner


def doubt(person: Petitioner) -> str:
    """What looks wrong about a petitioner's numbers, "" when nothing does."""
    found = ""
    if person.kind == "person" and person.id_type == "resident" and person.id_number:
        found = resident_doubt(person.id_number)
    elif person.kind == "organisation" and person.credit_code:
        found = credit_code_doubt(person.credit_code)
    return f"{person.name}：{found}" if found else ""


def resident_doubt(number: str) -> str:
    """What looks wrong about a resident identity number (GB 11643-1999); 15-digit old numbers are accepted."""
    from stdnum.cn import ric  # 33 ms to import: only when a number is given

    plain = re.sub(r"\s", "", number).upper()
    if re.fullmatch(r"\d{15}", plain):
        return ""
    if not re.fullmatch(r"\d{17}[\dX]", plain):
        return "身份证号码应为18位（旧证15位），请核对；确认无误可照登"
    if ric.calc_check_digit(plain) != plain[-1]:
        return "身份证号码末位校验不符，请核对；确认无误可照登"
    return "" if _known_place_and_date(plain) else "身份证号码中的地区或出生日期查无对应，请核对；确认无误可照登"


def _known_place_and_date(number: str) -> bool:
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    try:
        ric.get_birth_date(number)
        ric.get_birth_place(number)
    except (ValidationError, KeyError):  # the package looks up a county that its table may not have
        return False
    return True


def credit_code_doubt(code: str) -> str:
    """What looks wrong about a unified social credit code (GB 32100-2015)."""
    from stdnum.cn import uscc

    return "" if uscc.is_valid(code) else "统一社会信用代码校验不符，请核对；确认无误可照登"


def county_government(station: str) -> str:
    """The government one level above a township's desk, from the first six digits of its division code.

    It reviews the township's opinions (《信访工作条例》第三十五条). "" when the code is not known.
    """
    from stdnum import numdb

    info = dict(pair for _digits, part in numdb.get("cn/loc").info(station[:6]) for pair in part.items())
    # The table lists names with the years they held: "[1983-1992]临湘县,[1992-]临湘市".
    current = [
        name for years, name in re.findall(r"\[([\d-]*)\]([^,\[]+)", info.get("county", "")) if years.endswith("-")
    ]
    return f"{current[-1]}人民政府" if current else ""
