package owlboard.proxy.route;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import owlboard.config.Server;
import owlboard.proxy.count.Slab;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.proxy.tls.ServerTls;
import owlboard.wire.net.AddressText;

/** The virtual servers of a configuration, by listening address. */
public final class Servers {
    public static final MainSlot<Servers> SLOT = new MainSlot<>((making, _) -> new Servers(making));

    private final Map<String, ServerNames> addresses = new LinkedHashMap<>();
    private final List<VirtualServer> all = new ArrayList<>();

    private Servers(Making making) {
        var servers = making.configuration().http().servers();
        var speakTls = servers.stream().flatMap(server -> server.listens().stream()).filter(Server.Listen::ssl).map(Servers::key)
                .collect(Collectors.toSet());
        for (var server : servers) {
            boolean speaksTls = server.listens().stream().anyMatch(listen -> speakTls.contains(key(listen)));
            var virtual = new VirtualServer(server, speaksTls, making);
            all.add(virtual);
            for (var listen : server.listens()) {
                addresses.computeIfAbsent(key(listen), _ -> new ServerNames()).add(virtual, server.names(), listen);
            }
        }
    }

    /** Of their {@code ssl_session_cache}. */
    public List<Slab> slabs() {
        return all.stream().map(server -> server.tls).filter(Objects::nonNull).map(ServerTls::slab).filter(Objects::nonNull).toList();
    }

    /** {@code key}: as {@link #key} makes it; null when nobody listens there. */
    public static ServerNames at(Snapshot snapshot, String key) {
        return snapshot.get(SLOT).addresses.get(key);
    }

    /**
     * The name of a listening address: equal for the {@code listen} directives that share a socket, however they write it. Asks the
     * system for a name that stands there.
     */
    public static String key(Server.Listen listen) {
        if (listen.unixPath() != null) return "unix:" + listen.unixPath();
        var host = listen.host() == null ? "*" : address(listen.host());
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + listen.port();
    }

    /** What is not found is told when it is listened on. */
    private static String address(String host) {
        try {
            var address = InetAddress.getByName(host);
            return address.isAnyLocalAddress() && address instanceof Inet4Address ? "*" : AddressText.of(address);
        } catch (UnknownHostException unknown) {
            return host;
        }
    }
}
