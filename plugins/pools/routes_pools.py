"""What the routes of whole pools do."""

from typing import Any, Final

from ...core.contracts.pools import Pool, Pools
from ...core.errors import ClientError
from ...core.names import check_id
from ...core.routes import RouteCall
from .routes_shapes import Changed, Deleted, Detach, NewPool, Pictures, PoolList, Undo, changed, listed

MOST_PICTURES: Final = 8
"""Pictures of each pool in the list of pools."""


def pools_of(call: RouteCall[Any]) -> Pools:
    """The pool service."""
    return call.services.get(Pools)


def pool_of(call: RouteCall[Any]) -> str:
    """The pool that the path names, checked; that there is one is for the store to say."""
    return check_id(call.path["pool"], "pool")


def list_pools(call: RouteCall[Any]) -> PoolList:
    """GET /penstock/pools."""
    wanted = (call.query or Pictures()).pictures
    if not 0 <= wanted <= MOST_PICTURES:
        raise ClientError(f"pictures is 0 to {MOST_PICTURES}.", field="pictures")
    return PoolList(pools=tuple(listed(page) for page in pools_of(call).store.first_pages(wanted)))


def create_pool(call: RouteCall[NewPool]) -> Pool:
    """POST /penstock/pools."""
    return pools_of(call).create(call.body.id)


def get_pool(call: RouteCall[Any]) -> Pool:
    """GET /penstock/pools/{pool}."""
    return pools_of(call).store.pool(pool_of(call))


def delete_pool(call: RouteCall[Any]) -> Deleted:
    """DELETE /penstock/pools/{pool}."""
    pool_id = pool_of(call)
    return Deleted(pool=pool_id, trash=pools_of(call).delete(pool_id))


def restore_pool(call: RouteCall[Any]) -> Pool:
    """POST /penstock/trash/{trash}/restore."""
    return pools_of(call).undelete(call.path["trash"])


def detach_pool(call: RouteCall[Detach]) -> Pool:
    """POST /penstock/pools/{pool}/detach."""
    return pools_of(call).detach(pool_of(call), empty=call.body.empty)


def undo(call: RouteCall[Undo]) -> Changed:
    """POST /penstock/pools/{pool}/undo."""
    return changed(pools_of(call).undo(pool_of(call), call.body.change))


def redo(call: RouteCall[Any]) -> Changed:
    """POST /penstock/pools/{pool}/redo."""
    return changed(pools_of(call).redo(pool_of(call)))
