"""What a browser may send as a file, and where: one page takes files, of one size, in memory.

Everywhere else, and from people whose role may not open that page, a file is read past and kept
nowhere. Nothing is written to a folder of temporary files, which others on the machine may read.
"""

from __future__ import annotations

import io
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.urls import reverse

from evenhand.workbench.access.addresses import addresses

TAKES_FILES = "intake_file"
LARGEST = 8 << 20
# Beyond this the rest is not even read past: the connection ends.
LONGEST_BODY = 64 << 20


class OnlyWhereAsked(FileUploadHandler):
    """Keeps the files of the page that asks for them, while they are not too large."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._held = io.BytesIO()
        self._too_long = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Note how much is coming."""
        self._too_long = content_length > LONGEST_BODY

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with a file, or say that none is taken."""
        super().new_file(*args, **kwargs)
        self._held = io.BytesIO()
        if not takes_files(self.request):
            raise StopUpload(connection_reset=self._too_long)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep a piece; what is too large is told to the page."""
        if self._held.tell() + len(raw_data) > LARGEST:
            self.request.too_large = True
            raise StopUpload(connection_reset=self._too_long)
        self._held.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand the file on."""
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name, self.content_type, file_size, self.charset
        )


def takes_files(request: HttpRequest) -> bool:
    """Whether this request is one for the page that takes files, by somebody who may open it."""
    actor = getattr(request, "actor", None)
    roles = addresses()[TAKES_FILES].for_method("POST") or frozenset()
    return request.path == reverse(TAKES_FILES) and actor is not None and actor.role in roles
