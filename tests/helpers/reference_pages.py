"""Pages of reference, written from what they are about: the commands, the columns of the evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from gspbrief.commands import answers
from gspbrief.commands.cli import app

Schema = Mapping[str, Any]
ANSWERS = """\
## What programs read

`check`, `status`, `list`, `doctor` and `names` print JSON with `--json`: always the same five entries,
whatever went wrong. The exit code is that of the command without it.

```sh
gspbrief list --json
gspbrief doctor --json
```
"""


def cli_page() -> str:
    """The commands with their arguments and options, and what they answer to programs."""
    command = typer.main.get_command(app)
    lines = [
        "# The command line",
        "",
        "Written from the commands by a test (`make golden`); `gspbrief COMMAND -h` says the same.",
        "",
        "Exit codes: 0 done; 1 something failed to build (the other briefs are published); 2 the data or the"
        " arguments are wrong; 130 stopped by Ctrl-C.",
        "",
        "`gspbrief --install-completion` has the shell complete commands, options and the ids of partnerships"
        " (bash, zsh, fish, PowerShell); `--show-completion` prints what that would install.",
        "",
    ]
    for name, one in command.commands.items():  # type: ignore[attr-defined]
        lines += [f"## `gspbrief {name}`", "", str(one.help).strip(), "", "```text"]
        taken = [_called(one).strip("`") for one in one.params if one.param_type_name == "argument"]
        lines += [" ".join(["gspbrief", name, *taken, "[OPTIONS]"]), "```", ""]
        lines += ["| option | what it does |", "|:---|:---|"]
        lines += [f"| {_called(parameter)} | {_about(parameter.help)} |" for parameter in one.params]
        lines += ["| `-h`, `--help` | Show this and end. |", ""]
    lines.append(ANSWERS)
    for name in answers.COMMANDS:
        schema = answers.schema(name)
        lines += [f"### `gspbrief {name} --json`", "", *table(schema), ""]
    return "\n".join(lines).rstrip() + "\n"


def _called(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar or parameter.name.upper()}`"
    names = ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))
    return names if parameter.is_flag else f"{names} {parameter.metavar or ''}".rstrip()


def dictionary_page(descriptor: Path) -> str:
    """Every column of every table of the evidence."""
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    lines = [
        "# The data dictionary",
        "",
        "Written from `data/datapackage.json` by a test (`make golden`), which is the one description of the"
        " tables: `gspbrief check` holds them to it, `gspbrief form` writes workbooks from it.",
        "",
        f"{package['description']}",
        "",
    ]
    for one in package["resources"]:
        lines += [f"## `{one['path']}`", "", f"{one['description'].rstrip('.')}.", ""]
        lines += ["| column | type | what it says |", "|:------|:---|:------------|"]
        for column in one["schema"]["fields"]:
            held = column.get("constraints", {})
            needed = ", needed" if held.get("required") else ""
            about = _about(column["description"])
            if words := held.get("enum"):
                about += f" One of {', '.join(f'`{word}`' for word in words)}."
            ends = [str(held[end]) for end in ("minimum", "maximum") if end in held]
            about += (
                f" {'At least' if 'minimum' in held else 'At most'} {' and at most '.join(ends)}."
                if ends
                else ""
            )
            about += f" Such as `{column['example']}`." if "example" in column else ""
            lines.append(f"| `{column['name']}` | {column['type']}{needed} | {about} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def table(schema: Schema) -> list[str]:
    """What a JSON Schema describes, entry by entry, as a table in Markdown."""
    return ["| entry | type | what it says |", "|:--|:--|:--|", *_described("", schema)]


def _described(place: str, schema: Schema) -> Iterator[str]:
    for name, said in schema.get("properties", {}).items():
        path = f"{place}{name}"
        yield f"| `{path}` | {_kind(said)} | {_said(said)} |"
        for mark, inner in (
            ("[].", said.get("items")),
            (".", said),
            (".*.", said.get("additionalProperties")),
        ):
            if isinstance(inner, Mapping):
                yield from _described(path + mark, inner)


def _kind(schema: Schema) -> str:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return " or ".join("list" if kind == "array" else kind for kind in kinds)


def _said(schema: Schema) -> str:
    words = [f"`{word}`" for word in schema.get("enum", ()) if word is not None]
    return _about(schema["description"]) + (f" One of {', '.join(words)}." if words else "")


def _about(text: str) -> str:
    return f"{text.strip().rstrip('.')}.".replace("|", "\\|")
