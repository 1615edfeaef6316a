"""A simulated treatment programme with known answers, for the demonstration, the tests and the bench."""

from flows.simulator.programme import Programme, drop, simulate
from flows.simulator.shipping import Delivery
from flows.simulator.volume import big_lab_csv

__all__ = ["Delivery", "Programme", "big_lab_csv", "drop", "simulate"]
