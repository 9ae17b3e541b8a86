"""Invariant suites: Hypothesis state machines that every implementation of a contract must pass, yours included."""

from .pools import PoolStoreMachine as PoolStoreMachine
from .store_faults import StoreFaults as StoreFaults
