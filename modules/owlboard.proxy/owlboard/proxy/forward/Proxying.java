package owlboard.proxy.forward;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.List;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Settings;
import owlboard.proxy.exchange.Verdict;
import owlboard.wire.http.Head;

/** {@code proxy_pass} as what answers a request. */
public final class Proxying {
    public static final Feature FEATURE =
            Feature.of(ProxyPass.SLOT, FastcgiVariables.SLOT).answers((settings, _) -> content(settings)).defines(UpstreamVariables.ALL)
            .defines(FastcgiVariables.ALL);

    private Proxying() {}

    private static Content content(Settings settings) {
        var pass = settings.get(ProxyPass.SLOT);
        return pass == null ? null : exchange -> Slicing.rest(exchange, answer(exchange, pass));
    }

    /** From the upstream, whatever is stored. */
    public static Verdict answer(Exchange exchange, ProxyPass pass) throws Failure, IOException {
        exchange.caching = null;
        return Forward.run(exchange, pass);
    }

    /** Sends no peer anything: composes what a client would get of a 200 whose head has nothing, which shows what is added. */
    public static void rehearse(Exchange exchange, ProxyPass pass) throws IOException {
        new RelayedHead(exchange, pass, new Head()).send(200, -1, false);
    }

    /** What the first requests need is initialized here: a loop would stand still while another one does it. Not on a loop. */
    public static void initialize() {
        try {
            for (var type : List.of(Forward.class, Relay.class, RelayedHead.class, StoredAnswer.class)) {
                MethodHandles.lookup().ensureInitialized(type);
            }
        } catch (IllegalAccessException closed) {
            throw new IllegalStateException(closed);
        }
    }
}
