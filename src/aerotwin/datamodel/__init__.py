"""The keys of AeroTwin's tables, and the data model as a catalog tells it."""
