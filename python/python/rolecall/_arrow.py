"""Arrow's PyCapsule interface: what frames are handed over by."""

from __future__ import annotations

from typing import Protocol


class ArrowSchema(Protocol):
    def __arrow_c_schema__(self) -> object: ...


class ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]: ...


class ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...


class ArrowTable(ArrowStream, Protocol):
    def __len__(self) -> int: ...
