"""The handbook (F1): pages in resources/help, shown in a window beside the work; loaded when first asked for."""
