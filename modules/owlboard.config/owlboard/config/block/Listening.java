package owlboard.config.block;

import owlboard.config.Http;
import owlboard.config.Server.Listen;
import owlboard.config.Server.ServerName;
import owlboard.config.Server;
import owlboard.config.directive.Ssl;
import owlboard.config.language.Refusal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What servers that share an address must agree on. */
final class Listening {
    private record Use(Server server, Listen listen) {}

    /** Protocols that the next one may have. */
    private static final int ANY = -1;

    private final Reading reading;

    Listening(Reading reading) {
        this.reading = reading;
    }

    void check(Http http) {
        for (var server : http.servers()) checkSslOn(server);
        var addresses = new LinkedHashMap<String, List<Use>>();
        for (var server : http.servers()) {
            for (var listen : server.listens()) {
                addresses.computeIfAbsent(address(listen), key -> new ArrayList<>()).add(new Use(server, listen));
            }
        }
        addresses.forEach(this::checkAddress);
    }

    /** Each has its sockets for itself. */
    static void checkApart(Http http, Http stream, Reading reading) {
        var taken = http.servers().stream().flatMap(server -> server.listens().stream()).map(Listening::address)
                .collect(Collectors.toSet());
        for (var server : stream.servers()) {
            for (var listen : server.listens()) {
                if (!taken.contains(address(listen))) continue;
                reading.refuse(new Refusal(listen.place(), "bind() to " + address(listen) + " failed (98: Address already in use)",
                        "a server of http listens there"));
            }
        }
    }

    private void checkAddress(String address, List<Use> uses) {
        Use chosen = null;
        Use opener = null;
        var owners = new IdentityHashMap<Server, Listen>();
        for (var use : uses) {
            if (owners.put(use.server(), use.listen()) != null) reading.refuse(use.listen().place(), "a duplicate listen " + address);
            if (use.listen().socket().isSet()) {
                if (opener != null) reading.refuse(use.listen().place(), "duplicate listen options for " + address);
                opener = use;
            }
            if (!use.listen().defaultServer()) continue;
            if (chosen != null && chosen.server() != use.server()) {
                reading.refuse(use.listen().place(), "a duplicate default server for " + address);
            } else {
                chosen = use;
            }
        }
        if (owners.size() > 1) checkNames(address, uses);
        checkProtocols(address, uses);
        checkCertificates(uses, chosen == null ? uses.getFirst() : chosen);
    }

    /** They hold for the address: one says them, or all alike (ngx_http_add_addresses). */
    private void checkProtocols(String address, List<Use> uses) {
        int before = protocols(uses.getFirst().listen());
        int expected = ANY;
        boolean opened = false;
        boolean changed = false;
        for (var use : uses) {
            var listen = use.listen();
            boolean opens = listen.socket().isSet();
            opened |= opens;
            if (listen.http2()) {
                reading.warn(listen.place(), "listen",
                        "the \"listen ... http2\" directive is deprecated, use the \"http2\" directive instead");
            }
            if (use == uses.getFirst()) continue;
            int here = protocols(listen);
            boolean adds = (here | before) != before;
            boolean lacks = (here | before) != here;
            boolean unexpected = expected != ANY && here != expected;
            boolean conflicts = opens && changed || unexpected;
            if (lacks) conflicts = opens || unexpected;
            if (adds) conflicts = opened && !opens || changed || lacks;
            if (conflicts) reading.warn(listen.place(), "listen", "protocol options redefined for " + address);
            expected = adds ? before : here;
            changed |= adds || lacks;
            before |= here;
        }
    }

    private static int protocols(Listen listen) {
        return (listen.ssl() ? 1 : 0) | (listen.http2() ? 2 : 0) | (listen.proxyProtocol() ? 4 : 0);
    }

    /** Names only matter where there is a choice. */
    private void checkNames(String address, List<Use> uses) {
        Set<ServerName> names = new HashSet<>();
        for (var use : uses) {
            for (var name : use.server().names()) {
                if (name instanceof ServerName.Matching) continue;
                if (name instanceof ServerName.Exact exact && (exact.name().contains("*") || exact.name().contains(".."))) {
                    reading.refuse(new Refusal(use.server().place(), "invalid server name or wildcard \"" + exact.name() + "\" on "
                            + address,
                            "a * stands for whole labels at one end: *.example.com or www.example.*"));
                }
                if (!names.add(name)) {
                    reading.warn(use.server().place(), "server_name", "conflicting server name \"" + written(name) + "\" on " + address
                            + ", ignored");
                }
            }
        }
    }

    private void checkSslOn(Server server) {
        var ssl = server.level().get(Ssl.SSL);
        if (!ssl.isOn() || !lacksCertificate(server)) return;
        reading.refuse(ssl.place(), "no \"ssl_certificate\" is defined for the \"ssl\" directive");
    }

    private static boolean lacksCertificate(Server server) {
        return server.level().get(Ssl.SSL_CERTIFICATE).isEmpty() && !server.level().get(Ssl.SSL_REJECT_HANDSHAKE);
    }

    private void checkCertificates(List<Use> uses, Use chosen) {
        if (uses.stream().noneMatch(use -> use.listen().ssl())) return;
        boolean rejects = chosen.server().level().get(Ssl.SSL_REJECT_HANDSHAKE);
        for (var use : uses) {
            boolean needed = (use == chosen || rejects) && !use.server().level().get(Ssl.SSL).isOn();
            if (needed && lacksCertificate(use.server())) {
                reading.refuse(use.server().place(), "no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive");
            }
        }
    }

    private static String written(ServerName name) {
        return switch (name) {
            case ServerName.Exact exact -> exact.name();
            case ServerName.Leading leading -> '*' + leading.suffix();
            case ServerName.Trailing trailing -> trailing.prefix() + '*';
            case ServerName.Matching matching -> matching.regex().source();
        };
    }

    static String address(Listen listen) {
        if (listen.unixPath() != null) return "unix:" + listen.unixPath();
        var host = listen.host() == null ? "0.0.0.0" : listen.host();
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + listen.port();
    }
}
