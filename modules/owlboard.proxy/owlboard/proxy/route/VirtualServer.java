package owlboard.proxy.route;

import owlboard.config.Server;
import owlboard.config.directive.HttpCore;
import owlboard.proxy.tls.ServerTls;
import owlboard.wire.http.RequestHead;

/** A {@code server} block, ready to serve. */
public final class VirtualServer {
    private final String name;
    /** In force before a location is found. */
    public final Rules rules;
    public final RequestHead.Limits headLimits;
    public final long headerTimeout;
    public final boolean mergeSlashes;
    /** Null when no {@code listen} of it speaks TLS. */
    public final ServerTls tls;
    final Script script;
    final LocationTree locations;

    VirtualServer(Server server, Building building) {
        var level = server.level();
        name = server.names().stream().filter(Server.ServerName.Exact.class::isInstance).map(exact -> ((Server.ServerName.Exact) exact).name()).findFirst()
                .orElse(server.names().isEmpty() ? "" : wildcardText(server.names().getFirst()));
        var large = level.get(HttpCore.LARGE_CLIENT_HEADER_BUFFERS);
        long first = level.get(HttpCore.CLIENT_HEADER_BUFFER_SIZE);
        int line = (int) Math.max(first, large.size());
        headLimits = new RequestHead.Limits(line, (int) Math.min(1 << 24, first + large.number() * large.size()), level.get(HttpCore.UNDERSCORES_IN_HEADERS), !level.get(HttpCore.IGNORE_INVALID_HEADERS), level.get(HttpCore.MAX_HEADERS));
        headerTimeout = level.get(HttpCore.CLIENT_HEADER_TIMEOUT);
        mergeSlashes = level.get(HttpCore.MERGE_SLASHES);
        tls = server.listens().stream().anyMatch(Server.Listen::ssl) ? ServerTls.of(level, server.place(), building) : null;
        rules = Rules.ofServer(server, building);
        locations = new LocationTree(server.locations(), building);
        script = Script.of(server.steps(), null, building);
    }

    private static String wildcardText(Server.ServerName name) {
        return switch (name) {
            case Server.ServerName.Exact exact -> exact.name();
            case Server.ServerName.Leading leading -> "*" + leading.suffix();
            case Server.ServerName.Trailing trailing -> trailing.prefix() + "*";
            case Server.ServerName.Matching matching -> "~" + matching.regex().source();
        };
    }

    /** {@code $server_name}: the first name. */
    public String name() {
        return name;
    }
}
