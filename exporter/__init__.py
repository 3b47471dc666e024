"""SHOW: metrics, pages, the API, the command line, and the wiring of the running program."""
