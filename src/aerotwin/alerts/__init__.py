"""Maintenance alerts: from inferences to rows an engineer acts on, and the trace behind each."""
