"""Names of processes in leases: of one that is gone for certain nobody waits for, of all others they do."""

import subprocess
import sys

from penstock.plugins.runs.driver_owners import dead, owner_name

SAY = "from penstock.plugins.runs.driver_owners import owner_name; print(owner_name('token'))"


def test_a_process_of_this_machine_that_has_ended_is_dead() -> None:
    """This one lives."""
    ended = subprocess.run([sys.executable, "-c", SAY], capture_output=True, text=True, check=True).stdout.strip()
    mine = owner_name("token")
    assert dead([ended, mine]) == {ended}


def test_a_number_that_is_used_again_is_another_process() -> None:
    """It began at another time."""
    machine, number, began, token = owner_name("token").split(".")
    assert dead([f"{machine}.{number}.{int(began) - 1}.{token}"])


def test_of_other_machines_nothing_is_said() -> None:
    """Their numbers mean nothing here; names of any other shape are left alone."""
    _, _, began, token = owner_name("token").split(".")
    assert dead([f"elsewhere.999999.{began}.{token}", "", "a.b.c.d", "id0001"]) == frozenset()
