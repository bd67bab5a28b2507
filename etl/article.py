"""The records that all stages share, with names after schema.org's `NewsArticle`.

A field is null (or an empty list) if it is unknown; nothing is guessed. The comment beside each group of fields names the
stage that fills it in.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from etl.errors import Reason, RejectError, Stage

EntityType = Literal["person", "organization", "place", "group", "event", "work", "law"]


def _iso_8601(value: str) -> str:
    """Return `value` unchanged if it is an ISO 8601 date or date-time, or raise ValueError."""
    datetime.fromisoformat(value)
    return value


IsoDate = Annotated[str, AfterValidator(_iso_8601)]
"""ISO 8601 date or date-time as the source gave it; it has an offset only if the source gave one."""


FileBytes = Annotated[
    bytes,
    PlainSerializer(lambda data: b64encode(data).decode("ascii"), when_used="json"),
    BeforeValidator(lambda data: b64decode(data) if isinstance(data, str) else data),
]
"""Bytes of a file, base64 in JSON."""


class Record(BaseModel):
    """Base of all records: unknown fields are errors."""

    model_config = ConfigDict(extra="forbid")


class Source(Record):
    """Where an article came from; filled by `etl.read`."""

    uri: str
    path: str  # below the input root, "/"-separated; part of the id of an article without URL
    record_id: str | None = None  # which a record of a structured file gives itself
    sha256: str
    bytes: int
    format: str  # as in the table of formats
    encoding: str | None = None
    modified_at: datetime | None = None  # UTC


class InputItem(Record):
    """One input before it is read: a file, or one record (`payload`) or member (`data`) in a file of many."""

    uri: str
    path: str
    collection: str | None = None  # `etl.discover`: the pile that it came with
    bytes: int | None = None
    modified_at: datetime | None = None  # UTC
    payload: str | None = None  # a record as JSON
    data: FileBytes | None = None  # of a member of an archive, or a part of a file
    format: str | None = None  # of the payload or the data, where it is known
    url: str | None = None  # that an archive of the Web has it from
    charset: str | None = None  # that came with the data
    set_aside: dict[str, int] = Field(default_factory=dict)  # of its file's last: what in it is no article


class RawArticle(Record):
    """A decoded input, before it is cleaned."""

    source: Source
    collection: str | None = None
    content: str
    fields: dict[str, Any] = Field(default_factory=dict)  # a structured record's own fields
    url: str | None = None  # that it was saved from; the article's when it says none of its own
    is_broken: bool = False  # some of its bytes are not text, and were replaced


class RelatedLink(Record):
    """A promotional line from the text, such as `RELATED NEWS | Quiet dissent emerges`."""

    label: str | None = None
    title: str
    url: str | None = None


class Quote(Record):
    """A direct quotation, the full name of its speaker, and its position in the body."""

    speaker: str | None
    text: str  # of a quotation in several pieces: all of them, with a space between
    speaker_id: str | None = None  # type and name of the entity that speaks: `person/Anna Keller`
    offset: int | None = None  # of its first character, in characters of `body`
    sentence: str | None = None  # the one around it, with the words of who said it


class GeoPoint(Record):
    """Degrees, WGS 84."""

    lat: float
    lon: float


class Entity(Record):
    """Something that the article names, with every form in which it is written."""

    name: str
    type: EntityType
    mentions: int
    offset: int  # of the first mention, in characters of `body` (-1: title or summary only)
    forms: list[str] = Field(default_factory=list)
    country: str | None = None  # ISO 3166-1 alpha-2, of a place that is sure
    location: GeoPoint | None = None


NOT_INDEXED = frozenset(("declared_language", "unknown_fields", "set_aside", "is_broken"))
"""Fields with which stages inform each other about an article; they are not part of the document."""


class Article(Record):
    """One article on its way to becoming a document."""

    # etl.clean
    id: str = ""  # made last, from the fields that tell articles apart
    title: str | None = None
    summary: str | None = None
    body: str  # paragraphs separated by a blank line
    authors: list[str] = Field(default_factory=list)
    published_at: IsoDate | None = None
    modified_at: IsoDate | None = None
    dateline: str | None = None
    section: list[str] = Field(default_factory=list)
    keywords: list[str] = Field(default_factory=list)
    keywords_derived: bool = False  # etl.enrich: True when the page had none
    publisher: str | None = None
    credits: list[str] = Field(default_factory=list)  # agencies and desks that the byline names
    page_kind: str | None = None  # what the page is, when it is no article (CLIPPINGS_KEEP_ALL)
    url: str | None = None
    domain: str | None = None
    image_url: str | None = None
    captions: list[str] = Field(default_factory=list)
    related: list[RelatedLink] = Field(default_factory=list)
    declared_language: str | None = None  # what the page says of itself (BCP-47); not part of the document
    # for the report; not indexed
    unknown_fields: list[str] = Field(default_factory=list)  # of a record
    set_aside: dict[str, int] = Field(default_factory=dict)  # as its input's
    is_broken: bool = False  # as it was read
    collection: str | None = (
        None  # the pile it came with; null of a document from before there were collections
    )
    source: Source

    # etl.enrich
    timestamp: datetime | None = None  # UTC; published_at, else when first ingested
    language: str | None = None  # BCP-47
    language_confidence: float | None = None
    people: list[str] = Field(default_factory=list)
    organizations: list[str] = Field(default_factory=list)
    places: list[str] = Field(default_factory=list)
    groups: list[str] = Field(default_factory=list)
    events: list[str] = Field(default_factory=list)
    works: list[str] = Field(default_factory=list)
    laws: list[str] = Field(default_factory=list)
    entities: list[Entity] = Field(default_factory=list)
    countries: list[str] = Field(default_factory=list)
    locations: list[GeoPoint] = Field(default_factory=list)
    quotes: list[Quote] = Field(default_factory=list)
    word_count: int | None = None
    story_id: str | None = None
    story_bands: list[int] = Field(default_factory=list)
    embedding: list[float] | None = None
    names_by: str | None = (
        None  # the model that found the names, and its version; null when the language has none
    )

    # etl.pipeline
    ingested_at: datetime | None = None  # UTC, when its input was read
    pipeline_version: str | None = None

    @classmethod
    def fields_of(cls, document: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a stored `document` that this version knows; another version may have others."""
        return {name: value for name, value in document.items() if name in cls.model_fields}

    def document(self) -> bytes:
        """Return the JSON that is indexed, as UTF-8: all fields, null if unknown."""
        return self.__pydantic_serializer__.to_json(self, exclude=set(NOT_INDEXED))


class Reject(Record):
    """One input that was left out, as it is kept in `clippings-rejects`."""

    uri: str
    path: str
    collection: str | None = None
    stage: Stage
    reason: Reason
    detail: str
    sha256: str | None = None
    set_aside: dict[str, int] = Field(default_factory=dict)  # as its input's

    @classmethod
    def of(cls, item: InputItem, error: RejectError, sha256: str | None = None) -> Reject:
        """Return the reject for `item` with the reason in `error`."""
        return cls(
            uri=item.uri,
            path=item.path,
            collection=item.collection,
            stage=error.stage,
            reason=error.reason,
            detail=error.detail,
            sha256=sha256,
            set_aside=item.set_aside,
        )
