package owlboard.proxy.forward;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiPredicate;
import owlboard.proxy.exchange.Attempt;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.route.Variables;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Name;

/** The variables of proxying. One value per try: {@code ", "} between tries, {@code " : "} between groups. */
public final class UpstreamVariables {
    private static final byte[] X_FORWARDED_FOR = "x-forwarded-for".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMA = {',', ' '};

    static final Map<String, Value.Part> ALL = Map.ofEntries(
            Map.entry("upstream_addr", perTry((out, a) -> out.add(a.address) != null)),
            Map.entry("upstream_status", perTry((out, a) -> a.status != 0 && out.addPadded(a.status, 3) != null)),
            Map.entry("upstream_response_time", perTry((out, a) -> seconds(out, a.responseNanos))),
            Map.entry("upstream_connect_time", perTry((out, a) -> seconds(out, a.connectNanos))),
            Map.entry("upstream_queue_time", perTry((out, a) -> seconds(out, a.queueNanos))),
            Map.entry("upstream_header_time", perTry((out, a) -> seconds(out, a.headerNanos))),
            Map.entry("upstream_bytes_received", perTry((out, a) -> out.addDecimal(a.bytesReceived()) != null)),
            Map.entry("upstream_bytes_sent", perTry((out, a) -> out.addDecimal(a.bytesSent()) != null)),
            Map.entry("upstream_response_length", perTry((out, a) -> out.addDecimal(a.responseLength) != null)),
            Map.entry("upstream_last_addr", (out, x) -> text(out, x.attempts.isEmpty() ? null : x.attempts.getLast().address)),
            Map.entry("upstream_last_server_name", (out, x) -> text(out, lastServer(x))),
            Map.entry("proxy_host", (out, x) -> text(out, x.settings.get(ProxyPass.SLOT) == null ? null : x.proxyHost)),
            Map.entry("proxy_port", (out, x) -> text(out, x.settings.get(ProxyPass.SLOT) == null ? null : x.settings.get(ProxyPass.SLOT)
            .portFor(x))),
            Map.entry("proxy_add_x_forwarded_for", UpstreamVariables::addForwardedFor));

    /** Of a session of {@code stream}, which tells some of its tries in other words. */
    public static final Map<String, Value.Part> OF_SESSIONS = Map.of(
            "upstream_addr", ALL.get("upstream_addr"),
            "upstream_bytes_received", ALL.get("upstream_bytes_received"),
            "upstream_bytes_sent", ALL.get("upstream_bytes_sent"),
            "upstream_connect_time", ALL.get("upstream_connect_time"),
            "upstream_first_byte_time", ALL.get("upstream_header_time"),
            "upstream_session_time", ALL.get("upstream_response_time"));

    private UpstreamVariables() {}

    private static boolean text(Bytes out, String text) {
        if (text == null) return false;
        out.add(text);
        return true;
    }

    /** Of the try that was made last, without its port; null when there was none. */
    private static String lastServer(Exchange exchange) {
        if (exchange.attempts.isEmpty()) return null;
        var address = exchange.attempts.getLast().address;
        int colon = address.lastIndexOf(':');
        return colon > address.lastIndexOf(']') && !address.startsWith("unix:") ? address.substring(0, colon) : address;
    }

    private static boolean seconds(Bytes out, long nanos) {
        if (nanos < 0) return false;
        Variables.addSeconds(out, nanos);
        return true;
    }

    private static Value.Part perTry(BiPredicate<Bytes, Attempt> add) {
        return (out, exchange) -> {
            var attempts = exchange.attempts;
            for (int i = 0; i < attempts.size(); i++) {
                var attempt = attempts.get(i);
                if (i > 0) out.add(attempt.newGroup ? " : " : ", ");
                if (!add.test(out, attempt)) out.add('-');
            }
            return !attempts.isEmpty();
        };
    }

    private static boolean addForwardedFor(Bytes out, Exchange exchange) {
        if (Variables.addHeader(out, exchange.head, Name.X_FORWARDED_FOR, X_FORWARDED_FOR, COMMA)) out.add(COMMA);
        out.add(exchange.realRemote != null ? exchange.realRemote : exchange.connection.remoteAddress());
        return true;
    }
}
