package owlboard.proxy.http;

import owlboard.config.Location;
import owlboard.proxy.count.Row;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure.Side;
import owlboard.proxy.exchange.Reason;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

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
        boolean leaves = status == 0 && Reason.isOfClient(exchange);
        if (leaves) server.leaves();
        if (!exchange.server.isCounted) return;
        if (!isTunnel) server.took(nanos, -1);
        var listener = exchange.connection.listener().on(loop);
        listener.begins();
        listener.ends(status, received, exchange.bytesSent);
        if (leaves) listener.leaves();
        if (!isTunnel) listener.took(nanos, -1);
        var zone = exchange.settings.zone;
        if (zone != null) {
            var location = zone.on(loop);
            location.begins();
            location.ends(status, received, exchange.bytesSent);
            if (leaves) location.leaves();
            if (!isTunnel) location.took(nanos, -1);
        }
        int tries = exchange.attempts.size();
        if (tries > 1 && exchange.isRetried()) {
            var counters = exchange.snapshot.counters.on(loop);
            counters.retried++;
            if (exchange.complete && exchange.status < 500) counters.saved++;
        }
        boolean hasFailed = exchange.failure != null && exchange.failure.side == Side.UPSTREAM;
        if (tries > 1 || hasFailed) tries(exchange);
        record(exchange, nanos, tries > 1 || exchange.status >= 499 || exchange.aborted);
    }

    /** What became of a request that a peer has failed for. */
    private static void tries(Exchange exchange) {
        boolean saved = exchange.complete && exchange.status < 500;
        boolean lost = !saved && !Reason.isOfClient(exchange);
        var all = exchange.snapshot.counters.failedTries;
        long second = exchange.loop().wallMillis() / 1000;
        for (int i = 0; i < exchange.attempts.size(); i++) {
            var attempt = exchange.attempts.get(i);
            if (attempt.zone != null && attempt.status >= 500) all.add(exchange.loop(), attempt.zone, second, saved, lost);
        }
    }

    private static void record(Exchange exchange, long nanos, boolean keep) {
        if (isPages(exchange)) return;
        var recorder = exchange.snapshot.counters.recorder;
        boolean isTunnel = exchange.status == 101;
        fill(recorder.next(exchange.loop(), keep || !isTunnel && recorder.isSlow(nanos)), exchange, nanos);
    }

    /** What the page asks for itself, which nobody wants to see there. */
    private static boolean isPages(Exchange exchange) {
        var location = exchange.settings.location;
        boolean isPage = location != null && location.content() instanceof Location.Content.Page;
        return isPage && exchange.status < 400 && exchange.attempts.isEmpty();
    }

    /** That the client named behind the host; 0: none. */
    private static int port(Head head) {
        if (head.array == null) return 0;
        int line = head.authorityLength > 0 ? -1 : head.find(Name.HOST);
        if (line < 0 && head.authorityLength == 0) return 0;
        int from = line < 0 ? head.authorityAt : head.valueAt(line);
        int end = from + (line < 0 ? head.authorityLength : head.valueLength(line));
        int port = 0;
        for (int i = end - 1, unit = 1; i >= from; i--, unit *= 10) {
            int b = head.array[i];
            if (b == ':') return port;
            if (b < '0' || b > '9' || unit > 10_000) return 0;
            port += (b - '0') * unit;
        }
        return 0;
    }

    private static void fill(Row row, Exchange exchange, long nanos) {
        row.atMillis = exchange.startMillis;
        row.nanos = nanos;
        row.sent = exchange.bytesSent;
        row.status = exchange.status;
        // what stands there already is not written again: each reference in an old row is one that the next collection looks at; and of two
        // thousand new names in old rows each would copy all
        var reason = Reason.of(exchange);
        if (row.reason != reason) row.reason = reason;
        if (!exchange.host.equals(row.host)) row.host = exchange.host;
        row.port = port(exchange.head);
        row.isTls = exchange.connection.isTls();
        var server = exchange.server;
        if (row.server != server.zone) row.server = server.zone;
        if (row.serverPlace != server.place) row.serverPlace = server.place;
        var zone = exchange.settings.zone;
        if (row.location != zone) row.location = zone;
        var location = exchange.settings.location;
        var place = location == null ? null : location.place();
        if (row.locationPlace != place) row.locationPlace = place;
        var content = location == null ? null : location.content();
        if (row.content != content) row.content = content;
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
            if (!attempt.address.equals(tried.peer)) tried.peer = attempt.address;
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
