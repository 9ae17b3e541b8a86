"""Texts that are saved beside images: what a SIDECAR link carries, and how the files are named."""

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from ...core.errors import Invalid, PenstockError
from ...core.names import is_file_name
from ...core.values import frozen

EXTENSIONS: Final = (
    ".txt",
    ".caption",
    ".json",
    ".yaml",
    ".yml",
    ".md",
    ".csv",
    ".tsv",
    ".xml",
    ".log",
    ".ini",
    ".toml",
)
"""The kinds of texts: nothing that a system would run."""

MOST: Final = 100


@frozen
class SidecarText:
    """One text. `name` is empty or what tells it from the others of an image, `extension` one of `EXTENSIONS`."""

    content: str
    name: str = ""
    extension: str = ".txt"

    def file_name(self, stem: str) -> str:
        """Its file beside the image `<stem>.png`, where `stem` ends with `_`."""
        return f"{stem}{self.name}{self.extension}"


def text_of(content: object, name: object, extension: object) -> SidecarText:
    """A text as it is saved: the last part of its name, its extension with a dot; `Invalid` with the field."""
    return SidecarText(_content(content), _name(name), checked_extension(extension))


def appended(sidecars: object, text: SidecarText) -> list[dict[str, str]]:
    """What a SIDECAR link carries, with one more text: a list of its own. `Invalid`."""
    texts = checked_texts(sidecars)
    _check_different((*texts, text), "name")
    return [{"content": one.content, "name": one.name, "ext": one.extension} for one in (*texts, text)]


def checked_texts(sidecars: object) -> tuple[SidecarText, ...]:
    """The texts of a SIDECAR link, None for none; `Invalid` where it carries something else, or a name twice."""
    if sidecars is None:
        return ()
    if not isinstance(sidecars, Sequence) or isinstance(sidecars, str | bytes) or len(sidecars) > MOST:
        raise Invalid(f"A SIDECAR is a list of at most {MOST} texts.", hint="Link a Sidecar node.", field="sidecar")
    texts = tuple(_linked(one) for one in sidecars)
    _check_different(texts, "sidecar")
    return texts


def checked_extension(extension: object) -> str:
    """The extension in small letters with its dot; `Invalid` where it is none of `EXTENSIONS`."""
    text = extension.strip().lower() if isinstance(extension, str) else ""
    made = text if text.startswith(".") else f".{text}"
    if made not in EXTENSIONS:
        raise Invalid(
            f"{repr(extension)[:40]} is no kind of text that can be saved.",
            hint=f"Use one of {', '.join(EXTENSIONS)}.",
            field="extension",
        )
    return made


def folded(name: str) -> str:
    """What two names have in common that are one file on some disks."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _linked(one: Any) -> SidecarText:
    try:
        return text_of(one["content"], one.get("name", ""), one.get("ext", ".txt"))
    except PenstockError as error:
        raise Invalid(error.message, hint=error.hint, field="sidecar") from error
    except (TypeError, KeyError, AttributeError) as error:
        raise Invalid(
            "A SIDECAR is a list of texts, each with content, name and ext.",
            hint="Link a Sidecar node.",
            field="sidecar",
        ) from error


def _content(content: object) -> str:
    if not isinstance(content, str):
        raise Invalid(f"The content is no text but {type(content).__name__}.", hint="Link a STRING.", field="content")
    try:
        content.encode()
    except UnicodeEncodeError as error:
        raise Invalid("The content has characters that no file can hold.", field="content") from error
    return content


def _name(name: object) -> str:
    """The last part of what was given, so that no name leads into another folder."""
    if not isinstance(name, str):
        raise Invalid("A name is text.", field="name")
    last = name.replace("\\", "/").rstrip("/").split("/")[-1].strip()
    if last and not is_file_name(f"_{last}.txt"):
        raise Invalid(
            f"{last[:60]!r} is not a name that a file can have.",
            hint='Leave out < > : " | ? * and dots at the end.',
            field="name",
        )
    return last


def _check_different(texts: Sequence[SidecarText], field: str) -> None:
    seen: set[str] = set()
    for text in texts:
        name = text.file_name("")
        if folded(name) in seen:
            raise Invalid(
                f"Two texts would be saved as {name[:80]!r}.", hint="Give one another name or extension.", field=field
            )
        seen.add(folded(name))
