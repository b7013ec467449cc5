"""Runs of any bundle: their graph, tasks, times, notebooks and logs, live while one is on."""
