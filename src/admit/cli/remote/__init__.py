"""Commands that speak to an installation through its API, for integrators. They need nothing of the server."""
