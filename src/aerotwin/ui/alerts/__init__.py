"""Alerts to work with: the list, one alert with its life, evidence and trace, and what people do with it."""
