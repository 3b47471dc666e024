"""The two listeners: the public pages and API, and the operations side."""
