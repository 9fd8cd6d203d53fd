"""首问台: the offline desk for citizens' petitions. No Qt anywhere below this folder."""

__version__ = "0.1.0"
