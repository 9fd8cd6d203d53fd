"""Identity numbers and division codes: doubts that are said to the clerk, never a wall.

The law asks for name and address only (《信访工作条例》第十九条), so a number that fails its check is noted,
not refused. Shapes other than GB 11643 and GB 32100 are from memory and kept loose.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from app.domain.records.petitioner import Petitioner

ASK = "，请核对；确认无误可照登"
OLD, FULL = 15, 18  # characters of an old and of a present resident number
# Nobody bore a number before the first cards were made, so whoever is older bears a code of that time or later.
FIRST_NUMBERED = 1984  # [from memory]
OLDEST = 1900
NO_GOVERNMENT = frozenset({"市辖区", "县"})  # names of groups in the table of divisions
MOBILE = r"1[3-9]\d{9}"
LANDLINE = r"0\d{2,3}-?\d{7,8}(?:[-转]\d{1,6})?|[48]00-?\d{3}-?\d{4}"  # with an extension; of firms
PRC = frozenset({"", "中国", "中华人民共和国"})
PRC_PASSPORT, PASSPORT = r"[A-Z]{1,2}\d{7,8}|1[45]\d{7}", r"[A-Z0-9]{5,12}"  # [from memory]
OLD_PERMANENT = r"[A-Z]{3}\d{12}"  # country code of three letters first [from memory]
PERMANENT_BEGINS = "9"  # the card of 18 digits made since 2023 [from memory]
REGIONS_BEGIN = ("81", "82", "83")  # 港澳台居民居住证 [from memory]


def doubt(person: Petitioner, today: dt.date | None = None) -> str:
    """What looks wrong about a petitioner's numbers, "" when nothing does; no birthday lies after `today`."""
    if person.kind == "person":
        number = _number(person.id_type, plain(person.id_number), person.nationality, today)
    else:
        number = _credit_code(person.credit_code)
    found = "；".join(one for one in (number, _phone(person.phone)) if one)
    return f"{person.name}：{found}{ASK}" if found else ""


def number_doubt(id_type: str, number: str, nationality: str = "", today: dt.date | None = None) -> str:
    """What looks wrong about the number of a document of this type (a key of ID_TYPES)."""
    return _asked(_number(id_type, plain(number), nationality, today))


def resident_doubt(number: str, today: dt.date | None = None) -> str:
    """What looks wrong about a resident identity number (GB 11643-1999), also an old one of 15 digits."""
    return number_doubt("resident", number, today=today)


def credit_code_doubt(code: str) -> str:
    """What looks wrong about a unified social credit code (GB 32100-2015)."""
    return _asked(_credit_code(code))


def phone_doubt(phone: str) -> str:
    """What looks wrong about a phone: each number a mobile one or a landline with its area code, else a doubt."""
    return _asked(_phone(phone))


def eighteen(number: str) -> str:
    """The 18 digits of an old resident number of 15 (everybody who bears one was born in 19..), "" for any other."""
    old = plain(number)
    if not re.fullmatch(r"[0-9]{15}", old):
        return ""
    first = f"{old[:6]}19{old[6:]}"
    return first + _check_digit(first)


def same_bearer(number: str) -> tuple[str, ...]:
    """A number and the older or newer form of it under which its bearer may stand in earlier petitions."""
    given = plain(number)
    newer = eighteen(given)
    if newer:
        return number, newer
    older = re.fullmatch(r"([0-9]{6})19([0-9]{9})[0-9X]", given)
    return (number, older[1] + older[2]) if older else (number,)


def plain(number: str) -> str:
    """A number as it is checked: without blanks, in capitals, with ordinary digits."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()


def _asked(found: str) -> str:
    return f"{found}{ASK}" if found else ""


def _number(id_type: str, number: str, nationality: str, today: dt.date | None) -> str:
    if not number:
        return ""
    if id_type == "resident":
        return _resident(number, today)
    if id_type == "residence":
        return _residence(number, today)
    if id_type == "permanent":
        return _permanent(number, today)
    if id_type == "passport":
        return _passport(number, nationality)
    if id_type == "military" and not re.search(r"[0-9]{6,8}", number):
        return "军官证号码一般为“某字第”加6至8位数字"
    return ""


def _resident(number: str, today: dt.date | None) -> str:
    whole = eighteen(number) or number
    if not re.fullmatch(r"[0-9]{17}[0-9X]", whole):
        return "身份证号码应为18位（旧证15位）"
    if whole.startswith(REGIONS_BEGIN):
        return "号码以81、82、83开头的一般是港澳台居民居住证"
    if whole.startswith(PERMANENT_BEGINS):
        return "号码以9开头的一般是外国人永久居留身份证"
    if whole[-1] != _check_digit(whole[:-1]):
        return "身份证号码末位校验不符"
    return _birthday("身份证号码", whole, today) or _place(whole)


def _residence(number: str, today: dt.date | None) -> str:
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "港澳台居民居住证号码应为18位"
    if not number.startswith(REGIONS_BEGIN):
        return "港澳台居民居住证号码一般以81、82、83开头"
    return _checked("港澳台居民居住证号码", number, today)


def _permanent(number: str, today: dt.date | None) -> str:
    if re.fullmatch(OLD_PERMANENT, number, re.ASCII):
        return ""
    if not re.fullmatch(r"9[0-9]{16}[0-9X]", number):
        return "外国人永久居留身份证号码一般为9开头的18位，旧证为3个字母加12位数字"
    return _checked("外国人永久居留身份证号码", number, today)


def _passport(number: str, nationality: str) -> str:
    if nationality.strip() in PRC - {""}:
        known = re.fullmatch(PRC_PASSPORT, number, re.ASCII)
        return "" if known else "中国护照号码一般为1至2个字母加7至8位数字"
    known = re.fullmatch(PASSPORT, number, re.ASCII)
    return "" if known else "护照号码一般为5至12位字母和数字"


def _checked(title: str, number: str, today: dt.date | None) -> str:
    """Check digit and birthday of the numbers built like a resident's."""
    if number[-1] != _check_digit(number[:-1]):
        return f"{title}末位校验不符"
    return _birthday(title, number, today)


def _check_digit(first: str) -> str:
    """The 18th character behind 17 digits."""
    from stdnum.cn import ric  # 33 ms to import: only when a number is given

    return ric.calc_check_digit(f"{first}0")


def _birthday(title: str, number: str, today: dt.date | None) -> str:
    try:
        born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return f"{title}中的出生日期不存在"
    if born.year < OLDEST:
        return f"{title}中的出生日期早于{OLDEST}年"
    return f"{title}中的出生日期晚于今天" if today and born > today else ""


def _place(number: str) -> str:
    """Was the division code in force in the year of birth, or when numbers were first given?"""
    code, year = number[:6], int(number[6:10])
    spans = _in_force(code)
    if not spans:
        return f"身份证号码中的地区代码{code}查无对应"
    at = max(year, FIRST_NUMBERED)
    if year < FIRST_NUMBERED and any(last >= at for _first, last in spans):
        return ""  # numbered whenever the card was made
    if any(first <= at <= last for first, last in spans):
        return ""
    later = [first for first, _last in spans if first > at]
    if later:
        return f"身份证号码中的地区代码{code}自{min(later)}年起使用，晚于出生年份{year}年"
    return f"身份证号码中的地区代码{code}至{max(last for _first, last in spans)}年已停用，早于编号年份{at}年"


def _in_force(code: str) -> list[tuple[int, int]]:
    """First and last year of each name that a division code stood for; empty when it is not known."""
    return [(first, last) for first, last, _name in _names(code)]


def _names(code: str) -> list[tuple[int, int, str]]:
    """What a division code stood for, with first and last year.

    The table lists names with the years they held: "[1983-1992]临湘县,[1992-]临湘市", or a name alone.
    """
    from stdnum import numdb

    info = dict(pair for _digits, part in numdb.get("cn/loc").info(code) for pair in part.items())
    names = re.findall(r"(?:\[(\d*)-(\d*)\])?([^,\[]+)", info.get("county", ""))
    return [(int(first or dt.MINYEAR), int(last or dt.MAXYEAR), name) for first, last, name in names]


def _credit_code(code: str) -> str:
    if not code.strip():
        return ""
    from stdnum.cn import uscc

    return "" if uscc.is_valid(plain(code)) else "统一社会信用代码校验不符"


def _phone(phone: str) -> str:
    """Several numbers may stand in one field, set apart by signs; blanks and hyphens inside a mobile are common."""
    if not phone.strip():
        return ""
    for one in re.split(r"[,，、;；/]", unicodedata.normalize("NFKC", phone)):
        number = re.sub(r"[\s()]", "", one).removeprefix("+86")
        mobile = re.fullmatch(MOBILE, number.replace("-", ""), re.ASCII)
        if not (mobile or re.fullmatch(LANDLINE, number, re.ASCII)):
            return "联系电话不像手机号码或者带区号的固定电话"
    return ""


def county_government(station: str) -> str:
    """The government one level above a township's desk, from the first six digits of its division code.

    It reviews the township's opinions (《信访工作条例》第三十五条). "" when the code is not known.
    """
    current = [name for _first, last, name in _names(station[:6]) if last == dt.MAXYEAR and name not in NO_GOVERNMENT]
    return f"{current[-1]}人民政府" if current else ""
