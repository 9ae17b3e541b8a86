"""The routes of parameters: forms, prompts, runs, versions, and the pictures that inputs take."""

from typing import TYPE_CHECKING, Final

from ...core.later import later
from ...core.routes import BytesAnswer, FileAnswer, RouteSpec
from ...core.services import Services
from .settings import file_bytes

if TYPE_CHECKING:
    from . import routes_forms as forms
    from . import routes_pictures as pictures
    from . import routes_shapes_forms as shapes
    from .routes_shapes import WholeWorkflow
else:
    forms = later(__package__, "routes_forms")
    pictures = later(__package__, "routes_pictures")
    shapes = later(__package__, "routes_shapes_forms")
    WholeWorkflow = later(__package__, "routes_shapes").WholeWorkflow

LARGEST_INTEGER: Final = 10**21
"""JavaScript writes whole numbers with digits alone up to here, and with an exponent beyond."""

VALUES_BYTES: Final = 16 << 20
_WORKFLOW: Final = "/penstock/workflows/{workflow}"
_VERSION: Final = f"{_WORKFLOW}/versions/{{number}}"


def parameter_routes() -> tuple[RouteSpec, ...]:
    """All of them."""
    return (*_kept(), *_versions(), *_open(), *_pictures())


def _document_bytes(services: Services) -> int:
    """A document of the largest size, and the values and quotes around it."""
    return file_bytes(services) + VALUES_BYTES


def _kept() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="workflows.form",
            method="GET",
            path=f"{_WORKFLOW}/form",
            handler=forms.get_form,
            summary="The parameters of a workflow, the most important first.",
            query=shapes.VersionQuery,
            answer=shapes.FormShape,
            work="heavy",
        ),
        RouteSpec(
            name="workflows.reshaped_form",
            method="POST",
            path=f"{_WORKFLOW}/form",
            handler=forms.reshaped_form,
            summary="The parameters with those that the choices among values bring; the rest of values is ignored.",
            body=shapes.Values,
            answer=shapes.FormShape,
            work="heavy",
            max_bytes=VALUES_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
        RouteSpec(
            name="workflows.apply",
            method="POST",
            path=f"{_WORKFLOW}/apply",
            handler=forms.apply,
            summary="The graph with values applied; a 422 names each value that does not fit.",
            body=shapes.Values,
            answer=shapes.AppliedShape,
            work="heavy",
            max_bytes=VALUES_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
        RouteSpec(
            name="workflows.run",
            method="POST",
            path=f"{_WORKFLOW}/runs",
            handler=forms.run,
            summary="Queue the workflow with these values; a 422 lists the nodes that the server lacks.",
            body=shapes.Run,
            answer=shapes.Queued,
            status=202,
            work="heavy",
            max_bytes=VALUES_BYTES,
            largest_integer=LARGEST_INTEGER,
        ),
    )


def _versions() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="workflows.document",
            method="GET",
            path=f"{_VERSION}/document",
            handler=forms.document,
            summary="A version as it was imported, byte for byte.",
            answer=BytesAnswer,
        ),
        RouteSpec(
            name="workflows.restore_version",
            method="POST",
            path=f"{_VERSION}/restore",
            handler=forms.restore_version,
            summary="Add a version again, as the newest one.",
            answer=WholeWorkflow,
            status=201,
        ),
        RouteSpec(
            name="workflows.comparison",
            method="GET",
            path=f"{_WORKFLOW}/comparison",
            handler=forms.compare,
            summary="What differs between two versions: nodes and parameters.",
            query=shapes.ComparisonQuery,
            answer=shapes.Comparison,
            work="heavy",
        ),
    )


def _open() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="workflows.open_form",
            method="POST",
            path="/penstock/workflow_forms",
            handler=forms.open_form,
            summary="The parameters of a document that is not kept here.",
            body=shapes.OpenWorkflow,
            answer=shapes.FormShape,
            work="heavy",
            max_bytes=_document_bytes,
            largest_integer=LARGEST_INTEGER,
        ),
        RouteSpec(
            name="workflows.open_prompt",
            method="POST",
            path="/penstock/workflow_prompts",
            handler=forms.open_prompt,
            summary="The graph of a document that is not kept here, with values applied.",
            body=shapes.OpenValues,
            answer=shapes.AppliedShape,
            work="heavy",
            max_bytes=_document_bytes,
            largest_integer=LARGEST_INTEGER,
        ),
    )


def _pictures() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="workflows.pool_image",
            method="POST",
            path="/penstock/workflow_images",
            handler=pictures.pool_image,
            summary="What an input that loads a picture takes for a slot of a pool, with its mask as transparency.",
            body=shapes.PoolImage,
            answer=shapes.InputName,
            work="heavy",
            requires=("pools",),
        ),
        RouteSpec(
            name="workflows.input_images",
            method="GET",
            path="/penstock/input_images",
            handler=pictures.list_images,
            summary="Pictures of the input folder, the newest first.",
            query=shapes.ImagesQuery,
            answer=shapes.InputImages,
        ),
        RouteSpec(
            name="workflows.input_image",
            method="GET",
            path="/penstock/input_images/{name:.+}",
            handler=pictures.get_image,
            summary="A picture of the input folder, whole or small.",
            query=shapes.InputImageQuery,
            answer=FileAnswer,
            work="heavy",
        ),
    )
