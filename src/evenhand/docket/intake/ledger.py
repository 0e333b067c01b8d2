"""The ledger as a source of the docket: the facts in force of all cases, with their account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evenhand.docket.building import Building
from evenhand.docket.facts import add_source, write_facts
from evenhand.docket.on_ledger import ACTS, COLUMN, SOURCE, Facts, with_entry
from evenhand.docket.onto import bring_in
from evenhand.docket.snapshot import Docket
from evenhand.docket.typed import columns_of
from evenhand.engines.duck import name
from evenhand.ledger.leaf import leaf_hash
from evenhand.ledger.opening import Ledger
from evenhand.ledger.reading import entry, leaves
from evenhand.records.account import Account, Reject, SourceFile
from evenhand.terms.refusal import BadDocket, BadInput


def import_ledger(building: Building, ledger: Ledger, upto: int, onto: Docket) -> dict[str, Any]:
    """Bring the facts on a ledger, up to an entry, onto a docket's cases; gives manifest entries.

    Whoever calls this has recorded that the content is read (`casework.carry_facts`).
    """
    if SOURCE in onto.sources:
        raise BadDocket(
            f"{onto.folder.name} holds facts of the ledger already.",
            "Carry them onto the docket it was built on: the ledger has them all.",
        )
    found, account, head = _all_facts(ledger, upto)
    building.accounts.append((SOURCE, SourceFile(Path(), ledger.origin, head, upto), account))
    bring_in(building, onto)
    building.take_over("cases", onto.folder, onto.manifest["tables"]["cases"])
    _load(building, ledger.origin, _usable(building, ledger.origin, account, found))
    place = len(onto.sources) + 1
    made = add_source(building, place, SOURCE, "given")
    tables = [*onto.source_tables(), (SOURCE, made)]
    write_facts(building, tables, f"DATE '{onto.as_of}'" if onto.as_of else None)
    named = {one.fact: COLUMN[one.act] for facts in found.values() for one in facts.values()}
    return {
        "as_of": onto.as_of,
        "as_of_from": onto.manifest["as_of_from"],
        "sources": [*onto.sources, SOURCE],
        "onto": onto.snapshot,
        "columns": {**onto.manifest.get("columns", {}), SOURCE: dict(sorted(named.items()))},
        "mappings": list(onto.manifest.get("mappings", [])),
    }


def _all_facts(ledger: Ledger, upto: int) -> tuple[dict[str, Facts], Account, str]:
    """Read the entries that make facts; each is in force, changed since, or destroyed."""
    account, head = Account(ledger.origin), ""
    found: dict[str, Facts] = {}
    numbers = []
    for leaf in leaves(ledger):
        if leaf.number > upto:
            break
        head = leaf_hash(leaf.text)
        if leaf.act in ACTS:
            numbers.append(leaf.number)
    for number in numbers:
        one = entry(ledger, number)
        case = one.value("case")
        if case is not None:
            found[case] = with_entry(found.get(case, {}), one)
    account.read = account.loaded = sum(len(facts) for facts in found.values())
    return found, account, head


def _usable(
    building: Building, origin: str, account: Account, found: Mapping[str, Facts]
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Give each case's columns; facts of other cases, or not in the catalogue, are rejects."""
    cases = building.con.execute("SELECT case_id FROM cases_made").fetchall()
    known = {case for (case,) in cases}
    for case, facts in sorted(found.items()):
        columns: dict[str, Any] = {}
        for one in facts.values():
            try:
                if case not in known:
                    raise BadInput("the docket does not have the case")
                columns |= columns_of({one.fact: one.typed}, building.catalogue)
            except BadInput as wrong:
                key = "no such case" if case not in known else "no such fact"
                account.loaded -= 1
                account.count_reject(key)
                reason = f"{key} ({wrong.what})"
                building.rejects.add(Reject(origin, one.entry, reason, f"{one.fact} = {one.value}"))
        if columns:
            yield case, max(one.entry for one in facts.values()), columns


def _load(building: Building, origin: str, rows: Iterable[tuple[str, int, dict[str, Any]]]) -> None:
    """Make ``given``. A case keeps the day of its record: what is known of it is no new record."""
    columns = [
        (column, fact.column_type)
        for fact in building.catalogue.values()
        for column in fact.columns
    ]
    described = ", ".join(f"{name(column)} {kind}" for column, kind in columns)
    building.con.execute(
        "CREATE TEMP TABLE given (case_id VARCHAR, file VARCHAR, row BIGINT, recorded_on DATE, "
        f"{described})"
    )
    marks = ", ".join("?" * (len(columns) + 4))
    values = [
        [case, origin, number, None, *(given.get(column) for column, _ in columns)]
        for case, number, given in rows
    ]
    if values:
        building.con.executemany(f"INSERT INTO given VALUES ({marks})", values)
