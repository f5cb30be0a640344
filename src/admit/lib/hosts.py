"""The URL of a database that several hosts have."""

from urllib.parse import parse_qsl, urlencode, urlsplit


def each_host(url: str) -> list[str]:
    """The URL once for each of the hosts that it names, before its path or, as sockets are, among its parameters."""
    parts = urlsplit(url)
    user, at, places = parts.netloc.rpartition("@")
    parameters = dict(parse_qsl(parts.query))
    if "host" not in parameters:
        return [url.replace(parts.netloc, f"{user}{at}{place}", 1) for place in places.split(",")]
    hosts, ports = (parameters.pop(name, "").split(",") for name in ("host", "port"))
    pairs = zip(hosts, ports if len(ports) == len(hosts) else ports * len(hosts), strict=True)
    queries = [urlencode(parameters | {"host": host, "port": port or "5432"}) for host, port in pairs]
    return [url.replace(parts.query, query) for query in queries]
