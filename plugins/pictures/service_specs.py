"""How the service of pictures is built."""

from typing import Any

from ...core.contracts.pictures import Pictures
from ...core.files import Files
from ...core.host import HostPaths
from ...core.services import Services, ServiceSpec
from .service import PictureService


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """Pictures in files."""
    return (ServiceSpec(contract=Pictures, build=_pictures),)


def _pictures(services: Services) -> Pictures:
    return PictureService(services.get(HostPaths).private / "picture_thumbnails", services.get(Files))
