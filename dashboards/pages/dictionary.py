"""The analysts' views as this night describes itself: meaning, columns, rows tonight, and questions to begin with."""

from pathlib import Path
from typing import Any

from dashboards.frame import render
from dashboards.night import OpenNight, Row

RECIPES = Path(__file__).parents[2] / "sql" / "recipes"
PAGE = "dictionary.html"


def dictionary_page(night: OpenNight) -> str:
    """Every view of schema v1 with its columns, read from the comments of the night itself; then the recipes."""
    columns: dict[str, list[Row]] = {}
    for column in night.described("duckdb_columns"):
        columns.setdefault(column["table_name"], []).append(column)
    views = [
        {
            "name": view["view_name"],
            "meaning": view["comment"],
            "columns": columns.get(view["view_name"], []),
            "n_rows": night.count(f"v1.{view['view_name']}"),
        }
        for view in sorted(night.described("duckdb_views"), key=lambda view: str(view["view_name"]))
    ]
    return render("dictionary.html", night, page=PAGE, title="Dictionary", views=views, recipes=recipes())


def recipes() -> list[dict[str, Any]]:
    """The questions of sql/recipes: name, first line of the header, and the whole text."""
    found = []
    for path in sorted(RECIPES.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        question = text.splitlines()[0].removeprefix("-- ")
        found.append({"name": path.stem, "title": path.stem.replace("_", " "), "question": question, "text": text})
    return found
