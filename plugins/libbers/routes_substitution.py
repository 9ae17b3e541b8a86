"""What a text becomes with libraries, those that people edit just now included, and the functions it may name."""

from collections.abc import Mapping

from attrs import evolve

from ...core.contracts.libbers import LARGEST_DEPTH, Libber, Libbers, Substitution
from ...core.errors import Invalid, NotFound, TooLarge
from ...core.routes import RouteCall
from ...core.text_functions import TextFunctions
from .keys import normalised
from .library_limits import is_depth
from .nodes_apply import MOST_SEED
from .routes_shapes import ListedTextFunction, TextFunctionList, Wanted
from .substitution import substitute

MOST_LIBBERS = 100


def substituted(call: RouteCall[Wanted]) -> Substitution:
    """POST /penstock/libber_substitutions."""
    wanted = call.body
    _check(wanted)
    libbers = call.services.get(Libbers)
    unsaved = {name.lower(): libs for name, libs in wanted.libs.items()}
    found = [_libber(libbers, name, unsaved.get(name.lower())) for name in wanted.libbers]
    if not found:
        return Substitution(text=wanted.text)
    return substitute(
        wanted.text,
        found,
        seed=wanted.seed,
        delimiter=wanted.delimiter,
        max_depth=wanted.max_depth,
        functions=call.services.get(TextFunctions),
    )


def listed_functions(call: RouteCall[None]) -> TextFunctionList:
    """GET /penstock/text_functions."""
    found = call.services.get(TextFunctions).listed()
    return TextFunctionList(
        functions=tuple(ListedTextFunction(name=one.name, summary=one.summary, plugin=plugin) for plugin, one in found)
    )


def _libber(libbers: Libbers, name: str, unsaved: Mapping[str, str | None] | None) -> Libber:
    try:
        saved = libbers.get(name).libber
    except NotFound:
        if unsaved is None:
            raise
        saved = Libber()  # nobody has saved it yet
    if unsaved is None:
        return saved
    libs = {**saved.libs, **{normalised(key): text for key, text in unsaved.items()}}
    return evolve(saved, libs={key: text for key, text in libs.items() if text is not None})


def _check(wanted: Wanted) -> None:
    if not 0 <= wanted.seed <= MOST_SEED:
        raise Invalid("A seed is a whole number from 0 to 2^64 - 1.", field="seed", faults=("seed: out of range",))
    if wanted.max_depth is not None and not is_depth(wanted.max_depth):
        raise Invalid(f"A depth is 0 to {LARGEST_DEPTH}.", field="max_depth", faults=("max_depth: out of range",))
    if len(wanted.libbers) > MOST_LIBBERS:
        raise TooLarge(f"At most {MOST_LIBBERS} libbers at once.", field="libbers")
