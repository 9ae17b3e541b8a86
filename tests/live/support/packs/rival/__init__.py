"""A stand-in for another pool pack: the node ids and paths that Penstock has too, registered while it is imported."""

from aiohttp import web
from server import PromptServer

routes = PromptServer.instance.routes


async def _answer(_request):
    return web.json_response({"served_by": "rival"})


for path in ("add", "remove", "active", "label", "set_mask", "reorder"):
    routes.post(f"/grid_pool/{path}")(_answer)
routes.get("/grid_pool/list")(_answer)


class RivalPool:
    """A pool node of the same id."""

    CATEGORY = "rival"
    FUNCTION = "run"
    RETURN_TYPES = ("INT",)

    @classmethod
    def INPUT_TYPES(cls):
        return {"required": {}}

    def run(self):
        return (1,)


NODE_CLASS_MAPPINGS = {"GridImagePool": RivalPool}
