"""The commands' glue: arguments in, calls of the runtime, text or JSON out."""
