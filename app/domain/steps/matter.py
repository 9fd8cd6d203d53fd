"""A matter sent down becomes a registration: filled in as far as the sender told, for a person to complete and take."""

from __future__ import annotations

import datetime as dt

from app.domain.records.matter import Matter
from app.domain.records.origin import Origin
from app.domain.steps.register import Register

NO_REASONS = "来件未单列理由，与事实一并叙述。"


def register_from(matter: Matter, received_on: dt.date) -> Register:
    """The registration of a matter that reached us on `received_on`; from that day its periods run (第二十三条第三款).

    Nothing is decided here: the step says what is missing when it is taken. Where the sender told its requests and
    reasons within the facts, the title stands for the request and the reasons say so.
    """
    return Register(
        on=received_on,
        title=matter.title,
        petitioners=matter.petitioners,
        requests=matter.requests or (matter.title,),
        facts=matter.facts,
        reasons=matter.reasons if matter.reasons.strip() else NO_REASONS,
        channel=matter.channel,
        category=matter.category,
        origin=Origin(
            kind=matter.kind,
            body=matter.sender,
            letter_number=matter.letter_number,
            letter_on=matter.letter_on,
            body_number=matter.body_number,
            raised_on=matter.raised_on,
            result_due=matter.result_due,
            report=matter.report,
        ),
        content_class=matter.content_class,
        place=matter.place,
        head_count=matter.head_count,
        materials=matter.materials,
        note=matter.note,
    )
