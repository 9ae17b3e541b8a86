"""Invariant suites: Hypothesis state machines that every implementation of a contract must pass, yours included.

Those called `...Machine` are state machines (`TestMine = MyMachine.TestCase`), those called `...CrashSuite` classes of
pytest tests.
"""

from .crashes import CrashSuite as CrashSuite
from .documents import LibbersCrashSuite as LibbersCrashSuite
from .documents import LibbersMachine as LibbersMachine
from .documents import PromptsCrashSuite as PromptsCrashSuite
from .documents import PromptsMachine as PromptsMachine
from .documents import ScenesCrashSuite as ScenesCrashSuite
from .documents import ScenesMachine as ScenesMachine
from .documents import StoriesCrashSuite as StoriesCrashSuite
from .documents import StoriesMachine as StoriesMachine
from .drafted_documents import DocumentsMachine as DocumentsMachine
from .kept_crashes import KeptDocumentsCrashSuite as KeptDocumentsCrashSuite
from .kept_documents import KeptDocumentsMachine as KeptDocumentsMachine
from .pool_crashes import PoolStoreCrashSuite as PoolStoreCrashSuite
from .pools import PoolStoreMachine as PoolStoreMachine
from .profiles import ProfilesCrashSuite as ProfilesCrashSuite
from .profiles import ProfilesMachine as ProfilesMachine
from .runs import RunsMachine as RunsMachine
from .settings import SettingsMachine as SettingsMachine
from .shelves import Shelf as Shelf
from .store_faults import CrashFaults as CrashFaults
from .store_faults import StoreFaults as StoreFaults
from .workflows import WorkflowsMachine as WorkflowsMachine
