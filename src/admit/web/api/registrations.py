"""An airmeet's registrations."""

from admit import present
from admit.actions import registrations
from admit.web.api import people, queries
from admit.web.calls import Call
from admit.wire.registrations import Registered, RegistrationPage


async def list_registrations(call: Call) -> RegistrationPage:
    page = await call.read(registrations.list_page, call.airmeet_id, queries.page_request(call))
    return present.registration_page(page)


async def register(call: Call) -> Registered:
    email, details = people.described(call)
    address = await call.write_about(
        email.key, registrations.register, airmeet_id=call.airmeet_id, email=email, details=details
    )
    return Registered(email=address)
