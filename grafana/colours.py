"""Which colour means what: the same on every panel, told apart by people who do not see red and green, and always with a word."""

GOOD = "green"
UNSTABLE = "orange"
BAD = "red"
UNKNOWN = "#8e8e8e"
PLAIN = "blue"
NONE = "transparent"
