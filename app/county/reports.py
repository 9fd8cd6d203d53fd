"""Views for reports: how far the lines are, and counts of petitions. No name of a person, no content is in any of them.

Their columns are the same on both engines; only how a field is read out of a petition's state differs.
"""

from __future__ import annotations

from collections.abc import Callable

# Stages in which nothing more is to be done on a petition.
DONE = ("closed", "archived", "voided")
VIEWS = ("report_stations", "report_lines", "report_petitions", "report_months", "report_open")


_LINES = (
    " SELECT station, epoch, max(last) AS last_seq, count(*) AS packages, min(received_at) AS first_received_at,"
    " max(received_at) AS last_received_at"
)
# Since the schema knows it: the township that sent on packages of a line, "" for one that its station sent itself. The
# new column is the last one, so that PostgreSQL replaces the view and keeps the grants on it.
LINES_THROUGH = f"VIEW report_lines AS{_LINES}, max(through) AS through FROM packages GROUP BY station, epoch"


def definitions(field: Callable[[str], str]) -> tuple[str, ...]:
    """The statements that make the views; `field` says how to read a field of `folded.state` as text."""
    done = ", ".join(f"'{stage}'" for stage in DONE)
    return (
        "CREATE VIEW report_stations AS"
        " SELECT s.code AS station, s.name, s.paired_at, s.revoked_at, count(p.sha256) AS packages,"
        " max(p.received_at) AS last_received_at"
        " FROM stations s LEFT JOIN packages p ON p.station = s.code"
        " GROUP BY s.code, s.name, s.paired_at, s.revoked_at",
        f"CREATE VIEW report_lines AS{_LINES} FROM packages GROUP BY station, epoch",
        "CREATE VIEW report_petitions AS"
        f" SELECT number, station, stage, {field('category')} AS category, received_on,"
        " substr(received_on, 1, 7) AS received_month,"
        f" CASE WHEN stage IN ({done}) THEN 1 ELSE 0 END AS done FROM folded",
        "CREATE VIEW report_months AS"
        " SELECT station, received_month, stage, category, count(*) AS petitions FROM report_petitions"
        " GROUP BY station, received_month, stage, category",
        "CREATE VIEW report_open AS"
        " SELECT number, station, stage, category, received_on FROM report_petitions WHERE done = 0",
    )
