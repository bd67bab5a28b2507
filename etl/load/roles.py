"""The roles that `clippings setup --roles` makes: each allows what one kind of user needs, and no more."""

from __future__ import annotations

from typing import Any

from elasticsearch import Elasticsearch

from etl.article import Record

_LOADED = ["articles", "articles-*", "clippings-*"]


class Role(Record):
    """A role, and the commands for which it is enough."""

    purpose: str
    commands: list[str]
    cluster: list[str]
    indices: dict[str, list[str]]  # an index privilege's names → those of the privileges on it

    def descriptor(self) -> dict[str, Any]:
        """Return the role in the form that Elasticsearch accepts for a role or an API key."""
        indices = [{"names": name.split(","), "privileges": them} for name, them in self.indices.items()]
        return {"cluster": self.cluster, "indices": indices}


ROLES = {
    "clippings_reader": Role(
        purpose="reads articles: the search page, people, programs",
        commands=["search", "export", "quotes", "show", "regions", "serve", "mcp"],
        cluster=[],
        # What is read page by page is read from the indices behind the alias.
        indices={"articles,articles-*": ["read"]},
    ),
    "clippings_writer": Role(
        purpose="loads articles and takes them out, by hand and by Airflow",
        commands=["ingest", "rejects list", "rejects retry", "runs", "stats", "names", "delete"],
        # Whether the templates are those of this version is looked up; putting them there is the admin's.
        cluster=["indices:admin/index_template/get"],
        indices={
            ",".join(_LOADED): [
                "read",
                "write",
                "create_index",
                "view_index_metadata",
                "maintenance",
                "indices:admin/aliases",
                "indices:admin/mapping/put",
            ]
        },
    ),
    "clippings_admin": Role(
        purpose="sets up, rebuilds, backs up",
        commands=[
            "setup",
            "rebuild",
            "rollback",
            "generations",
            "generations list",
            "generations drop",
            "backup",
            "restore",
        ],
        cluster=[
            "monitor",
            "manage_index_templates",
            "create_snapshot",
            "cluster:admin/snapshot/restore",
            "cluster:admin/repository/get",
            "cluster:admin/repository/put",
            "cluster:admin/repository/verify",
        ],
        indices={",".join(_LOADED): ["all"]},
    ),
    "clippings_monitor": Role(
        purpose="beside the reader's: lets the page's `/metrics` tell of the last run",
        commands=[],
        cluster=[],
        indices={"clippings-runs": ["read"]},
    ),
}


def install_roles(client: Elasticsearch) -> None:
    """Put the roles into Elasticsearch, replacing those of the same names; the login needs `manage_security`."""
    for name, role in ROLES.items():
        client.security.put_role(name=name, **role.descriptor(), description=f"Clippings: {role.purpose}")
