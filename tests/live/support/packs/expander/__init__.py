"""A pack whose node becomes other nodes while the run goes on, as loops and grouped workflows do."""

from comfy_execution.graph_utils import GraphBuilder


class ExpandToGate:
    """Becomes an Image Gate of one route for its image; `times` of them in a row."""

    RETURN_TYPES = ("IMAGE",)
    FUNCTION = "expand"
    CATEGORY = "tests"

    @classmethod
    def INPUT_TYPES(cls):
        """An image, as the link that feeds it."""
        return {"required": {"image": ("IMAGE", {"rawLink": True}), "times": ("INT", {"default": 1})}}

    def expand(self, image, times):
        """The gates in place of this node."""
        graph = GraphBuilder()
        for _ in range(times):
            image = graph.node("ImageGate", image=image, routes=1, wait="park").out(1)
        return {"result": (image,), "expand": graph.finalize()}


NODE_CLASS_MAPPINGS = {"ExpandToGate": ExpandToGate}
