"""Files: an upload address, the bytes, then sharing what was uploaded."""

import mimetypes
from urllib.parse import quote

from sandbox.arguments import Args
from sandbox.methods.registry import method
from sandbox.posting import bot_message, content, store
from sandbox.workspace import File, Json, Refused, Workspace


@method("files.getUploadURLExternal")
def upload_url(ws: Workspace, args: Args) -> Json:
    """An address that takes the bytes of one file."""
    name, size = args.text("filename"), args.number("length")
    if size <= 0:
        raise Refused("invalid_arguments", messages=["length must be more than 0"])
    file = new_file(ws, name, ws.cast.app.bot_user, size, alt=str(args.get("alt_txt") or ""))
    return {"upload_url": f"{ws.url}/upload/{file.id}", "file_id": file.id}


@method("files.completeUploadExternal")
def complete(ws: Workspace, args: Args) -> Json:
    """Name the uploaded files and, when a channel is given, share them there in one message."""
    asked = args.blob("files", "invalid_arguments") or []
    files = [_named(ws, one) for one in asked]
    if not files:
        raise Refused("invalid_arguments", messages=["missing required field: files"])
    for channel in filter(None, [args.get("channel_id"), *str(args.get("channels") or "").split(",")]):
        _share(ws, files, str(channel), args)
    return {"files": [describe(ws, file) for file in files]}


def _named(ws: Workspace, asked: Json) -> File:
    file = ws.files.get(str(asked.get("id")))
    if file is None or file.data is None:
        raise Refused("file_not_found")
    file.title = asked.get("title") or file.name
    return file


def _share(ws: Workspace, files: list[File], channel_id: str, args: Args) -> None:
    channel = ws.can_post(channel_id)
    blocks = args.blob("blocks", "invalid_blocks_format")
    said: Json = {"text": args.get("initial_comment") or ""}
    if blocks:
        said |= content(ws, said | {"blocks": blocks})
    for file in files:
        file.shared_in.append(channel.id)
    store(ws, channel, bot_message(ws, said | {"files": [describe(ws, f) for f in files]}, args.get("thread_ts")))


@method("files.info")
def info(ws: Workspace, args: Args) -> Json:
    """One file."""
    file = ws.files.get(args.text("file"))
    if file is None:
        raise Refused("file_not_found")
    return {"file": describe(ws, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def new_file(ws: Workspace, name: str, user: str, size: int, *, alt: str = "", data: bytes | None = None) -> File:
    """Make room for a file, with its bytes if they are here already."""
    file = File(ws.new_id("F"), name, size, user, int(ws.clock()), title=name, alt=alt, data=data)
    ws.files[file.id] = file
    return file


def mimetype(file: File) -> str:
    """The kind of file, judged by its name."""
    return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def describe(ws: Workspace, file: File) -> Json:
    """A file in Slack's shape; `url_private` asks for the bot's token."""
    address = f"{ws.url}/files-pri/{file.id}/{quote(file.name)}"
    kind = file.name.rpartition(".")[2].lower()
    names: Json = {"id": file.id, "name": file.name, "title": file.title, "user": file.user, "created": file.created}
    shape: Json = {"mimetype": mimetype(file), "filetype": kind, "pretty_type": kind.upper(), "size": file.size}
    places: Json = {"url_private": address, "url_private_download": address, "channels": list(file.shared_in)}
    places["permalink"] = f"https://{ws.cast.home_team.domain}.slack.com/files/{file.user}/{file.id}/{quote(file.name)}"
    return names | shape | places | {"mode": "hosted", "is_external": False, "alt_txt": file.alt}
