package owlboard.proxy.http;

import owlboard.proxy.count.Zone;
import owlboard.proxy.exchange.Snapshot;
import owlboard.proxy.route.ServerNames;
import owlboard.proxy.route.Servers;
import owlboard.wire.loop.Loop;

/** HTTP on one {@code listen}, perhaps under TLS, behind a PROXY header. */
public final class HttpPort {
    /** What the ports of one engine have in common. */
    public interface Shared {
        /** The one that is in force. */
        Snapshot snapshot();

        Crowd crowd(Loop loop);
    }

    /** What comes here. */
    public final Zone zone;
    private final Shared engine;
    private final String key;
    private final int number;
    private volatile ServerNames known;

    /** {@code key}: see {@link Servers.At}; it is in the snapshot that is in force. {@code number}: of the port, 0 for a unix socket. */
    public HttpPort(Shared engine, String key, int number) {
        zone = new Zone(key);
        this.engine = engine;
        this.key = key;
        this.number = number;
        known = Servers.at(engine.snapshot(), key);
    }

    Crowd crowd(Loop loop) {
        return engine.crowd(loop);
    }

    Snapshot snapshot() {
        return engine.snapshot();
    }

    /** Of the configuration in force, or of the last one that had this address: who is connected still is served by that. */
    ServerNames servers() {
        var servers = Servers.at(engine.snapshot(), key);
        if (servers == null) return known;
        if (known != servers) known = servers;
        return servers;
    }

    /** Its address for a line of the log. */
    String listens() {
        return key;
    }

    /** As the configuration has it, wherever it is published; 0 for a unix socket. */
    int number() {
        return number;
    }
}
