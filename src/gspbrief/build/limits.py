"""What the system must let a build have, looked at before it begins: engines without it say nothing clear."""

from __future__ import annotations

import sys

from gspbrief.errors import BuildError

RESERVED = 32 * 2**30  # bytes of address space: a worker has 19 GB of it, and half a GB of memory
FILES, FILES_WANTED = 64, 1024  # open at a time: a worker alone has 28, each further one adds to them


def require_room() -> None:
    """Refuse a limit under which nothing can be built, and lift one that may be lifted.

    Raises
    ------
    BuildError
        Naming the limit.
    """
    if sys.platform != "linux":
        return
    import resource

    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    if 0 <= allowed < RESERVED:
        raise BuildError(
            f"the address space is limited to {allowed / 2**30:.1f} GB; Vega alone reserves more",
            todo="Lift the limit (ulimit -v unlimited); limit memory, if need be, by a control group",
        )
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= files < FILES_WANTED:
        files = FILES_WANTED if most < 0 else min(FILES_WANTED, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    if 0 <= files < FILES:
        raise BuildError(
            f"no more than {files} files may be open at a time; a build needs {FILES}",
            todo="Allow more open files (ulimit -n)",
        )
