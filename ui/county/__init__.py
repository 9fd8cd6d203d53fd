"""The windows of a county's store (县级接收库)."""
