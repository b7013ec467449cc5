"""What a run did: counts per layer, models against their baselines, alerts."""
