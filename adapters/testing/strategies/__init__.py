"""Hypothesis strategies for everything that plugins are given and declare: `of(Kind)`, and by name where one says more.

`of` takes every class of `penstock.core.contracts` and `penstock.core.events`, the declarations (`NodeSpec` and the
like), and attrs classes of your own. Needs hypothesis, which is imported with this package only.
"""

from .building import NoStrategy as NoStrategy
from .building import of as of
from .declared import commands as commands
from .declared import nodes as nodes
from .declared import routes as routes
from .declared import settings as settings
from .document_values import edits as edits
from .document_values import libbers as libbers
from .document_values import prompt_collections as prompt_collections
from .document_values import prompts as prompts
from .document_values import scene_documents as scene_documents
from .document_values import stories as stories
from .document_values import story_scenes as story_scenes
from .event_values import events as events
from .node_arrays import images as images
from .node_arrays import masks as masks
from .pool_values import candidates as candidates
from .pool_values import changes as changes
from .pool_values import pools as pools
from .pool_values import profiles as profiles
from .pool_values import refusals as refusals
from .pool_values import slots as slots
from .run_values import batch_plans as batch_plans
from .run_values import gate_answers as gate_answers
from .run_values import gates as gates
from .run_values import parameters as parameters
from .run_values import runs as runs
from .scalars import file_names as file_names
from .scalars import ids as ids
from .scalars import json_objects as json_objects
from .scalars import json_values as json_values
from .scalars import path_names as path_names
from .scalars import paths as paths
from .scalars import texts as texts
from .scalars import utc_ms as utc_ms
