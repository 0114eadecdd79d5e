"""Which files of a published site are ours: nothing else in its folder is removed or written over."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from threading import RLock

from gspbrief.errors import ArgumentError, BuildError
from gspbrief.project.files import Standing, exchange, files_below, standing, write_file
from gspbrief.project.kept import keep, read_kept

MANIFEST = "manifest.json"
_UNFINISHED: Mapping[str, object] = {
    "briefs": {},
    "inputs": {},
    "files": {},
}  # until the first build knows what else to say
_OF_WORK = {"state", "lock"}  # a build begins its working folder with these


class Holdings:
    """What this project published to a folder, and the only way to put a brief there or take one down.

    A file is ours if the folder's manifest lists it, or if the journal of the builds since then does.
    Whatever else stands in the folder belongs to somebody: it stays, also when the brief beside it is
    replaced, and what would have to take its place is refused. Links are never ours and never followed.

    Parameters
    ----------
    site : Path
        The published folder.
    journal : Path
        Where builds note what they are about to publish, until a manifest says it; a copy of the manifest
        is kept beside it, for the day when the published one is spoilt.

    Attributes
    ----------
    listed : dict of str to str
        What the manifest lists: SHA-256 of each published file by its path in the site.
    """

    def __init__(self, site: Path, journal: Path) -> None:
        self.site = site
        self._journal = journal
        self._copy = journal.with_name(f"{journal.name}-{MANIFEST}")
        self._lock = RLock()  # the pages of evidence are written while briefs are published
        manifest = _manifest(site)
        self.listed = _listed(manifest) if manifest is not None else {}
        ours = {
            **self._remembered(),
            **self.listed,
        }  # a bit of the manifest that flipped takes nothing from us
        self._begun = manifest is not None or bool(ours)
        self._ours = {MANIFEST, *ours} if self._begun else set[str]()
        self._rooms: list[Mapping[str, object]] = []
        for entry in self._read() if self._begun else ():
            if "ours" in entry:
                self._ours.add(str(entry["ours"]))
            elif "gone" in entry:
                self._ours.discard(str(entry["gone"]))
            else:
                self._rooms.append(entry)

    def require_own(self) -> None:
        """Refuse a folder that somebody else filled.

        Raises
        ------
        ArgumentError
            If it is no folder, the root of a disk, or holds something and no manifest of this project.
        """
        todo = "Give a new or empty folder, or one that was published to before"
        if self.site.exists() and not self.site.is_dir():
            raise ArgumentError("is no folder to publish to", where=str(self.site), todo=todo)
        if self.site == Path(self.site.anchor):
            raise ArgumentError("is the root of a disk", where=str(self.site), todo=todo)
        if not self._begun and _names(self.site):
            what = f"holds files but no {MANIFEST} of a site: nothing is published among what is not ours"
            raise ArgumentError(what, where=str(self.site), todo=todo)

    def claim(self, names: Iterable[str]) -> None:
        """Say which files are about to be published, by their path in the site.

        Raises
        ------
        BuildError
            If something that is not ours stands in the place of one of them.
        """
        with self._lock:
            wanted = list(names)
            for name in wanted:
                if (stands := self._in_the_way(name)) is not None:
                    what = f"{stands} was not published by this project and is left as it is"
                    todo = "Move it away or give it another name, and build again"
                    raise BuildError(what, where=str(self.site), todo=todo)
            self._begin()
            self._note({"ours": name} for name in wanted if name not in self._ours)
            self._ours.update(wanted)

    def files(self, found: Standing | None = None) -> Standing:
        """Our files that stand in the site, by their path in it.

        Parameters
        ----------
        found : mapping of str to DirEntry, optional
            What stands there, if somebody has looked.
        """
        with self._lock:  # no folder comes or goes while they are listed
            there = standing(self.site) if found is None else found
            return {name: file for name, file in there.items() if name in self._ours}

    def replace(self, finished: Path, name: str) -> None:
        """Put a finished folder into the site, in the place of an older one, which is whole until then.

        What is not ours in the older one stays in the new one. Where the system can exchange two names in
        one step, there is no moment without a folder; ``recover`` heals what a killed build leaves. The
        folder may come from another file system than the site's.

        Raises
        ------
        BuildError
            If something that is not ours stands in its place.
        OSError
            If it cannot be put there; then the older one stands as before.
        """
        place = self.site / name
        with self._lock:
            published = {f"{name}/{inner}" for inner in files_below(finished)}
            self.claim(published)
            with self._room(name) as room:
                fresh = room / "new"
                _move(finished, fresh)
                self._carry(place, fresh, f"{name}/")
                if not (place.exists() and exchange(fresh, place)):
                    if place.exists():
                        place.rename(room / "old")
                    fresh.rename(place)
                for older in (fresh, room / "old"):  # a file may have come in the meantime
                    self._carry(older, place, f"{name}/")
            self._give_up({ours for ours in self._ours if ours.startswith(f"{name}/")} - published)

    def put(self, finished: Path, name: str) -> None:
        """Put a copy of a finished file into the site, in one step, unless the same stands there.

        Raises
        ------
        BuildError
            If something that is not ours stands in its place.
        """
        place = self.site / name
        with self._lock:
            self.claim([name])
            if place.is_file() and place.read_bytes() == finished.read_bytes():
                return
            with self._room("") as room:
                fresh = Path(shutil.copyfile(finished, room / "new"))
                place.parent.mkdir(parents=True, exist_ok=True)
                fresh.replace(place)

    def take_down(self, name: str) -> None:
        """Remove a file of ours, or ours below a folder of the site, and the folders that are empty then."""
        with self._lock:
            ours = {file for file in self.files() if file == name or file.startswith(f"{name}/")}
            below = [self.site / file for file in ours if self._in_the_way(file) is None]
            for path in below:
                path.unlink()
            self._give_up(ours)
            for folder in sorted({above for path in below for above in path.parents}, reverse=True):
                if folder.is_relative_to(self.site / name) and not _names(folder):
                    folder.rmdir()

    def take_down_others(self, within: tuple[str, ...], kept: Container[str]) -> None:
        """Remove our files whose names begin with one of these, but for those that are kept."""
        for name in self.files():
            if name.startswith(within) and name not in kept:
                self.take_down(name)

    def recover(self) -> None:
        """Bring back what a killed build had set aside, and clear the rest of it."""
        with self._lock:
            for entry in self._rooms:
                room, place = self.site / str(entry["room"]), self.site / str(entry["place"])
                if not os.path.lexists(place) and (room / "old").is_dir():
                    (room / "old").rename(place)
                if room.is_dir() and not room.is_symlink():
                    shutil.rmtree(room)
            self._rooms = []

    def settle(self) -> None:
        """Begin the journal anew: the manifest that was just written says all that is ours."""
        with self._lock:
            write_file(self._journal, f"{_fingerprint(self.site)}\n".encode())
            if (manifest := _manifest(self.site)) is not None:
                self.listed = _listed(manifest)
                keep(self._copy, json.dumps(self.listed))

    def _remembered(self) -> dict[str, str]:
        """What the last manifest listed, if the site still holds some of it: then it is the one it was."""
        listed: dict[str, str] = json.loads(read_kept(self._copy) or "{}")
        known = any(_hash_of(self.site / name) == noted for name, noted in listed.items())
        return listed if known else {}

    def _in_the_way(self, name: str) -> str | None:
        """What stands in the place of a file, or of a folder above it, and is not ours."""
        path = PurePosixPath(name)
        for above in reversed(path.parents[:-1]):
            folder = self.site / above
            if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir()):
                return str(above)
        file = self.site / path
        stands = os.path.lexists(file)
        ours = name in self._ours and file.is_file() and not file.is_symlink()
        return name if stands and not ours else None

    def _begin(self) -> None:
        if not self._begun:
            self.site.mkdir(parents=True, exist_ok=True)
            write_file(self.site / MANIFEST, json.dumps(_UNFINISHED).encode())
            self._ours.add(MANIFEST)
            self.settle()
            self._begun = True

    def _give_up(self, names: set[str]) -> None:
        """Say which files are no longer published: what comes in their places is not ours."""
        self._note({"gone": name} for name in sorted(names))
        self._ours -= names

    def _read(self) -> list[Mapping[str, object]]:
        """What the journal holds, if it goes on from the manifest that stands in the site."""
        try:
            first, *lines = self._journal.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return []
        if first != _fingerprint(self.site):
            return []
        return [entry for entry in map(_entry, lines) if entry]

    def _note(self, entries: Iterable[object]) -> None:
        lines = "".join(json.dumps(entry) + "\n" for entry in entries)
        if lines and not self._read_header():
            self.settle()
        with self._journal.open("a", encoding="utf-8") as file:
            file.write(lines)

    def _read_header(self) -> bool:
        try:
            with self._journal.open(encoding="utf-8") as file:
                return file.readline().strip() == _fingerprint(self.site)
        except (OSError, ValueError):
            return False

    @contextmanager
    def _room(self, place: str) -> Iterator[Path]:
        """A folder of its own beside the briefs, on their file system; cleared at the end."""
        room = self.site / f".{place}.{secrets.token_hex(8)}"
        self._note([{"room": room.name, "place": place}])
        room.mkdir()
        try:
            yield room
        finally:
            if not os.path.lexists(self.site / place) and (room / "old").is_dir():
                (room / "old").rename(self.site / place)
            shutil.rmtree(room, ignore_errors=True)

    def _carry(self, old: Path, new: Path, prefix: str) -> None:
        """Give a new folder what is not ours in the old one, by other names of the same files."""
        if old.is_symlink() or not old.is_dir():
            return
        with os.scandir(old) as entries:
            for entry in entries:
                target, name = new / entry.name, f"{prefix}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    if not target.exists() and not self._holds_ours(f"{name}/"):
                        target.mkdir(parents=True)
                        shutil.copystat(entry.path, target)
                    self._carry(Path(entry.path), target, f"{name}/")
                elif not os.path.lexists(target) and name not in self._ours:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    _keep(Path(entry.path), target)

    def _holds_ours(self, prefix: str) -> bool:
        return any(name.startswith(prefix) for name in self._ours)


def require_own_work(work: Path) -> None:
    """Refuse a working folder beside a site that somebody else filled.

    Raises
    ------
    ArgumentError
        If it holds something, but not what a build begins with.
    """
    names = _names(work)
    if work.is_symlink() or (work.exists() and not work.is_dir()) or (names and not names & _OF_WORK):
        raise ArgumentError(
            "is where the build would keep its working files, and holds something else",
            where=str(work),
            todo="Give another --out, or move this away",
        )


def _manifest(site: Path) -> Mapping[str, Mapping[str, object]] | None:
    """The manifest that a build of this project wrote to a folder; None if there is none."""
    path = site / MANIFEST
    try:
        read = json.loads(path.read_text(encoding="utf-8")) if not path.is_symlink() else None
    except (OSError, ValueError, RecursionError):
        return None
    ours = isinstance(read, dict) and all(isinstance(read.get(name), dict) for name in _UNFINISHED)
    return read if ours else None


def _listed(manifest: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    return {name: str(content_hash) for name, content_hash in manifest["files"].items()}


def _fingerprint(site: Path) -> str:
    return _hash_of(site / MANIFEST)


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _entry(line: str) -> Mapping[str, object]:
    """A line of the journal; empty if it was cut short."""
    try:
        return dict(json.loads(line))
    except (ValueError, TypeError):
        return {}


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def _move(folder: Path, place: Path) -> None:
    """Rename a folder; from one file system to another it is copied first."""
    try:
        folder.rename(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copytree(folder, place, symlinks=True)
        shutil.rmtree(folder)


def _keep(file: Path, target: Path) -> None:
    """Another name for a file or a link, or a copy where the file system has one name a file."""
    try:
        os.link(file, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(file, target, follow_symlinks=False)
