"""Whether a search holds, worked out the plain way, and searches at random: what a store is compared with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from mailtrap.query import And, Contains, Field, Flag, Has, HasHeader, Is, Name, Not, Or, Query, Received, Size, fold
from mailtrap.query.fields import TEXTS


@dataclass
class Letter:
    """A mail as searches see it."""

    texts: dict[Field, str] = field(default_factory=dict)
    """Folded."""
    headers: list[tuple[str, str]] = field(default_factory=list)
    """Names with their values, decoded but not folded."""
    flags: set[Flag] = field(default_factory=set)
    inbox: str = "default"
    tags: list[str] = field(default_factory=list)
    user: str = ""
    received: datetime = datetime(2026, 11, 23, tzinfo=UTC)
    size: int = 0


def holds(query: Query, letter: Letter) -> bool:
    """Whether a letter is one that the search asks for."""
    match query:
        case And(parts):
            return all(holds(part, letter) for part in parts)
        case Or(parts):
            return any(holds(part, letter) for part in parts)
        case Not(part):
            return not holds(part, letter)
        case Contains(value, fields):
            return any(value in letter.texts.get(each, "") for each in fields)
        case HasHeader(name, value):
            return any(name == key.lower() and value in fold(text) for key, text in letter.headers)
        case Is(Name.INBOX, value):
            return letter.inbox == value
        case Is(name, value):
            having = letter.tags if name is Name.TAG else [letter.user]
            return any(fold(each) == fold(value) for each in having)
        case Has(flag):
            return flag in letter.flags
        case Received(start, end):
            return (start is None or letter.received >= start) and (end is None or letter.received < end)
        case Size(above, below):
            return (above is None or letter.size > above) and (below is None or letter.size < below)


@dataclass(frozen=True)
class Vocabulary:
    """What random searches are made of. Words without ``*``, which a type cannot hold; what is empty is not used."""

    words: Sequence[str] = ()
    headers: Sequence[str] = ()
    inboxes: Sequence[str] = ()
    tags: Sequence[str] = ()
    users: Sequence[str] = ()
    times: Sequence[datetime] = ()
    """With their zones."""
    sizes: Sequence[int] = ()


def queries(vocabulary: Vocabulary, most: int = 8) -> st.SearchStrategy[Query]:
    """Searches of up to ``most`` terms, each as ``parse`` makes it of some text."""
    return st.recursive(
        st.one_of(st.sampled_from(Flag).map(Has), *_terms(vocabulary)),
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=4).map(lambda parts: And(_flat(And, parts))),
            st.lists(inner, min_size=2, max_size=4).map(lambda parts: Or(_flat(Or, parts))),
        ),
        max_leaves=most,
    )


def _terms(vocabulary: Vocabulary) -> Iterable[st.SearchStrategy[Query]]:
    if vocabulary.words:
        words = st.sampled_from([fold(word) for word in vocabulary.words])
        yield words.map(Contains)
        yield st.builds(Contains, words, st.sampled_from(list(TEXTS.values())))
    if vocabulary.headers:
        names = st.sampled_from([name.lower() for name in vocabulary.headers])
        yield names.map(HasHeader)
        if vocabulary.words:
            yield st.builds(HasHeader, names, words)
    named = {Name.INBOX: vocabulary.inboxes, Name.TAG: vocabulary.tags, Name.USER: vocabulary.users}
    for name, values in named.items():
        if values:
            yield st.builds(Is, st.just(name), st.sampled_from(values))
    if vocabulary.times:
        times = st.sampled_from([time.astimezone(UTC) for time in vocabulary.times])
        yield st.builds(Received, start=times)
        yield st.builds(Received, end=times)
        yield times.map(_day)
    if vocabulary.sizes:
        sizes = st.sampled_from(vocabulary.sizes)
        yield st.builds(Size, above=sizes)
        yield st.builds(Size, below=sizes)


def _day(time: datetime) -> Received:
    start = time.replace(hour=0, minute=0, second=0, microsecond=0)
    return Received(start, start + timedelta(days=1))


def _flat(kind: type[And | Or], parts: Iterable[Query]) -> tuple[Query, ...]:
    found: list[Query] = []
    for part in parts:
        found += part.parts if isinstance(part, kind) else (part,)
    return tuple(found)
