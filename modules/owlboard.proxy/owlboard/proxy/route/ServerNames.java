package owlboard.proxy.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import owlboard.config.Regex;
import owlboard.config.Server;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Matching;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.wire.http.RequestHead;
import owlboard.wire.http2.Http2Limits;

/**
 * The virtual servers of one listening address: exact name, longest leading wildcard, longest trailing one, first regular expression,
 * default.
 */
public final class ServerNames {
    private record Pattern(Regex regex, VirtualServer server) {}

    private final Map<String, VirtualServer> exact = new HashMap<>();
    private final Map<String, VirtualServer> leading = new HashMap<>();
    private final Map<String, VirtualServer> trailing = new HashMap<>();
    private final List<Pattern> regexes = new ArrayList<>();
    private VirtualServer standard;
    private boolean standardIsExplicit;
    private boolean http2;
    private boolean ssl;
    private boolean proxyProtocol;
    /** Some of them keep names of header lines that others drop: which rule holds is known when the server is. */
    private boolean differsInNames;

    void add(VirtualServer server, List<Server.ServerName> names, Server.Listen listen) {
        boolean isDefault = listen.defaultServer();
        http2 |= listen.http2();
        ssl |= listen.ssl();
        proxyProtocol |= listen.proxyProtocol();
        if (standard != null) {
            differsInNames |= server.headLimits.underscores() != standard.headLimits.underscores()
                    || server.headLimits.keepInvalid() != standard.headLimits.keepInvalid();
        }
        if (standard == null || isDefault && !standardIsExplicit) {
            standard = server;
            standardIsExplicit = isDefault;
        }
        for (var name : names) {
            switch (name) {
                case Server.ServerName.Exact match -> exact.putIfAbsent(match.name(), server);
                case Server.ServerName.Leading match -> leading.putIfAbsent(match.suffix(), server);
                case Server.ServerName.Trailing match -> trailing.putIfAbsent(match.prefix(), server);
                case Server.ServerName.Matching match -> regexes.add(new Pattern(match.regex(), server));
            }
        }
    }

    public VirtualServer standard() {
        return standard;
    }

    /** What the head of a request is read by, before it is known whose it is; {@code own}: the server of the handshake, or the default. */
    public RequestHead.Limits headLimits(VirtualServer own) {
        return differsInNames ? own.anyNameLimits : own.headLimits;
    }

    /** Likewise over HTTP/2. */
    public Http2Limits http2Limits(VirtualServer own) {
        return differsInNames ? own.http2Limits.with(own.anyNameLimits) : own.http2Limits;
    }

    /** {@code listen … http2} of any of them. */
    public boolean http2() {
        return http2;
    }

    /** {@code listen … ssl} of any of them. */
    public boolean ssl() {
        return ssl;
    }

    /** {@code listen … proxy_protocol} of any of them. */
    public boolean proxyProtocol() {
        return proxyProtocol;
    }

    /**
     * {@code host} is lower case, without port and trailing dot. {@code exchange} takes captures of a regular expression; null while a TLS
     * handshake asks.
     */
    public VirtualServer find(String host, Exchange exchange) {
        if (exchange == null || exchange.trace == null) return choose(host, exchange);
        var server = choose(host, exchange);
        exchange.trace.tell("server", why(host, server), server.place);
        return server;
    }

    private String why(String host, VirtualServer server) {
        if (host == null || host.isEmpty()) return "the default server of the address, as no host is named";
        if (exact.get(host) == server) return "\"" + host + "\" is its name";
        for (var suffix : leading.entrySet()) {
            if (suffix.getValue() == server && host.endsWith(suffix.getKey())) return "*" + suffix.getKey() + " is its name";
        }
        for (var prefix : trailing.entrySet()) {
            if (prefix.getValue() == server && host.startsWith(prefix.getKey())) return prefix.getKey() + "* is its name";
        }
        for (var regex : regexes) {
            if (regex.server == server && Matching.find(regex.regex, host)) return "~" + regex.regex.source() + " is its name";
        }
        return "the default server of the address, as no server is called \"" + host + '"';
    }

    private VirtualServer choose(String host, Exchange exchange) {
        if (host == null) return standard;
        var server = exact.get(host);
        if (server != null) return server;
        if (!leading.isEmpty()) {
            for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
                server = leading.get(host.substring(dot));
                if (server != null) return server;
            }
        }
        if (!trailing.isEmpty()) {
            for (int dot = host.lastIndexOf('.'); dot >= 0; dot = host.lastIndexOf('.', dot - 1)) {
                server = trailing.get(host.substring(0, dot + 1));
                if (server != null) return server;
            }
        }
        for (var regex : regexes) {
            boolean found = exchange != null ? Matching.find(exchange, regex.regex, host)
                    : Matching.find(regex.regex, host);
            if (found) return regex.server;
        }
        return standard;
    }
}
