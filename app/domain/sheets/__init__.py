"""Sheets (XLSX, CSV) for the county systems that exist: which facts their columns may hold, and what a row says."""
