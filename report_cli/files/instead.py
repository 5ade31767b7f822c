"""Files of a workspace as they would be, read in place of those on disk: a trial of what may be written."""

from collections.abc import Mapping

from msgspec import Struct


class Instead(Struct, frozen=True, eq=False):
    """By name what files are to be, and what they are on disk: None where there is none."""

    after: Mapping[str, bytes]
    before: Mapping[str, bytes | None]

    def with_names(self, folder: str, names: list[str]) -> list[str]:
        """The names in a folder, those of files that are not there yet too."""
        if not self.after:
            return names
        made = (name.removeprefix(f"{folder}/") for name in self.after if name.startswith(f"{folder}/"))
        return [*dict.fromkeys((*names, *(name for name in made if "/" not in name)))]


NOTHING = Instead({}, {})
