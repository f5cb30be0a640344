"""People: an email address, and the details given for it."""

import re
import unicodedata
from functools import lru_cache

import msgspec
from email_validator import EmailNotValidError, validate_email

from admit.model.errors import InputWrong

NOT_TEXT = {"Cc", "Cs"}
"""Unicode's categories of control characters, and of the halves that stand for what could not be decoded."""
TEXT_LENGTH_MAX = 255
EMAIL_LENGTH_MAX = 254
PLAIN_ADDRESS = re.compile(r"([a-z0-9]+(?:[._+-][a-z0-9]+)*)@([a-z0-9]+(?:[.-][a-z0-9]+)*)", re.ASCII | re.IGNORECASE)
"""Its first part is valid and normal as it is, in front of any domain."""
SIGMA = "\N{GREEK SMALL LETTER SIGMA}"
FINAL_SIGMA = "\N{GREEK SMALL LETTER FINAL SIGMA}"


class Email(msgspec.Struct, frozen=True, gc=False):
    """One person whatever the letter case: `address` as it was given, `key` the same for every way to write it."""

    address: str
    key: str


class Details(msgspec.Struct, frozen=True, gc=False):
    """What is told about a person. A detail that nobody gave is the empty string."""

    name: str
    city: str = ""
    country: str = ""
    designation: str = ""
    organisation: str = ""


def parse_email(text: str) -> Email:
    """Raises InputWrong, without asking any name server."""
    plain = PLAIN_ADDRESS.fullmatch(text) if len(text) <= EMAIL_LENGTH_MAX else None
    address = text if plain else clean_text("email", text, length_max=EMAIL_LENGTH_MAX)
    try:
        normalized = f"{plain[1]}@{_domain(plain[2])}" if plain else _normalized(address)
    except EmailNotValidError as error:
        raise InputWrong(f"email is not a valid address: {error}") from None
    return Email(address=address, key=_one_case(normalized))


def _normalized(address: str) -> str:
    return validate_email(address, check_deliverability=False).normalized


@lru_cache(maxsize=1024)
def _domain(domain: str) -> str:
    """What a domain is normalized to. Most people share theirs with others, and looking at it takes 10 µs."""
    return _normalized(f"x@{domain}").removeprefix("x@")


def _one_case(address: str) -> str:
    """In lower case, and with one sigma: which of the two `lower` gives depends on where in the word it stands."""
    return unicodedata.normalize("NFC", address.lower().replace(FINAL_SIGMA, SIGMA))


def parse_person(email: str, details: Details) -> tuple[Email, Details]:
    """The person a caller describes, trimmed and in Unicode NFC. Raises InputWrong with a sentence for each fault."""
    faults: list[str] = []
    parsed: Email | None = None
    try:
        parsed = parse_email(email)
    except InputWrong as refusal:
        faults.extend(refusal.sentences)
    try:
        details = clean_details(details)
    except InputWrong as refusal:
        faults.extend(refusal.sentences)
    if faults or parsed is None:
        raise InputWrong(*faults)
    return parsed, details


def clean_details(details: Details) -> Details:
    """Trimmed and in Unicode NFC. Raises InputWrong with a sentence for each fault."""
    texts = msgspec.structs.astuple(details)
    if _are_clean("".join(texts)) and details.name.strip():
        return Details(*[text.strip() for text in texts])
    faults: list[str] = []
    cleaned: dict[str, str] = {}
    for member in Details.__struct_fields__:
        try:  # Not by `gather`, which takes longer than all the rest.
            cleaned[member] = clean_text(member, getattr(details, member), is_mandatory=member == "name")
        except InputWrong as refusal:
            faults.extend(refusal.sentences)
    if faults:
        raise InputWrong(*faults)
    return Details(**cleaned)


def _are_clean(texts: str) -> bool:
    """Whether there is nothing to refuse or to change in any of these. Each part of what is in NFC is in it, too."""
    return len(texts) <= TEXT_LENGTH_MAX and texts.isprintable() and unicodedata.is_normalized("NFC", texts)


def clean_text(member: str, text: str, *, is_mandatory: bool = False, length_max: int = TEXT_LENGTH_MAX) -> str:
    """`text` trimmed and in NFC, or InputWrong if it holds a control character or is too long or missing."""
    if not text.isprintable() and any(unicodedata.category(character) in NOT_TEXT for character in text):
        raise InputWrong(f"{member} contains a control character.")
    cleaned = unicodedata.normalize("NFC", text.strip())
    if is_mandatory and not cleaned:
        raise InputWrong(f"{member} is empty.")
    if len(cleaned) > length_max:
        raise InputWrong(f"{member} is longer than {length_max} characters.")
    return cleaned


def clean_prose(member: str, text: str, *, length_max: int) -> str:
    """As `clean_text`, but of several lines, which may hold tabs. Browsers end a line with CR LF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean_text(member, lines.replace("\n", " ").replace("\t", " "), length_max=length_max)
    return unicodedata.normalize("NFC", lines.strip())
