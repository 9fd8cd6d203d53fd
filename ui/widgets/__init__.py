"""Small widgets that pages and dialogs are built from."""
