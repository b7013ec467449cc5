"""Failure models: split, training, evaluation, promotion and scoring."""
