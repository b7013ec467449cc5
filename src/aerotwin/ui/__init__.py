"""The web application: composes the maintenance application and the runtime; neither imports it."""
