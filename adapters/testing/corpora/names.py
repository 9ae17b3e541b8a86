"""Names that hostile or careless people send: more than 300, each with what must become of it."""

from collections.abc import Iterator
from typing import Final

from attrs import frozen

_DEVICES: Final = (
    *("CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"),
    *(f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789\u00b9\u00b2\u00b3"),
)

_TRAVERSAL: Final = (
    *(
        "..",
        ".",
        "../",
        "./",
        "/..",
        "a/..",
        "a/../b",
        "a/../../b",
        "../../../../etc/not_there_7f3a",
        "..\\b",
        "a\\..\\b",
    ),
    *("....//", "...//", "..//..", "..;/", "/./", "//", "\\", "/", "\\..\\..\\x", "..\\../x", "a/./b", "a//b"),
    *("../custom_nodes/evil.py", "../../custom_nodes/evil", "..\\..\\custom_nodes\\evil", "pool/../../x"),
)
_ENCODED: Final = (
    *("%2e%2e%2f", "..%2f", "..%5c", "%252e%252e%252f", "%c0%ae%c0%ae%c0%af", "%2e%2e/", "%00", "a%00.png", "%2fetc"),
    *("..%c0%af", "&#46;&#46;&#47;", "\\u002e\\u002e\\u002f", "0x2e0x2e0x2f"),
)
_ABSOLUTE: Final = (
    *(
        "/etc/not_there_7f3a",
        "//host/share",
        "\\\\host\\share",
        "C:\\x",
        "C:/x",
        "C:x",
        "c:",
        "\\\\?\\C:\\x",
        "\\\\.\\NUL",
    ),
    *(
        "file:///etc/not_there_7f3a",
        "file:x",
        "http://x/y",
        "~",
        "~root",
        "~/x",
        "\\x",
        "/dev/zero",
        "/proc/self/environ",
    ),
)
_EXPANSION: Final = (
    "$HOME",
    "${HOME}",
    "%TEMP%",
    "$(id)",
    "`id`",
    "!!",
    "PROGRA~1",
    "a;b",
    "a&b",
    "a|b",
    "{a,b}",
    "[a]",
)
_STREAMS: Final = ("a.png:s", "a.png::$DATA", "a:b", ":a", "a.png:evil.exe:$DATA", "$MFT", "$Extend")
_LEADING: Final = (
    "-rf",
    "--help",
    "-",
    " a",
    ".a",
    ".png",
    "...",
    "....",
    " ",
    "  ",
    "\t",
    "",
    "a ",
    "a.",
    "a. .",
    "\u3000",
)
_UNICODE: Final = (
    *("\u202egnp.exe", "a\u2028b", "a\u2029b", "\ufeffa", "a\u200db", "a\u200bb", "\ud800", "a\udfffb", "\u0085"),
    *(
        "\uff0e\uff0e\uff0fetc",
        "\uff0e\uff0e",
        "a\u2215b",
        "a\u2044b",
        "\u2024\u2024/x",
        "a\uff3cb",
        "\u2025",
        "\u2026",
    ),
    *("\uff23\uff2f\uff2e", "\u212a", "e\u0301", "\u00e9", "stra\u00dfe", "STRASSE", "\u0130", "i\u0307", "\U0001f600"),
    *("\U000e0041", "\uffff", "\u1680a", "a\u0300" * 40, "\u4e2d" * 64, "\u0627\u0644\u0639"),
)
_OWN: Final = (
    *("manifest.json", "pool.db", "pool.db-wal", "pool.db-shm", ".lock", ".locks", ".tmp", ".trash", "index.db"),
    *(".git", ".gitignore", "profiles.json", "settings.json", "__penstock", ".htaccess", "desktop.ini", "Thumbs.db"),
    *("img_0001.png", "img_0001.mask.png", "IMG_0001.PNG", "img_0001.png.part", "MANIFEST.JSON", "manifest.json.bak"),
)
_INJECTION: Final = (
    *("<img src=x onerror=alert(1)>", "<script>", "'><svg/onload=1>", "{{7*7}}", "%s%s%n", "${jndi:ldap://x}"),
    *("=cmd|' /C calc'!A0", "@SUM(1)", "__proto__", "constructor", "prototype", "__class__", "'; DROP TABLE slot;--"),
    *('a"b', "a'b", "a\r\nSet-Cookie: x=1", "a\nb", "None", "null", "undefined", "NaN", "true", "0", "-1", "1e9"),
)


@frozen(kw_only=True)
class HostileName:
    """One name. `refused`: it must not be taken as a file name; where False it is harmless as one path component."""

    name: str
    group: str
    refused: bool = False


def hostile_names() -> tuple[HostileName, ...]:
    """Every name, each once; the same ones in the same order on every call."""
    seen: dict[str, HostileName] = {}
    for case in _cases():
        seen.setdefault(case.name, case)
    return tuple(seen.values())


def _cases() -> Iterator[HostileName]:
    for group, names, refused in (
        ("traversal", _TRAVERSAL, True),
        ("absolute", _ABSOLUTE, True),
        ("streams", _STREAMS[:5], True),
        ("leading", _LEADING[:12], True),
        ("encoded", _ENCODED, False),
        ("expansion", _EXPANSION, False),
        ("streams", _STREAMS[5:], False),
        ("leading", _LEADING[12:], False),
        ("unicode", _UNICODE, False),
        ("own", _OWN, False),
        ("injection", _INJECTION, False),
    ):
        yield from (HostileName(name=name, group=group, refused=refused) for name in names)
    yield from _devices()
    yield from _characters()
    yield from _lengths()


def _devices() -> Iterator[HostileName]:
    """Windows opens a device for each of these, whatever the extension."""
    for device in _DEVICES:
        mixed = device.capitalize()
        for name in (device, f"{device}.txt", f"{device}.tar.gz", f"{device} .txt", f"{device}.", f"{device} ", mixed):
            yield HostileName(name=name, group="reserved", refused=True)


def _characters() -> Iterator[HostileName]:
    for code in (*range(0x20), 0x7F):
        yield HostileName(name=f"a{chr(code)}b", group="control", refused=True)
    for char in '<>:"|?*':
        yield HostileName(name=f"a{char}b.png", group="character", refused=True)


def _lengths() -> Iterator[HostileName]:
    yield HostileName(name="a" * 255, group="length")
    yield HostileName(name="a" * 64, group="length")
    yield HostileName(name="a" * 65, group="length")
    for name in ("a" * 256, "\u00e9" * 128, "\U0001f600" * 64, "a" * 4_096, "a" * 32_768, "a/" * 2_000, "../" * 1_000):
        yield HostileName(name=name, group="length", refused=True)
