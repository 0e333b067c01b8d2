"""The tables as documents print them: acts, states, and the diagrams drawn from the moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from evenhand.casework.all_acts import ACTS
from evenhand.casework.family_acts import FAMILY_ACTS
from evenhand.casework.person import ROLES
from evenhand.casework.rights import MARKS, VERBS, may, rights
from evenhand.casework.rule import Rule
from evenhand.casework.tables import Machine, Move, family_machines, machines

BEGIN, END = "<!-- printed by `evenhand case acts` -->", "<!-- end of what is printed -->"
FAMILY_BEGIN = "<!-- printed by `evenhand families acts` -->"


def handbook() -> str:
    """Write the part of docs/casework.md that is printed from the tables and the acts."""
    rules = [listed.rule for listed in ACTS.values()]
    return _joined([*_states(machines()), *_rights(), *_acts(machines(), rules)])


def family_handbook() -> str:
    """Write the part of docs/families.md that is printed from the tables and the acts."""
    rules = [listed.rule for listed in FAMILY_ACTS.values()]
    return _joined([*_states(family_machines()), *_acts(family_machines(), rules)])


def _joined(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _states(tables: Mapping[str, Machine]) -> Iterator[str]:
    for machine in tables.values():
        yield from _machine(machine)


def _acts(tables: Mapping[str, Machine], rules: Iterable[Rule]) -> Iterator[str]:
    yield "## Acts"
    yield ""
    for rule in rules:
        yield f"### {rule.act}"
        yield ""
        yield f"To {rule.says}."
        yield ""
        for move in tables[rule.machine].of_act(rule.act):
            word = f" (on the ledger: `{move.entry}`)" if move.entry != move.act else ""
            yield f"- {_starts(tables[rule.machine], move)} -> {move.to}{word}: " + ", ".join(
                move.who
            )
        for sentence in rule.must_hold:
            yield f"- must hold: {sentence}"
        yield f"- reasons: {rule.reasons}"
        yield ""
        if rule.fields:
            yield "| writes | what | how | must be given |"
            yield "| --- | --- | --- | --- |"
            for field in rule.fields:
                form = field.form.replace("|", "\\|")
                given = "yes" if field.required else "no"
                yield f"| `{field.name}` | {field.says} | {form} | {given} |"
            yield ""


def _rights() -> Iterator[str]:
    table = rights()
    yield "## Who may see and record what"
    yield ""
    for verb, says in table.verbs.items():
        yield f"- **{verb}**: {says}"
    yield ""
    yield f"| mark | {' | '.join(ROLES)} | why |"
    yield f"| --- |{' --- |' * len(ROLES)} --- |"
    for mark in MARKS:
        cells = (
            ", ".join(verb for verb in VERBS if may(role, verb, mark)) or "-" for role in ROLES
        )
        yield f"| {mark} | {' | '.join(cells)} | {table.because[mark]} |"
    yield ""


def _starts(machine: Machine, move: Move) -> str:
    every = len(move.starts) == len(machine.states)
    return "any state" if every else ", ".join(move.starts)


def _machine(machine: Machine) -> Iterator[str]:
    yield f"## The states of {machine.says}"
    yield ""
    yield "| state | what it means | whose it is to move |"
    yield "| --- | --- | --- |"
    for state in machine.states.values():
        yield f"| {state.name} | {state.says} | {', '.join(state.owner)} |"
    yield ""
    yield "```mermaid"
    yield from diagram(machine)
    yield "```"
    yield ""


def diagram(machine: Machine) -> Iterator[str]:
    """Draw the moves that lead from one state to another."""
    yield "stateDiagram-v2"
    yield f"    [*] --> {_node(machine.begins)}"
    for name in machine.states:
        yield f'    state "{name}" as {_node(name)}'
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in machine.moves:
        for start in move.starts:
            if move.to != "same":
                arrows.setdefault((start, move.to), []).append(move.entry)
    for (start, end), words in arrows.items():
        yield f"    {_node(start)} --> {_node(end)}: {', '.join(words)}"


def _node(name: str) -> str:
    return name.replace("-", "_")
