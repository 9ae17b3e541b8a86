"""The files of ComfyUI's models."""

from pathlib import Path


class ComfyModelFiles:
    """`ModelFiles` of ComfyUI."""

    def path(self, kind: str, name: str) -> Path | None:
        """See `ModelFiles`. A name that leads out of the folders of its kind is none."""
        import folder_paths

        try:
            if name not in folder_paths.get_filename_list(kind):
                return None
            found = folder_paths.get_full_path(kind, name)
        except KeyError:  # this ComfyUI knows no models of that kind
            return None
        return None if found is None else Path(found)
