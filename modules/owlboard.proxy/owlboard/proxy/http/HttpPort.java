package owlboard.proxy.http;

import owlboard.config.Server;
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

    private final Shared engine;
    private final String key;
    private final Server.Listen listen;

    /** {@code key}: see {@link Servers#key}. */
    public HttpPort(Shared engine, String key, Server.Listen listen) {
        this.engine = engine;
        this.key = key;
        this.listen = listen;
    }

    Crowd crowd(Loop loop) {
        return engine.crowd(loop);
    }

    Snapshot snapshot() {
        return engine.snapshot();
    }

    ServerNames servers() {
        return Servers.at(engine.snapshot(), key);
    }

    boolean speaksTls() {
        return listen.ssl();
    }

    boolean hasProxyHeader() {
        return listen.proxyProtocol();
    }

    /** As the configuration has it, wherever it is published; 0 for a unix socket. */
    int number() {
        return listen.port();
    }
}
