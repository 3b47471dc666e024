"""The operations side: for machines, administrators and those on call."""
