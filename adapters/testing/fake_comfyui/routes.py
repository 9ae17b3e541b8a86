"""The HTTP routes of a fake server, in ComfyUI's shapes."""

import json
import mimetypes
import uuid
from collections.abc import Callable
from typing import Any

from aiohttp import web
from attrs import define

from . import jobs
from .folders import Outside
from .life import Life
from .node_classes import described, named
from .validating import validated


def _remembered(item: Any) -> list[Any]:
    return list(item)


@define(eq=False)
class Routes:
    """The handlers; `life` tells the life of now."""

    life: Callable[[], Life]

    def table(self) -> list[web.RouteDef]:
        """Every route, without and with `/api` before it."""
        handlers = {
            ("GET", "/ws"): self.websocket,
            ("GET", "/system_stats"): self.system_stats,
            ("GET", "/features"): self.features,
            ("GET", "/object_info"): self.object_info,
            ("GET", "/object_info/{name}"): self.object_info,
            ("GET", "/prompt"): self.info,
            ("POST", "/prompt"): self.submit,
            ("GET", "/queue"): self.queue,
            ("POST", "/queue"): self.change_queue,
            ("GET", "/history"): self.history,
            ("GET", "/history/{prompt_id}"): self.history,
            ("POST", "/history"): self.change_history,
            ("POST", "/interrupt"): self.interrupt,
            ("GET", "/view"): self.view,
            ("POST", "/upload/image"): self.upload,
            ("POST", "/upload/mask"): self.upload,
        }
        if self.life().quirks.jobs:
            handlers |= {("GET", "/api/jobs"): self.jobs, ("GET", "/api/jobs/{prompt_id}"): self.job}
        if self.life().quirks.jobs_cancel:
            handlers |= {
                ("POST", "/api/jobs/cancel"): self.cancel_jobs,
                ("POST", "/api/jobs/{prompt_id}/cancel"): self.cancel_job,
            }
        short = [web.route(method, path, handler) for (method, path), handler in handlers.items()]
        return short + [web.route(method, f"/api{path}", handler) for (method, path), handler in handlers.items()]

    async def websocket(self, request: web.Request) -> web.StreamResponse:
        """Events."""
        return await self.life().sockets.serve(request)

    async def system_stats(self, _request: web.Request) -> web.Response:
        """What it is."""
        system = {"os": "posix", "comfyui_version": self.life().quirks.version, "python_version": "3.11", "argv": []}
        device = {"name": "cpu", "type": "cpu", "index": None, "vram_total": 1, "vram_free": 1}
        return web.json_response({"system": system, "devices": [device]})

    async def features(self, _request: web.Request) -> web.Response:
        """What it can do."""
        return web.json_response({"supports_preview_metadata": True, "max_upload_size": 104857600})

    async def object_info(self, request: web.Request) -> web.Response:
        """The node classes, or one."""
        classes = named(described(self.life().folders.images()))
        name = request.match_info.get("name")
        return web.json_response(classes if name is None else {name: classes[name]} if name in classes else {})

    async def info(self, _request: web.Request) -> web.Response:
        """How much is in the queue."""
        return web.json_response(self.life().status())

    async def submit(self, request: web.Request) -> web.Response:
        """Queue a prompt."""
        life, body = self.life(), await request.json()
        if "prompt" not in body:
            return _refused("no_prompt", "No prompt provided")
        prompt_id = body.get("prompt_id") or str(uuid.uuid4())
        if life.quirks.uuids and not _canonical(prompt_id):
            return _refused("invalid_prompt_id", "prompt_id must be a valid UUID")
        verdict = validated(body["prompt"], named(described(life.folders.images())), life.folders.has)
        if verdict.error is not None:
            return web.json_response({"error": verdict.error, "node_errors": verdict.node_errors}, status=400)
        if life.quirks.duplicate_check and life.queue.knows(prompt_id):
            return _refused("duplicate_prompt_id", f"{prompt_id} is known already", 409)
        number = life.queue.put(prompt_id, body, list(verdict.outputs))
        await life.sockets.tell("status", {"status": life.status()}, None)
        return web.json_response({"prompt_id": prompt_id, "number": number, "node_errors": verdict.node_errors})

    async def queue(self, _request: web.Request) -> web.Response:
        """What runs and waits, in the order of the heap."""
        queue = self.life().queue
        told = {"queue_running": queue.running, "queue_pending": queue.pending}
        return web.json_response({name: [_remembered(item) for item in items] for name, items in told.items()})

    async def change_queue(self, request: web.Request) -> web.Response:
        """Clear it, or take prompts out; 200 for any id."""
        life, body = self.life(), await request.json()
        if body.get("clear"):
            life.drop_queue()
        for prompt_id in body.get("delete", []):
            life.queue.delete(prompt_id)
        await life.sockets.tell("status", {"status": life.status()}, None)
        return web.Response()

    async def history(self, request: web.Request) -> web.Response:
        """What has ended, or one: `{}` for whatever has not."""
        history, prompt_id = self.life().queue.history, request.match_info.get("prompt_id")
        if prompt_id is None:
            return web.json_response(history)
        return web.json_response({prompt_id: history[prompt_id]} if prompt_id in history else {})

    async def change_history(self, request: web.Request) -> web.Response:
        """Forget."""
        history, body = self.life().queue.history, await request.json()
        if body.get("clear"):
            history.clear()
        for prompt_id in body.get("delete", []):
            history.pop(prompt_id, None)
        return web.Response()

    async def interrupt(self, request: web.Request) -> web.Response:
        """Stop what runs, or what runs if it is the one that is meant."""
        life = self.life()
        try:
            prompt_id = (await request.json()).get("prompt_id")
        except json.JSONDecodeError:
            prompt_id = None
        if prompt_id is None or life.queue.runs(prompt_id):
            if life.quirks.interrupt_race and prompt_id is not None:
                await life.queue.next()
            life.interrupt()
        return web.Response()

    async def jobs(self, request: web.Request) -> web.Response:
        """All jobs, or those of some statuses, a page at a time."""
        found = jobs.jobs(self.life().queue)
        if asked := request.query.get("status"):
            found = [job for job in found if job["status"] in asked.split(",")]
        offset, limit = int(request.query.get("offset", 0)), int(request.query.get("limit", len(found) or 1))
        page = {"offset": offset, "limit": limit, "total": len(found), "has_more": offset + limit < len(found)}
        return web.json_response({"jobs": found[offset : offset + limit], "pagination": page})

    async def job(self, request: web.Request) -> web.Response:
        """One job."""
        found = jobs.job(self.life().queue, request.match_info["prompt_id"])
        return web.json_response(found or {"error": "Job not found"}, status=200 if found else 404)

    async def cancel_job(self, request: web.Request) -> web.Response:
        """Stop one job, waiting or running."""
        return web.json_response({"cancelled": self._cancelled(request.match_info["prompt_id"])})

    async def cancel_jobs(self, request: web.Request) -> web.Response:
        """Stop several."""
        body = await request.json()
        return web.json_response({"cancelled": bool([one for one in body["job_ids"] if self._cancelled(one)])})

    def _cancelled(self, prompt_id: str) -> bool:
        life = self.life()
        if life.queue.runs(prompt_id):
            life.interrupt()
            return True
        return life.queue.delete(prompt_id)

    async def view(self, request: web.Request) -> web.StreamResponse:
        """A file."""
        query = request.query
        try:
            path = self.life().folders.path(
                query.get("type", "output"), query.get("subfolder", ""), query.get("filename", "")
            )
        except Outside:
            return web.Response(status=400)
        if not path.is_file():
            return web.Response(status=404)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        named_so = {"Content-Disposition": f'filename="{path.name}"'}
        return web.Response(body=path.read_bytes(), content_type=kind, headers=named_so)

    async def upload(self, request: web.Request) -> web.Response:
        """Keep a file in the input folder."""
        form = await request.post()
        image = form.get("image")
        if not isinstance(image, web.FileField) or not image.filename:
            return web.Response(status=400)
        overwrite = str(form.get("overwrite", "")) in ("true", "1")
        try:
            kept = self.life().folders.upload(
                str(form.get("subfolder", "")), image.filename, image.file.read(), overwrite=overwrite
            )
        except Outside:
            return web.Response(status=400)
        return web.json_response(kept)


def _refused(kind: str, message: str, status: int = 400) -> web.Response:
    error = {"type": kind, "message": message, "details": message, "extra_info": {}}
    return web.json_response({"error": error, "node_errors": {}}, status=status)


def _canonical(prompt_id: object) -> bool:
    try:
        return str(uuid.UUID(str(prompt_id))) == prompt_id
    except ValueError:
        return False
