"""Simulation of a fleet: flights, latent wear, failures, maintenance, and what the sensors make of it."""

from aerotwin.simulation.generate import generate
from aerotwin.simulation.landing import Landed

__all__ = ["Landed", "generate"]
