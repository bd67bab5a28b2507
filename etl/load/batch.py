"""One batch against the index: what is unchanged before it is cleaned, and where its results end."""

from __future__ import annotations

from elasticsearch import Elasticsearch

from etl.article import Article, InputItem, Reject
from etl.discover import Found
from etl.errors import RejectError
from etl.load.bulk import load
from etl.load.indices import ALIAS, install_templates, live_indices
from etl.load.rejects import record_rejects
from etl.load.retry import with_retries
from etl.load.stored import stored_by_uri
from etl.load.stories import join_stories
from etl.pipeline import Result, Task, Unchanged
from etl.report import Counts, now
from etl.settings import Settings


def prepare(client: Elasticsearch) -> None:
    """Make the index ready for a run: templates as this version has them, and all earlier writes visible."""
    install_templates(client)
    if live_indices(client):
        client.indices.refresh(index=ALIAS)


def look_up(client: Elasticsearch, found: list[Found], made_by: str, settings: Settings) -> list[Task]:
    """Return the tasks of one batch, each with the SHA-256 under which `made_by` indexed it already.

    Raises:
        FatalError: Elasticsearch stayed away.
    """
    uris = [item.uri for item in found if isinstance(item, InputItem)]
    stored = with_retries(lambda: stored_by_uri(client, uris), settings)
    tasks = []
    for item in found:
        documents = stored.get(item.uri, [])
        # Two documents of one file are left by a crash in between; doing the file again mends that.
        is_settled = len(documents) == 1 and documents[0].pipeline_version == made_by
        tasks.append(Task(found=item, indexed_sha256=documents[0].sha256 if is_settled else None))
    return tasks


def load_results(client: Elasticsearch, results: list[Result], settings: Settings) -> Counts:
    """Load one batch's articles, keep its rejects, and return the counts of where each input ended.

    Raises:
        FatalError: Elasticsearch stayed away, or refused a whole request.
    """
    counts = Counts(discovered=len(results))
    articles = [result for result in results if isinstance(result, Article)]
    rejects = [result for result in results if isinstance(result, Reject)]
    succeeded = [result.uri for result in results if isinstance(result, Unchanged)]
    counts.unchanged = len(succeeded)
    outcomes = with_retries(lambda: load(client, articles), settings) if articles else []
    indexed = []
    for article, outcome in zip(articles, outcomes, strict=True):
        source = article.source
        if isinstance(outcome, RejectError):
            item = InputItem(uri=source.uri, path=source.path)
            rejects.append(Reject.of(item, outcome, source.sha256))
            continue
        succeeded.append(source.uri)
        if outcome == "superseded":
            counts.superseded += 1
        else:
            indexed.append(article)
    counts.indexed = len(indexed)
    for reject in rejects:
        counts.reject(reject)
    with_retries(lambda: record_rejects(client, rejects, succeeded, now()), settings)
    if indexed:
        with_retries(lambda: join_stories(client, indexed), settings)
    return counts
