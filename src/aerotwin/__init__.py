"""AeroTwin."""
