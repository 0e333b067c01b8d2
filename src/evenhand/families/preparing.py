"""The two sides of a linkage: parents as listed, and the parents whom the children's rows name."""

from __future__ import annotations

from evenhand.docket.lists.snapshot import Lists
from evenhand.engines.duck import Connection
from evenhand.families.names import sound, words
from evenhand.terms.refusal import BadInput

PARENTS = "parents_side"
CHILDREN = "children_side"
# Words of one name that are compared: the first two of the given names and of the surnames.
SLOTS = ("gn1", "gn2", "sn1", "sn2", "kn1", "kn2")
KEYS = {slot: slot.replace("n", "k", 1) if slot[0] != "k" else f"kin{slot[-1]}" for slot in SLOTS}


def prepare(con: Connection, lists: Lists) -> tuple[int, int]:
    """Make both sides; gives how many rows each has.

    Raises BadInput where one side is missing, or has neither names nor numbers to compare.
    """
    _refuse_incomparable(lists)
    con.execute(f"CREATE OR REPLACE TEMP VIEW people AS SELECT * FROM {lists.table('people')}")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE split AS {_split('parent', '')} UNION ALL BY NAME "
        f"{_split('child', 'parent_')}"
    )
    every = " UNION ALL ".join(f"SELECT {slot} AS word FROM split" for slot in SLOTS)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE sounds AS SELECT word, "
        "CASE WHEN key IS NOT NULL THEN CAST(dense_rank() OVER (ORDER BY key) AS INTEGER) END "
        f"AS key FROM (SELECT word, {sound('word')} AS key "
        f"FROM (SELECT DISTINCT word FROM ({every}) WHERE word IS NOT NULL))"
    )
    joins = "".join(f" LEFT JOIN sounds s_{slot} ON s_{slot}.word = {slot}" for slot in SLOTS)
    keys = ", ".join(f"s_{slot}.key AS {KEYS[slot]}" for slot in SLOTS)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE places AS SELECT word, "
        "CAST(row_number() OVER (ORDER BY word) AS INTEGER) AS key FROM (SELECT country_word AS "
        "word FROM split UNION SELECT sector_word FROM split) WHERE word IS NOT NULL"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE keyed AS SELECT split.*, "
        f"s_country.key AS country, s_sector.key AS sector, {keys} FROM split{joins} "
        "LEFT JOIN places s_country ON s_country.word = country_word "
        "LEFT JOIN places s_sector ON s_sector.word = sector_word"
    )
    _rarities(con)
    counts = []
    for table, role in ((PARENTS, "parent"), (CHILDREN, "child")):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT "
            f"CAST(row_number() OVER (ORDER BY person_id) AS INTEGER) AS unique_id, "
            f"k.* EXCLUDE (role), {_rare()} "
            f"FROM keyed k {_rare_joins('k')} WHERE role = '{role}' ORDER BY unique_id"
        )
        counts.append(int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]))
    for table in ("split", "keyed"):
        con.execute(f"DROP TABLE {table}")
    return counts[0], counts[1]


def _refuse_incomparable(lists: Lists) -> None:
    for role, prefix, what in (("parent", "", "parents"), ("child", "parent_", "children")):
        if not lists.of(role):
            raise BadInput(
                f"There is no list of {what} in {lists.folder.name}, so nothing can be linked.",
                f'Import one beside the others; its mapping says people = "{what}".',
            )
        telling = {f"{prefix}{field}" for field in ("number", "given", "surnames")} | (
            {"surnames"} if role == "child" else set()
        )
        if not telling & lists.fields_of(role):
            raise BadInput(
                f"The list of {what} ({', '.join(lists.of(role))}) has neither names nor numbers, "
                "so nothing in it can be compared with another list.",
                "Ask the agency for a list with names or A-numbers; this one can only be counted.",
            )


def _split(role: str, prefix: str) -> str:
    """Write one side's rows with the words of each name, and the facts that are compared."""
    given, surnames = words(f"{prefix}given"), words(f"{prefix}surnames")
    kin = words("surnames") if role == "child" else "CAST([] AS VARCHAR[])"
    low, high = f"{prefix}born_on_low", f"{prefix}born_on_high"
    day = (
        "coalesce(referred_on_low, apprehended_on_low)" if role == "child" else "apprehended_on_low"
    )
    country = "coalesce(parent_country, country)" if role == "child" else "country"
    sex = f"{prefix}sex"
    return f"""SELECT '{role}' AS role, person_id, list,
        {prefix}number AS number,
        g[1] AS gn1, g[2] AS gn2, s[1] AS sn1, s[2] AS sn2, k[1] AS kn1, k[2] AS kn2,
        nullif(array_to_string(s, ''), '') AS glued,
        CASE WHEN {low} = {high} THEN {low} END AS born,
        {low} AS born_low, {high} AS born_high, CAST(year({low}) AS SMALLINT) AS born_year,
        CASE WHEN {low} = {high} THEN CAST(month({low}) AS SMALLINT) END AS born_month,
        CASE WHEN {low} = {high} THEN CAST(day({low}) AS SMALLINT) END AS born_day,
        CASE WHEN {sex} <> 'unknown' THEN {sex} END AS sex,
        {country} AS country_word, sector AS sector_word,
        CAST({day} - DATE '1970-01-01' AS INTEGER) AS event_day,
        {"born_on_low" if role == "child" else "CAST(NULL AS DATE)"} AS child_low,
        {"born_on_high" if role == "child" else "CAST(NULL AS DATE)"} AS child_high
        FROM (SELECT *, {given} AS g, {surnames} AS s, {kin} AS k
            FROM people WHERE role = '{role}')"""


def _rarities(con: Connection) -> None:
    """Work out how much more or less than an average name each sounds like: in bits.

    A surname that one row in a hundred bears agrees by chance far more often than one that only
    two rows bear. The level's own weight is for the average name; this is what is added to it.
    """
    for kind, slots in (("given", ("gk1", "gk2")), ("surnames", ("sk1", "sk2"))):
        every = " UNION ALL ".join(f"SELECT {slot} AS key FROM keyed" for slot in slots)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE rare_{kind} AS "
            "WITH counted AS (SELECT key, count(*) AS n, sum(count(*)) OVER () AS total "
            f"FROM ({every}) WHERE key IS NOT NULL GROUP BY key) "
            "SELECT key, round(log2((SELECT sum((n / total) ** 2) FROM counted) / (n / total)), 6) "
            "AS bits FROM counted"
        )


def _rare() -> str:
    """Write the bits of each name; one that is borne twice counts once."""
    bits = [f"r_{key}.bits AS {key}_bits" for key in ("gk1", "sk1")]
    bits += [
        f"CASE WHEN k.{second} <> k.{first} THEN r_{second}.bits ELSE 0 END AS {second}_bits"
        for first, second in (("gk1", "gk2"), ("sk1", "sk2"))
    ]
    return ", ".join(bits)


def _rare_joins(side: str) -> str:
    return " ".join(
        f"LEFT JOIN rare_{'given' if key[0] == 'g' else 'surnames'} r_{key} "
        f"ON r_{key}.key = {side}.{key}"
        for key in ("gk1", "gk2", "sk1", "sk2")
    )
