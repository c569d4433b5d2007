package uk.org.rmatool.dataplane;

import java.net.URI;

/**
 * Where a call goes next.
 *
 * @param node who that is, for logs and for {@link Routes#unreachable}
 * @param base its address: scheme, host, port and possibly a path
 * @param path path and query as they go on the wire, beginning with a slash
 */
public record Upstream(String node, URI base, String path) {}
