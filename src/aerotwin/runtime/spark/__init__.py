"""One warm Spark Connect server per lakehouse home, and sessions attached to it."""
