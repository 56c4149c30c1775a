package owlboard.proxy.route;

import owlboard.proxy.exchange.Exchange;
import owlboard.wire.http.Name;

/** {@code $request_port}: of the request line or of {@code Host}, as the client sent it. */
final class RequestPort {
    private RequestPort() {}

    /** Null when there is none. */
    static String of(Exchange exchange) {
        var head = exchange.head;
        if (head.array == null) return null;
        int line = head.authorityLength > 0 ? -1 : head.find(Name.HOST);
        if (line < 0 && head.authorityLength == 0) return null;
        var authority = line < 0 ? head.latin1(head.authorityAt, head.authorityLength) : head.value(line);
        int colon = authority.lastIndexOf(':');
        return colon <= authority.lastIndexOf(']') || colon + 1 == authority.length() ? null : authority.substring(colon + 1);
    }
}
