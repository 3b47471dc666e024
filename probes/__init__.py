"""SEE: the inventory, the schedule, the probes, what they observed, and the states that follow.

inventory -> targets -> rounds -> runner(kinds) -> observations -> engine(states). Nothing here imports `alerts`
or `exporter`; only `network` and `echo` open sockets.
"""
