"""`admit login` and `admit logout`."""

import sys

import click

from admit.cli.remote import profiles
from admit.cli.remote.connecting import explained, new_client, user_options
from admit.cli.showing import show
from admit.config import KeyPair

LOGIN_HELP = """Store where an installation is and a key pair for it, after trying it out.

What is not given is asked for. The secret key is not an option, since others on this machine can see those: it is asked
for, or read from standard input.

\b
Examples:
    admit login --url https://events.example.com
    admit login --url https://api.airmeet.com --profile airmeet
    admit login --url "$URL" --access-key "$KEY" < secret.txt
"""


@click.command(help=LOGIN_HELP)
@click.option("--url", prompt="URL", help="Where the installation is, such as https://events.example.com.")
@click.option("--access-key", prompt="Access key", help="The access key of the pair.")
@user_options
def login(url: str, access_key: str, profile: str, *, as_json: bool) -> None:
    """See LOGIN_HELP."""
    is_asked = sys.stdin.isatty()
    secret_key = click.prompt("Secret key", hide_input=True) if is_asked else sys.stdin.readline().strip()
    pair = KeyPair(url, access_key.strip(), secret_key.strip())
    with explained(), new_client(pair) as client:
        label = client.check()
    kept_in = profiles.save(profile, pair)
    show({"profile": profile, "url": url, "label": label, "secretKeyIn": kept_in}, as_json=as_json)


@click.command(epilog="Example: admit logout --profile airmeet")
@user_options
def logout(profile: str, *, as_json: bool) -> None:
    """Forget a profile: its key pair and its token. The key goes on working until it is revoked."""
    if not profiles.delete(profile):
        raise click.ClickException(f"There is no profile {profile!r}.")
    show({"profile": profile, "forgotten": True}, as_json=as_json)
