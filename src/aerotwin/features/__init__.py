"""Features of the past: rolling windows, maintenance context, health, labels and the feature store."""
