"""What templates and pages say: every text that is marked for translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path


def said(folder: Path) -> list[str]:
    """Give every text; one with a plural is joined to it as a compiled file has them."""
    found = [text for path in folder.rglob("*.html") for text in _of_template(path)]
    found += [text for path in folder.rglob("*.py") for text in _of_module(path)]
    return sorted(set(found))


def _of_template(path: Path) -> Iterator[str]:
    text = path.read_text("utf-8")
    for _, one in re.findall(r"\{%\s*translate\s+(['\"])(.*?)\1", text):
        yield one
    for _, one in re.findall(r"_\((['\"])(.*?)\1\)", text):
        yield one
    blocks = re.findall(
        r"\{%\s*blocktranslate.*?%\}(.*?)\{%\s*endblocktranslate\s*%\}", text, re.DOTALL
    )
    for block in blocks:
        body = re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", block)
        yield "\0".join(re.split(r"\{%\s*plural\s*%\}", body))


def _of_module(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "_":
            (text,) = node.args
            assert isinstance(text, ast.Constant), f"{path.name}: only a written text is translated"
            yield str(text.value)
