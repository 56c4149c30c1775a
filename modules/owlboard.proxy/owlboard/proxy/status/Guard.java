package owlboard.proxy.status;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import owlboard.config.directive.Status;
import owlboard.proxy.access.Credentials;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Handler;
import owlboard.proxy.exchange.Phase;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.respond.KeptLines;
import owlboard.wire.http.Name;

/**
 * Who may come to the administration server. Without a token: who calls it by a name of loopback, and no page of another site, so that
 * neither a name that is bound anew nor a form somewhere reaches it through a browser; on a unix socket: whom its file lets. With one: who
 * sends it, as {@code Authorization: Bearer}, or as the password of {@code Basic}, which browsers ask for.
 */
public final class Guard implements Handler {
    static final Slot<Guard> SLOT = new Slot<>((scope, _) -> of(scope));
    public static final Feature FEATURE = Feature.of(SLOT).handles(Phase.ACCESS, SLOT);

    private static final byte[] ORIGIN = "origin".getBytes(StandardCharsets.US_ASCII);

    private final String token;

    private Guard(String token) {
        this.token = token;
    }

    private static Guard of(Scope scope) {
        var token = scope.level().get(Status.OWLBOARD_GUARD);
        return token == null ? null : new Guard(token);
    }

    @Override
    public Verdict handle(Exchange exchange) {
        if (comesFromElsewhere(exchange)) return Verdict.refused(403, "a page of another site asks");
        if (!token.isEmpty()) {
            if (knows(exchange)) return Verdict.GO_ON;
            KeptLines.challenge(exchange, "Basic realm=\"owlboard\"");
            return Verdict.refused(401, "no token, or a wrong one");
        }
        if (exchange.connection.isUnix()) return Verdict.GO_ON; // the file says who may; a browser cannot call it
        var host = exchange.host;
        boolean local = host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
        return local ? Verdict.GO_ON : Verdict.refused(403, "the administration server is called \"" + host + "\", not localhost");
    }

    private static boolean comesFromElsewhere(Exchange exchange) {
        int site = exchange.head.find(ORIGIN, 0);
        if (site < 0) return false;
        var origin = exchange.head.value(site);
        int host = exchange.head.find(Name.HOST);
        int begins = origin.indexOf("://");
        return host < 0 || begins < 0 || !origin.substring(begins + 3).equals(exchange.head.value(host));
    }

    private boolean knows(Exchange exchange) {
        int line = exchange.head.find(Name.AUTHORIZATION);
        if (line < 0) return false;
        var value = exchange.head.value(line);
        var pair = Credentials.pair(exchange.head);
        var given = pair != null ? pair.substring(pair.indexOf(':') + 1) : value.replaceFirst("(?i)^Bearer +", "");
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.ISO_8859_1), token.getBytes(StandardCharsets.ISO_8859_1));
    }
}
