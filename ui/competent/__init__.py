"""The windows of a competent body, to which denunciations come sealed."""
