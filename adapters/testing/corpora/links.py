"""Things in a folder that are not what they seem: links out of it, circles, pipes, files where folders belong."""

import os
import stat
import sys
from pathlib import Path

from attrs import frozen


@frozen(kw_only=True)
class Trap:
    """`parts` is a path inside the folder; `leads_out`: following it would leave the folder."""

    name: str
    parts: tuple[str, ...]
    leads_out: bool = False


def set_traps(folder: Path, outside: Path) -> tuple[Trap, ...]:
    """Put one of each into `folder`; `outside` is another folder with a file `secret.png` that nobody may reach.

    For file systems with symbolic links. Pipes and sockets must be refused without waiting for their other end.
    """
    (folder / "link.png").symlink_to(outside / "secret.png")
    (folder / "relative.png").symlink_to(os.path.relpath(outside / "secret.png", folder))
    (folder / "linked_folder").symlink_to(outside, target_is_directory=True)
    (folder / "dangling.png").symlink_to(outside / "not_there.png")
    (folder / "circle.png").symlink_to(folder / "circle.png")
    (folder / "to_root").symlink_to("/", target_is_directory=True)
    (folder / "folder.png").mkdir()
    (folder / "file_for_folder").write_bytes(b"a file")
    traps = [
        Trap(name="link to a file", parts=("link.png",), leads_out=True),
        Trap(name="relative link to a file", parts=("relative.png",), leads_out=True),
        Trap(name="link in mid-path", parts=("linked_folder", "secret.png"), leads_out=True),
        Trap(name="link to nothing", parts=("dangling.png",), leads_out=True),
        Trap(name="link to the root", parts=("to_root", "etc", "hostname"), leads_out=True),
        Trap(name="link to itself", parts=("circle.png",)),
        Trap(name="folder called like a file", parts=("folder.png",)),
        Trap(name="file called like a folder", parts=("file_for_folder", "x.png")),
    ]
    return (*traps, *_set_pipes(folder))


def _set_pipes(folder: Path) -> tuple[Trap, ...]:
    os.mkfifo(folder / "pipe.png")
    pipe = Trap(name="pipe", parts=("pipe.png",))
    if sys.platform != "linux":  # elsewhere only root makes a socket without listening on it
        return (pipe,)
    os.mknod(folder / "socket.png", stat.S_IFSOCK | 0o600)
    return (pipe, Trap(name="socket", parts=("socket.png",)))
