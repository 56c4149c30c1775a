package owlboard.proxy.stream;

import java.util.List;
import owlboard.config.Level;
import owlboard.config.Step;
import owlboard.config.directive.StreamCore;
import owlboard.config.directive.StreamProxy;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;

/** What a server of {@code stream} does with a session, beside what other features do. */
final class Streaming {
    static final Slot<Streaming> SLOT = new Slot<>(Streaming::new);

    /** {@code set}: the slot of a variable and what it gets. */
    private record Assignment(int slot, Value value) {}

    private final List<Assignment> sets;
    final long prereadTimeoutMillis;
    final long prereadBytes;
    final boolean prereadsTls;
    /** {@code ssl_alpn}; none: it is not spoken of. */
    final String[] protocols;
    final long proxyProtocolTimeoutMillis;
    final long handshakeTimeoutMillis;
    /** {@code return}. */
    final boolean answers;
    final Value answer;
    /** Null: it answers by itself, or not at all. */
    final StreamPass pass;

    private Streaming(Scope scope, Making making) {
        Level level = scope.level();
        sets = scope.server().steps().stream().filter(Step.Set.class::isInstance).map(Step.Set.class::cast)
                .map(set -> new Assignment(set.slot(), making.value(set.value()))).toList();
        prereadTimeoutMillis = level.get(StreamCore.PREREAD_TIMEOUT);
        prereadBytes = level.get(StreamCore.PREREAD_BUFFER_SIZE);
        prereadsTls = level.get(StreamCore.SSL_PREREAD);
        var alpn = level.get(StreamCore.SSL_ALPN);
        protocols = alpn == null ? new String[0] : alpn.toArray(String[]::new);
        proxyProtocolTimeoutMillis = level.get(StreamCore.PROXY_PROTOCOL_TIMEOUT);
        handshakeTimeoutMillis = level.get(StreamCore.SSL_HANDSHAKE_TIMEOUT);
        var declared = level.get(StreamProxy.PROXY_PASS);
        pass = declared == null ? null : new StreamPass(declared, level, making);
        answers = pass == null && level.get(StreamProxy.RETURN) != null;
        answer = making.value(level.get(StreamProxy.RETURN));
    }

    void assign(Exchange exchange) {
        for (var set : sets) exchange.define(set.slot, set.value.text(exchange));
    }
}
