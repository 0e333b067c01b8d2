"""Building a release: every file of it, as bytes that depend on the edition and on nothing else."""

from __future__ import annotations

from evenhand.publish.data.columns import data_files
from evenhand.publish.data.dictionary import READ_ME, as_json, as_text
from evenhand.publish.data.writing import as_csv, as_parquet
from evenhand.publish.edition import Edition
from evenhand.publish.edition_file import EDITION, as_file
from evenhand.publish.laid import laid
from evenhand.publish.page.page import PAGES, PAPERS, page
from evenhand.publish.paper.setting import paper
from evenhand.publish.protection import Protection
from evenhand.publish.tongue import tongues


def built(edition: Edition, protection: Protection) -> dict[str, bytes]:
    """Give the files of a release by name: pages, documents, words, data and their dictionary."""
    files: dict[str, bytes] = {}
    for tongue in tongues():
        ready = laid(edition, protection, tongue)
        files[PAGES[tongue.language]] = page(ready).encode("utf-8")
        files[PAPERS[tongue.language]] = paper(ready)
    listed = data_files(edition)
    for file in listed:
        files[f"data/{file.name}.csv"] = as_csv(file)
        files[f"data/{file.name}.parquet"] = as_parquet(file)
    files["data/dictionary.json"] = as_json(edition, listed).encode("utf-8")
    for tongue in tongues():
        files[f"data/{READ_ME[tongue.language]}"] = as_text(edition, listed, tongue).encode("utf-8")
    files[EDITION] = as_file(edition)
    return files
