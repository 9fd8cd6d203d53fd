"""How papers speak to the people behind a petition."""

from __future__ import annotations

from app.documents.page import chinese_date
from app.domain.codes import CHANNELS
from app.domain.petition import Petition
from app.domain.records.petitioner import Petitioner

MOST_NAMED = 5  # names in the line of address; with more, the first is named and all are listed in an annex


def names_of(petition: Petition) -> tuple[str, ...]:
    """Whom a paper is addressed to, in the order of registration."""
    return tuple(person.name for person in petition.addressees)


def you(petition: Petition) -> str:
    """您 for one person, 你单位 for one organisation, 你们 for several."""
    if len(petition.addressees) > 1 or len(petition.remaining) > 1:
        return "你们"
    return "您" if petition.addressees[0].kind == "person" else "你单位"


def raised(petition: Petition) -> tuple[str, str]:
    """When and how the petitioners raised it, for “于…以…形式提出”: (2026年3月2日, 来访).

    What was sent down was raised elsewhere and earlier than the day on which it reached us: both are said.
    """
    channel, received = CHANNELS[petition.channel], chinese_date(petition.received_on)
    sent = petition.from_above
    if sent is None:
        return received, channel
    when = chinese_date(sent.raised_on) if sent.raised_on else f"{received}前"
    return when, f"{channel}（{sent.body}{sent.done}，我单位于{received}收到）"


def name_list(petition: Petition) -> tuple[str, ...]:
    """The annex with every petitioner who remained; empty when the line of address names them all."""
    people = [petition.petitioners[number - 1] for number in petition.remaining]
    if len(people) == len(petition.addressees) <= MOST_NAMED:
        return ()
    return tuple(
        f"{place}. {person.name}{'（代表）' if person.representative else ''}" for place, person in enumerate(people, 1)
    )


def line_of_address(names: tuple[str, ...], total: int) -> str:
    """The names, or the first with the number of all petitioners."""
    return "、".join(names) if len(names) <= MOST_NAMED else f"{names[0]}等{total}人（名单附后）"


def body_and_place(body: str, address: str, phone: str = "") -> str:
    """The body, with as much as is known of where and how it is reached."""
    known = {"地址": address.strip(), "电话": phone.strip()}
    place = "，".join(f"{name}：{value}" for name, value in known.items() if value)
    return f"{body}（{place}）" if place else body


def known_as(person: Petitioner) -> str:
    """Name, address and phone, as the body that handles the matter needs them; no document number."""
    contact = f"联系人{person.contact_person}" if person.contact_person.strip() else ""
    known = "，".join(part for part in (person.address, contact, person.phone) if part.strip())
    return f"{person.name}（{known}）" if known else person.name
