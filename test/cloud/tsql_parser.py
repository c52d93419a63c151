"""Reads a JSON list of statements and prints, for each, what the T-SQL grammar of SQLFluff finds wrong and which names are in quotes."""

import json
import sys

from sqlfluff.core import Linter

linter = Linter(dialect="tsql")


def look(statement):
    parsed = linter.parse_string(statement)
    problems = [violation.desc() for violation in parsed.violations]
    raw = [] if parsed.tree is None else [segment.raw for segment in parsed.tree.raw_segments]
    names = [text for text in raw if text.startswith('"')]
    return {"problems": problems, "names": names, "texts": [text for text in raw if text.startswith("'")]}


json.dump([look(statement) for statement in json.load(sys.stdin)], sys.stdout)
