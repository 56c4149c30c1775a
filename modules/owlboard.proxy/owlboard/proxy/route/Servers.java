package owlboard.proxy.route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import owlboard.config.Place;
import owlboard.config.Server;
import owlboard.config.Server.Listen;
import owlboard.proxy.count.Slab;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.proxy.tls.ServerTls;
import owlboard.wire.net.AddressText;

/** The virtual servers of a configuration, by listening address. Names in {@code listen} are looked up once, when it is made. */
public final class Servers {
    public static final MainSlot<Servers> SLOT = new MainSlot<>((making, _) -> new Servers(making));

    /**
     * An address of a {@code listen}, of which a name may have several.
     *
     * @param key equal for those that share a socket, however they are written
     * @param address null for a unix socket, and for a name that nobody knows: that is told when it is listened on
     * @param among whether the name has others, too
     */
    public record At(String key, InetAddress address, Listen listen, boolean among) {}

    private final List<At> all = new ArrayList<>();
    private final Map<String, ServerNames> addresses = new LinkedHashMap<>();
    private final List<VirtualServer> virtuals = new ArrayList<>();

    private Servers(Making making) {
        var servers = making.configuration().http().servers();
        var found = new HashMap<String, List<InetAddress>>();
        var places = servers.stream().map(server -> server.listens().stream().flatMap(listen -> of(listen, found).stream()).toList())
                .toList();
        places.forEach(all::addAll);
        var speakTls = all.stream().filter(at -> at.listen.ssl()).map(At::key).collect(Collectors.toSet());
        for (int i = 0; i < servers.size(); i++) add(servers.get(i), places.get(i), speakTls, making);
    }

    private void add(Server server, List<At> places, Set<String> speakTls, Making making) {
        boolean speaksTls = places.stream().anyMatch(at -> speakTls.contains(at.key));
        var virtual = new VirtualServer(server, speaksTls, making);
        virtuals.add(virtual);
        var own = new HashMap<String, Listen>();
        for (var at : places) {
            if (own.put(at.key, at.listen) != null) {
                throw new UncheckedIOException(new IOException("a duplicate listen " + at.key + " in " + at.listen.place()));
            }
            addresses.computeIfAbsent(at.key, _ -> new ServerNames()).add(virtual, server.names(), at.listen);
        }
    }

    /** Of their {@code ssl_session_cache}. */
    public List<Slab> slabs() {
        return virtuals.stream().map(server -> server.tls).filter(Objects::nonNull).map(ServerTls::slab).filter(Objects::nonNull).toList();
    }

    /** {@code key}: of an {@link At}; null when nobody listens there. */
    public static ServerNames at(Snapshot snapshot, String key) {
        return snapshot.get(SLOT).addresses.get(key);
    }

    /** The server around this line of the configuration, or another one. */
    public static VirtualServer around(Snapshot snapshot, Place line) {
        var all = snapshot.get(SLOT).virtuals;
        return all.stream().filter(server -> server.place.file().equals(line.file()) && server.place.line() <= line.line())
                .reduce((_, nearer) -> nearer).orElse(all.getFirst());
    }

    /** In file order; several of one key share a socket. */
    public List<At> all() {
        return List.copyOf(all);
    }

    /** {@code found}: what has been looked up, to which this one's name is added. */
    static List<At> of(Listen listen, Map<String, List<InetAddress>> found) {
        if (listen.unixPath() != null) return List.of(new At("unix:" + listen.unixPath(), null, listen, false));
        var host = listen.host();
        if (host == null) host = "0.0.0.0";
        var addresses = found.computeIfAbsent(host, Servers::lookup);
        if (addresses.isEmpty()) return List.of(new At(host + ':' + listen.port(), null, listen, false));
        boolean among = addresses.size() > 1;
        return addresses.stream().map(address -> new At(key(address) + ':' + listen.port(), address, listen, among)).toList();
    }

    private static String key(InetAddress address) {
        if (address.isAnyLocalAddress() && address instanceof Inet4Address) return "*";
        var text = AddressText.of(address);
        return text.indexOf(':') >= 0 ? '[' + text + ']' : text;
    }

    private static List<InetAddress> lookup(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException unknown) {
            return List.of();
        }
    }
}
