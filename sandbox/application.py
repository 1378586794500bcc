"""Which address of the sandbox answers with what."""

import mimetypes
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import FileResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from sandbox.page_api import PageApi
from sandbox.socket_mode import SocketMode
from sandbox.web_api import WebApi

if TYPE_CHECKING:
    from sandbox.server import Sandbox

# Some machines' tables call scripts something that browsers refuse to run as modules.
mimetypes.add_type("text/javascript", ".js")
PAGE = Path(__file__).with_name("page")


def build(sandbox: "Sandbox", sockets: SocketMode, page: Path | None = None) -> Starlette:
    """The ASGI application: Slack's addresses, the page's, and the page itself."""
    web, pages, folder = WebApi(sandbox.workspace), PageApi(sandbox), page or PAGE
    routes = [
        Route("/api/{method}", web.call, methods=["GET", "POST"]),
        Route("/actions/{team}/{token}", web.response_url, methods=["POST"]),
        Route("/upload/{file}", web.upload, methods=["POST"]),
        Route("/files-pri/{file}/{name:path}", web.private_file),
        WebSocketRoute("/link/", sockets.endpoint),
        Route("/sandbox/files/{file}", lambda request: web.file(request.path_params["file"])),
        *pages.routes(),
        Route("/", lambda _: FileResponse(folder / "index.html")),
        Mount("/page", StaticFiles(directory=folder, check_dir=False)),
    ]
    # Only names of this machine: a web page elsewhere must not reach the workspace through a name it owns.
    local = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])
    return Starlette(routes=routes, middleware=[local])
