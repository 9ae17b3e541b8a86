"""What a file is, by its first bytes: neither its name nor the sender's content type is believed."""

from typing import Final

ACCEPTED: Final = ("PNG", "JPEG", "WebP", "AVIF", "GIF", "TIFF", "BMP")
"""The formats that a person may hand in, as they are written for people."""

_SIGNATURES: Final = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"BM", "BMP"),
)

_KNOWN: Final = (
    (b"8BPS", "a Photoshop document"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x00\x00\x01\x00", "an icon file"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image"),
    (b"\xffO\xffQ", "a JPEG 2000 image"),
    (b"\xff\x0a", "a JPEG XL image"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL image"),
    (b"qoif", "a QOI image"),
    (b"SIMPLE", "a FITS image"),
    (b"v/1\x01", "an OpenEXR image"),
    (b"#?RADIANCE", "a Radiance HDR image"),
    (b"DDS ", "a DDS texture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)


def sniff(head: bytes) -> str | None:
    """Pillow's name of the format that a file begins with, None where it is none of the accepted ones."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    return "AVIF" if head[4:8] == b"ftyp" and head[8:12] in (b"avif", b"avis") else None


def describe(head: bytes) -> str:
    """What a file that is not accepted seems to be, as the end of the sentence "The file is ..."."""
    for signature, name in _KNOWN:
        if head.startswith(signature):
            return f"{name}, which a pool cannot hold"
    if head[4:8] == b"ftyp":
        return "a HEIC image or a video, which a pool cannot hold"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in text:
        return "an SVG drawing, which a pool cannot hold"
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script")):
        return "a web page, not an image"
    return "not an image that a pool can hold"
