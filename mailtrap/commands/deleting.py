"""``mailtrap delete``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from mailtrap.client import Client, NotFound
from mailtrap.commands.faults import NOTHING
from mailtrap.commands.reach import Asked, placed, reach


@click.command("delete", short_help="Delete mail: by ids, by a search, or all.")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--query", metavar="QUERY", help="Delete what this search finds.")
@click.option("--all", "everything", is_flag=True, help="Delete all.")
@click.option("--inbox", metavar="NAME", help="Only of this inbox.")
@placed
@click.pass_obj
def delete(
    asked: Asked,
    ids: tuple[str, ...],
    query: str | None,
    everything: bool,
    inbox: str | None,
    server: str | None,
    db: Path | None,
) -> None:
    """Delete the mails of these IDs (latest is the newest), all that a search finds, or all.

    Pinned mails are deleted by their IDs only. Exits with 1 when there was nothing to delete, or one is not there.
    """
    if (bool(ids), query is not None, everything).count(True) != 1:
        raise click.UsageError("what is to be deleted? give IDs, or --query QUERY, or --all")
    if query is not None and not query.strip():
        raise click.UsageError("--query: is blank; give a search, or --all")
    with reach(asked, server, db, inbox=inbox, query=query or "", writing=True) as client:
        done = _delete_named(client, ids) if ids else _delete_found(client, query)
    click.echo(f"{done:,} {'mail was' if done == 1 else 'mails were'} deleted")
    if done < max(len(ids), 1):
        sys.exit(NOTHING)


def _delete_named(client: Client, ids: tuple[str, ...]) -> int:
    there = []
    for id_ in ids:
        try:
            there.append(client.state(id_).id)
        except NotFound:
            click.echo(f"{id_}: there is no mail of that id", err=True)
    client.delete(there)
    return len(there)


def _delete_found(client: Client, query: str | None) -> int:
    before = client.count(query or "").total
    if query:
        client.delete_found(query)
    else:
        client.delete_all()
    return max(before - client.count(query or "").total, 0)  # new ones may have come meanwhile
