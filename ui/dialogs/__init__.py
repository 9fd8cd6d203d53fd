"""One dialog per step, each in its own file."""
