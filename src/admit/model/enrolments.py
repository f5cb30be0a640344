"""Enrolments: registrations asked for on the website, by somebody who has yet to prove their address."""

from datetime import timedelta

import msgspec

from admit.model.people import Details, Email

ENROLMENT_LIFETIME = timedelta(hours=24)
MAILS_MAX = 5
MAILS_WINDOW = timedelta(hours=1)
"""So many mails about one airmeet go to one address within this time: nobody's mailbox is filled through us."""


class Enrolment(msgspec.Struct, frozen=True):
    """The details are those that its registration will have."""

    email: Email
    details: Details
