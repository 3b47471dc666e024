"""`thongsuot probe`: one file per kind of look, each with its `command`, and `show` for what they have in common."""
