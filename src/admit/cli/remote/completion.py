"""`admit completion`."""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")

HELP = """Print what makes a shell complete the words of this command.

\b
Examples:
    admit completion bash >> ~/.bashrc
    admit completion zsh >> ~/.zshrc
    admit completion fish > ~/.config/fish/completions/admit.fish
"""


@click.command(help=HELP)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """See HELP."""
    kind = get_completion_class(shell)
    if kind is None:
        raise AssertionError("Click knows each of SHELLS.")
    click.echo(kind(context.find_root().command, {}, "admit", "_ADMIT_COMPLETE").source())
