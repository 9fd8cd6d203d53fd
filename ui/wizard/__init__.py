"""The first run: a new desk step by step, nothing written before the last page; and the practice desk."""
