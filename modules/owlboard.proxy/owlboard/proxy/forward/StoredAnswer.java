package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.content.Ranges;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Verdict;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/** Answers with what a cache has, as if the upstream had just said it: whole, in parts, or by 304. */
public final class StoredAnswer {
    /** The bytes of a stored body, wherever they are. */
    public interface Body {
        long length();

        /** Sends those from {@code from} to {@code to}, which is not one of them. {@code last}: the answer ends behind them. */
        void send(Exchange exchange, long from, long to, boolean last) throws IOException;
    }

    private StoredAnswer() {}

    /** {@code age} in seconds. */
    public static Verdict send(Exchange exchange, ProxyPass pass, Head head, long age, Body body) throws IOException, Failure {
        exchange.answerHead = head;
        var elsewhere = Relay.elsewhere(exchange, pass, head);
        if (elsewhere != null) return elsewhere;
        var slices = Slicing.of(exchange, head);
        if (slices != null) {
            slice(exchange, slices, new RelayedHead(exchange, pass, head).aged(age), head, body);
            return Verdict.DONE;
        }
        int status = exchange.imposedStatus != 0 ? exchange.imposedStatus : head.status;
        var relayed = new RelayedHead(exchange, pass, head).aged(age);
        var chosen = status == 200 ? Selection.of(exchange, relayed, body.length(), Integer.MAX_VALUE, pass.forcesRanges)
                : new Selection(status, null);
        boolean bodiless = exchange.is(Methods.HEAD) || chosen.status() == 204 || chosen.status() == 304;
        if (chosen.ranges() != null) parts(exchange, relayed, chosen.ranges(), body);
        else whole(exchange, relayed, chosen.status(), bodiless, body);
        return Verdict.DONE;
    }

    /** A part of what the client gets as one answer. */
    private static void slice(Exchange exchange, Slicing slices, RelayedHead relayed, Head head, Body body) throws IOException, Failure {
        var part = slices.begin(exchange, relayed, head, true);
        if (part == null) nothing(exchange);
        else if (part.from() < part.to()) body.send(exchange, part.from(), part.to(), false);
    }

    private static void whole(Exchange exchange, RelayedHead relayed, int status, boolean bodiless, Body body) throws IOException {
        relayed.send(status, status == 204 ? -1 : length(relayed.head, bodiless, body), bodiless);
        if (bodiless) nothing(exchange);
        else body.send(exchange, 0, body.length(), true);
    }

    /** An answer to HEAD was stored without the body whose length it tells. */
    private static long length(Head head, boolean bodiless, Body body) {
        if (!bodiless || body.length() > 0) return body.length();
        int told = head.find(Name.CONTENT_LENGTH);
        return told < 0 ? -1 : Long.parseLong(head.value(told));
    }

    private static void nothing(Exchange exchange) throws IOException {
        exchange.way().body(ByteBuffer.allocate(0), true);
    }

    private static void parts(Exchange exchange, RelayedHead relayed, Ranges ranges, Body body) throws IOException {
        boolean bodiless = exchange.is(Methods.HEAD);
        var multipart = relayed.sendParts(ranges, body.length(), bodiless);
        if (bodiless) {
            nothing(exchange);
            return;
        }
        if (multipart == null) {
            var only = ranges.parts().getFirst();
            body.send(exchange, only.from(), only.to(), true);
            return;
        }
        for (var part : ranges.parts()) {
            exchange.way().body(text(multipart.before(part)), false);
            body.send(exchange, part.from(), part.to(), false);
        }
        exchange.way().body(text(multipart.end()), true);
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
