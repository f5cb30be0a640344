"""The person described in a body."""

from admit.model.people import Details, Email, parse_person
from admit.web.calls import Call
from admit.wire.people import Person


def described(call: Call) -> tuple[Email, Details]:
    """Raises InputWrong with a sentence for each fault."""
    person = call.decode(Person)
    organisation = person.organization if person.organisation is None else person.organisation
    details = Details(
        name=person.name,
        city=person.city or "",
        country=person.country or "",
        designation=person.designation or "",
        organisation=organisation or "",
    )
    return parse_person(person.email, details)
