"""The agent: the program as it runs inside a commune, beside the people it is to help."""
