package owlboard.proxy.http;

import owlboard.proxy.count.Row;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Reason;

/** What is counted, and recorded, of each client's request. On its loop, with plain writes; nothing is made for it. */
final class Counting {
    private Counting() {}

    static void begins(Exchange exchange) {
        exchange.server.zone.on(exchange.loop()).begins();
    }

    /** Once. The server and the location are those that answered. */
    static void ends(Exchange exchange) {
        var loop = exchange.loop();
        int status = exchange.headSent ? exchange.status : 0;
        long received = exchange.requestLength();
        long nanos = loop.now() - exchange.startNanos;
        boolean isTunnel = exchange.status == 101;
        var server = exchange.server.zone.on(loop);
        server.ends(status, received, exchange.bytesSent);
        if (!exchange.server.isCounted) return;
        if (!isTunnel) server.took(nanos, -1);
        var listener = exchange.connection.listener().on(loop);
        listener.begins();
        listener.ends(status, received, exchange.bytesSent);
        if (!isTunnel) listener.took(nanos, -1);
        var zone = exchange.settings.zone;
        if (zone != null) {
            var location = zone.on(loop);
            location.begins();
            location.ends(status, received, exchange.bytesSent);
            if (!isTunnel) location.took(nanos, -1);
        }
        int tries = exchange.attempts.size();
        if (tries > 1) {
            var counters = exchange.snapshot.counters.on(loop);
            counters.retried++;
            if (exchange.complete && exchange.status < 500) counters.saved++;
        }
        record(exchange, nanos, tries > 1 || exchange.status >= 499 || exchange.aborted);
    }

    private static void record(Exchange exchange, long nanos, boolean keep) {
        var recorder = exchange.snapshot.counters.recorder;
        boolean isTunnel = exchange.status == 101;
        fill(recorder.next(exchange.loop(), keep || !isTunnel && recorder.isSlow(nanos)), exchange, nanos);
    }

    private static void fill(Row row, Exchange exchange, long nanos) {
        row.atMillis = exchange.startMillis;
        row.nanos = nanos;
        row.sent = exchange.bytesSent;
        row.status = exchange.status;
        row.reason = Reason.of(exchange);
        // the name that stands there is as good: of two thousand new ones in old rows each collection would copy all
        if (!exchange.host.equals(row.host)) row.host = exchange.host;
        row.server = exchange.server.zone;
        row.serverPlace = exchange.server.place;
        row.location = exchange.settings.zone;
        var location = exchange.settings.location;
        row.locationPlace = location == null ? null : location.place();
        row.content = location == null ? null : location.content();
        row.stepCount(exchange.met == null ? 0 : exchange.met.number);
        for (var met = exchange.met; met != null; met = met.before) {
            row.step(met.number - 1).is(met.directive, met.place, met.uri, met.fromNanos, met.toNanos);
        }
        row.rewritten = !exchange.uriUntouched;
        var head = exchange.head;
        if (head.array != null && head.lineLength > 0) row.line(head.array, head.lineAt, head.lineLength);
        else row.line(exchange.method, exchange.uri);
        row.noTries();
        for (int i = 0; i < exchange.attempts.size(); i++) {
            var attempt = exchange.attempts.get(i);
            var tried = row.next();
            if (tried == null) return;
            tried.peer = attempt.address;
            tried.chosenAmong(attempt.candidates, attempt.facts);
            if (attempt.facts != null) exchange.desk().give(attempt.facts);
            attempt.facts = null;
            tried.status = attempt.status;
            tried.startNanos = attempt.start - exchange.startNanos;
            tried.connectNanos = attempt.connectNanos;
            tried.headerNanos = attempt.headerNanos;
            tried.nanos = attempt.responseNanos;
        }
    }
}
