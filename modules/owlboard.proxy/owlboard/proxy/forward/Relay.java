package owlboard.proxy.forward;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import owlboard.config.Protocol;
import owlboard.config.language.Units;
import owlboard.proxy.content.Files;
import owlboard.proxy.exchange.Attempt;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.exchange.Redirect;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.ErrorPages;
import owlboard.proxy.respond.KeptLines;
import owlboard.proxy.respond.Pace;
import owlboard.proxy.upstream.Broken;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Body;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Input;
import owlboard.wire.http.Name;
import owlboard.wire.http.ResponseHead;
import owlboard.wire.net.BadRecord;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Waitable;
import owlboard.wire.net.Wire;

/** Passes an upstream's answer on: its head rewritten, its body framed anew for the client. What has been read is sent at once. */
final class Relay {
    /** So many buffers go on before others of the loop have their turn: a megabyte. */
    private static final int MOVES_MAX = 64;
    private static final byte[] NO = "no".getBytes(StandardCharsets.US_ASCII);
    /** In front of lines that have none of their own. */
    private static final byte[] STATUS_LINE = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] YES = "yes".getBytes(StandardCharsets.US_ASCII);

    /** The upstream broke off in the middle of a body: the client must see a broken one. */
    public static final class UpstreamBroke extends IOException {
        private static final long serialVersionUID = 1;

        UpstreamBroke(String detail, IOException cause) {
            super(detail, cause);
        }
    }

    private final Exchange exchange;
    private final ProxyPass pass;
    private final UpstreamConnection connection;
    private final Wire wire;
    private final Input input;
    private final Head head;
    private final Attempt attempt;
    private final Sending sending;
    /** A cache keeps the answer, whether the client stays or not. */
    private boolean keeps;
    /** {@code proxy_limit_rate}; null where there is none. */
    private Pace pace;

    private Relay(Exchange exchange, ProxyPass pass, UpstreamConnection connection, Attempt attempt, Sending sending) {
        this.exchange = exchange;
        this.pass = pass;
        this.connection = connection;
        wire = connection.wire;
        input = connection.input;
        head = connection.head;
        this.attempt = attempt;
        this.sending = sending;
    }

    /**
     * What came of an answer.
     *
     * @param reusable the peer's connection can serve another request
     * @param more what the error log says of bytes behind the answer; null: there are none
     */
    record Relayed(Verdict verdict, boolean reusable, String more) {}

    /** Sends the answer whose head was read, and what is left of the request; or says what answers in its place. */
    static Relayed run(Exchange exchange, ProxyPass pass, UpstreamConnection connection, Attempt attempt, Sending sending)
            throws IOException, Failure {
        exchange.answerHead = connection.head;
        return new Relay(exchange, pass, connection, attempt, sending).run();
    }

    private Relayed run() throws IOException, Failure {
        var framing = pass.dialect.framing(connection, pass.sendsHead(exchange));
        keeps = exchange.caching != null && exchange.caching.keeps(head, pass.buffersAnswer && !isUnbuffered());
        if (keeps && isIntercepted(exchange, pass, head)) keepUnseen(framing);
        var elsewhere = elsewhere(exchange, pass, head);
        if (elsewhere != null) return new Relayed(elsewhere, framing == Framing.NONE && pass.protocol != Protocol.FASTCGI
                && pass.dialect.mayRest(connection, framing), null);
        if (head.status == 204 || head.status == 413) Doubts.ofStatus(exchange, connection.peer, head);
        int status = exchange.imposedStatus != 0 ? exchange.imposedStatus : head.status;
        var slices = Slicing.of(exchange, head);
        boolean whole;
        if (slices != null) whole = slice(slices, framing);
        else whole = keeps ? keep(status, framing) : pass(status, framing);
        boolean follows = whole && input.available() > 0 && pass.protocol != Protocol.MEMCACHED; // that has an end of its own
        boolean reusable = whole && pass.dialect.mayRest(connection, framing);
        connection.counted = framing.kind() == Framing.Kind.LENGTH;
        boolean more = whole && input.available() > 0 && (reusable || pass.protocol == Protocol.HTTP);
        if (more) Doubts.ofMore(exchange, connection, framing);
        return new Relayed(Verdict.DONE, reusable, follows ? more(framing) : null);
    }

    private static String more(Framing framing) {
        return (framing.kind() == Framing.Kind.CHUNKED ? "upstream sent data after final chunk"
                : "upstream sent more data than specified in \"Content-Length\" header") + " while reading upstream";
    }

    private boolean pass(int status, Framing framing) throws IOException, Failure {
        boolean bodiless = exchange.is(Methods.HEAD) || status == 204 || status == 304;
        long length = length(status, framing, bodiless);
        var relayed = new RelayedHead(exchange, pass, head);
        var parts = pass.forcesRanges && status == 200 ? Selection.forced(exchange, relayed, length) : null;
        if (parts == null) {
            relayed.send(status, length, bodiless || framing == Framing.NONE && pass.protocol == Protocol.GRPC);
            boolean stores = pass.store != null && head.status == 200 && !bodiless && pass.buffersAnswer && !isUnbuffered();
            return stores ? store(framing) : body(framing, exchange.way(), bodiless);
        }
        relayed.sendParts(parts, length, bodiless);
        return body(framing, Cut.of(exchange.way(), parts.parts().getFirst()), bodiless);
    }

    private boolean store(Framing framing) throws IOException, Failure {
        long modified = HttpDate.seconds(head.value(Name.LAST_MODIFIED, ""));
        var rule = pass.store;
        var file = rule.path() == null ? exchange.settings.get(Files.SLOT).path(exchange, exchange.uri) : rule.named(exchange);
        try (var stored = Stored.of(exchange, rule, file, exchange.way(), modified)) {
            boolean whole = body(framing, stored, false);
            if (whole) stored.keep();
            return whole;
        }
    }

    /** A cache keeps the whole answer; the client gets of it what it asked for. */
    private boolean keep(int status, Framing framing) throws IOException, Failure {
        boolean noBody = exchange.is(Methods.HEAD) || status == 204;
        long length = length(status, framing, noBody);
        var relayed = new RelayedHead(exchange, pass, head);
        var chosen = status == 200 ? Selection.of(exchange, relayed, length, 1, pass.forcesRanges) : new Selection(status, null);
        boolean bodiless = noBody || chosen.status() == 304;
        if (chosen.ranges() == null) {
            relayed.send(chosen.status(), length, bodiless);
            return body(framing, exchange.caching.keeping(exchange.way(), bodiless, 0, Long.MAX_VALUE), false);
        }
        var part = chosen.ranges().parts().getFirst();
        relayed.sendParts(chosen.ranges(), length, bodiless);
        return body(framing, exchange.caching.keeping(exchange.way(), bodiless, part.from(), part.to()), false);
    }

    /** A part of what the client gets as one answer. */
    private boolean slice(Slicing slices, Framing framing) throws IOException, Failure {
        var part = slices.begin(exchange, new RelayedHead(exchange, pass, head), head, keeps);
        boolean bodiless = part == null;
        var way = bodiless ? exchange.way() : slices.way(exchange);
        if (keeps) {
            long from = bodiless ? 0 : part.from();
            return body(framing, exchange.caching.keeping(way, bodiless, from, bodiless ? from : part.to()), false);
        }
        return body(framing, bodiless ? way : Cut.of(way, part), bodiless);
    }

    /** A cache keeps what the client does not see: an error page answers. */
    private void keepUnseen(Framing framing) throws IOException, Failure {
        try {
            body(framing, exchange.caching.keeping(null, true, 0, 0), false);
        } catch (UpstreamBroke broke) {
            exchange.log(Severity.ERROR, broke.getMessage());
        }
    }

    private static boolean isIntercepted(Exchange exchange, ProxyPass pass, Head head) {
        return pass.intercepts && head.status >= 300 && exchange.settings.get(ErrorPages.SLOT).find(head.status) != null;
    }

    /** What answers in its place; null: nothing. nginx's order: an error page comes before {@code X-Accel-Redirect}. */
    static Verdict elsewhere(Exchange exchange, ProxyPass pass, Head head) {
        charset(exchange, pass, head);
        if (isIntercepted(exchange, pass, head)) {
            if (head.status == 401) KeptLines.challenges(exchange, head);
            return Verdict.refused(head.status, null);
        }
        if (head.status == 404 && pass.protocol == Protocol.MEMCACHED) return Verdict.refused(404, null);
        limitRate(exchange, pass, head);
        int redirect = head.find(Name.X_ACCEL_REDIRECT);
        if (redirect < 0 || pass.answers.ignores("x-accel-redirect")) return null;
        KeptLines.redirected(exchange, head, cookie -> pass.answers.changesCookies() ? pass.answers.cookie(exchange, cookie) : cookie);
        return Redirect.asked(head.value(redirect), exchange.method);
    }

    /** {@code X-Accel-Charset}: the last one, for whatever answers in the end. */
    private static void charset(Exchange exchange, ProxyPass pass, Head head) {
        int line = head.find(Name.X_ACCEL_CHARSET);
        if (line < 0 || pass.answers.ignores("x-accel-charset")) return;
        for (; line >= 0; line = head.find(Name.X_ACCEL_CHARSET, line + 1)) exchange.charset = head.value(line);
    }

    /** {@code X-Accel-Limit-Rate}: bytes a second, 0 for as fast as it goes. */
    private static void limitRate(Exchange exchange, ProxyPass pass, Head head) {
        int line = head.find(Name.X_ACCEL_LIMIT_RATE);
        if (line < 0 || pass.answers.ignores("x-accel-limit-rate")) return;
        exchange.limitRate = Units.number(head.value(line)).orElse(exchange.limitRate);
    }

    /** -1: it is not known, or the answer cannot have one. */
    private long length(int status, Framing framing, boolean bodiless) {
        if (!bodiless) return framing.length();
        int declared = head.find(Name.CONTENT_LENGTH);
        return declared < 0 || status == 204 ? -1 : Long.parseLong(head.value(declared));
    }

    // The body.

    /**
     * Sends the body as it comes; the head leaves together with what of it is there. Returns whether the peer's message was read to its
     * end.
     */
    private boolean body(Framing framing, Outgoing out, boolean bodiless) throws IOException, Failure {
        var body = new Body(input, framing);
        body.keepTrailers();
        if (bodiless || body.ended()) {
            attempt.leavePeer();
            out.body(ByteBuffer.allocate(0), true);
            return body.ended();
        }
        boolean buffers = pass.buffersAnswer && !isUnbuffered();
        var buffering = buffers ? pass.buffering : null;
        boolean waits = pass.dialect.news(connection) == null; // for a slow client, and hears nothing meanwhile
        out.buffering(buffers || waits && sending.isOver() ? buffering : Buffering.BOTH_WAYS);
        long rate = buffers && pass.limitRate != null ? pass.limitRate.of(exchange) : 0;
        if (rate > 0 && rate <= Pace.RATE_MAX) pace = new Pace(rate, 0, System.nanoTime());
        long before = wire.received() - input.available();
        var buffer = wire.loop.buffers.takeDirect();
        try {
            boolean first = true;
            for (int moves = 1; !body.ended(); moves++) {
                if (moves % MOVES_MAX == 0) Thread.yield(); // both may be quick for as long as the body is
                boolean moved = !sending.isOver() && sendOn();
                if (!buffers && waits && sending.isOver()) out.buffering(null);
                if (out.isPending()) out.sendPending();
                if ((out.hasRoom() || !out.isPending()) && peerPauseMillis() == 0 && read(body, buffer, out)) {
                    out.body(buffer, body.ended());
                    if (!buffers && !body.ended()) out.flush();
                    first = false;
                    continue;
                }
                if (first) out.flush();
                first = false;
                if (moved) continue;
                wire.loop.buffers.give(buffer);
                buffer = null; // thousands of answers may wait for their next event, and nothing is in it
                await(out);
                buffer = wire.loop.buffers.takeDirect();
            }
            return true;
        } finally {
            if (buffer != null) wire.loop.buffers.give(buffer);
            boolean chunks = framing.kind() == Framing.Kind.CHUNKED; // their headers count, as in nginx
            attempt.responseLength = chunks ? wire.received() - input.available() - before : body.delivered();
        }
    }

    /** Reads what is there into a buffer, with room around it; true when bytes came, or the end. */
    private boolean read(Body body, ByteBuffer buffer, Outgoing out) throws UpstreamBroke {
        int from = out.headroom();
        buffer.clear().position(from).limit(buffer.capacity() - Outgoing.TAILROOM);
        if (pace != null) buffer.limit((int) Math.min(buffer.limit(), from + pace.allowed(System.nanoTime())));
        try {
            body.readNow(buffer);
            if (pass.overHttp2 && buffer.hasRemaining() && pass.dialect.isWhole(connection)) body.readNow(buffer);
            if (pace != null) pace.pass(buffer.position() - from);
        } catch (IOException failure) {
            if (failure instanceof EOFException && head.has(Name.CONTENT_LENGTH)) Doubts.ofFewer(exchange, connection);
            throw broke(failure);
        }
        if (body.ended()) {
            attempt.leavePeer();
            var lines = pass.dialect.trailers(connection, body);
            if (lines != null) trailers(lines);
            if (keeps && body.isUntilClose() && wire.wasCut()) exchange.caching.abandons(); // RFC 9112 §8
        }
        buffer.limit(buffer.position()).position(from);
        return buffer.hasRemaining() || body.ended();
    }

    /** Lines that are none are as good as none: the body is whole. */
    private void trailers(byte[] lines) {
        var text = new Bytes(lines.length + 32).add(STATUS_LINE).add(lines).addCrlf();
        var section = new Head();
        try {
            ResponseHead.parse(text.copy(), section);
            exchange.answerTrailers = section;
        } catch (BadMessage invalid) {
            exchange.log(Severity.INFO, "upstream sent invalid trailers: " + invalid.getMessage());
        }
    }

    /** {@code proxy_limit_rate} lets nothing be read for so long; 0: it does. */
    private long peerPauseMillis() {
        return pace == null ? 0 : pace.waitMillis(Long.MAX_VALUE, System.nanoTime());
    }

    /** {@code X-Accel-Buffering} decides over {@code proxy_buffering}. */
    private boolean isUnbuffered() {
        int line = head.find(Name.X_ACCEL_BUFFERING);
        return line >= 0 && !pass.answers.ignores("x-accel-buffering") && head.valueIs(line, NO) && !head.valueIs(line, YES);
    }

    private boolean sendOn() throws Failure {
        try {
            return sending.move();
        } catch (IOException peerTakesNoMore) {
            sending.cut();
            return true;
        }
    }

    /**
     * Waits for whatever can go on: the peer's next bytes, a slow client that takes more, the rest of the request where the answer came
     * before its end. A client that
     * goes away meanwhile ends it: the peer need not go on.
     */
    private void await(Outgoing out) throws IOException, Failure {
        long clientPause = out.pausedMillis();
        long peerPause = peerPauseMillis();
        boolean behind = out.isPending() && clientPause == 0;
        boolean wantsRequest = sending.wantsClient() && !sending.isOver();
        boolean busy = behind || wantsRequest;
        var client = busy ? exchange.client.duplex() : departure();
        boolean reads = out.hasRoom() && peerPause == 0;
        boolean stuck = !sending.isOver() && sending.isStuck();
        long clientTime = wantsRequest ? exchange.settings.core.bodyTimeoutMillis : 0;
        if (busy) client.deadlineIn(behind ? exchange.settings.core.sendTimeoutMillis : clientTime);
        long peerTime = reads ? pass.readTimeoutMillis : 0;
        if (stuck) peerTime = pass.sendTimeoutMillis;
        long pause = shorter(clientPause, peerPause);
        boolean rests = pause > 0 && pause == shorter(pause, peerTime);
        wire.deadlineIn(rests ? pause : peerTime);
        try {
            var news = reads || stuck ? null : pass.dialect.news(connection);
            Waitable.awaitAny(client == null ? wire : client, wantsRequest || !busy && client != null, behind,
                    news == null ? wire : news, reads || news != null, stuck);
        } catch (Expired late) {
            if (rests && wire.deadline() == 0) return;
            throw late(late, client, behind, wantsRequest);
        } catch (IOException broken) {
            throw wire.isOpen() ? exchange.client.gone() : broke(broken);
        }
        if (busy) client.deadlineIn(0);
        else if (client != null && !wire.isReadable() && exchange.client.isGone()) throw exchange.client.gone();
    }

    /** Of two times, of which 0 is none. */
    private static long shorter(long a, long b) {
        return a == 0 || b == 0 ? a + b : Math.min(a, b);
    }

    private Waitable departure() {
        return pass.ignoresClientAbort || keeps ? null : exchange.client.departure();
    }

    private IOException late(Expired late, Waitable client, boolean behind, boolean wantsRequest) throws Failure {
        if (!behind && !wantsRequest || client.deadline() != 0) return broke(late);
        if (behind) return exchange.client.sendTimedOut(late);
        throw RequestBody.failed(late);
    }

    static UpstreamBroke broke(IOException failure) {
        var detail = switch (failure) {
            case Expired _ -> "upstream timed out (110: Connection timed out)";
            case BadMessage _ -> "upstream sent invalid chunked response";
            case BadRecord bad -> bad.getMessage();
            case EOFException _ -> "upstream prematurely closed connection";
            default -> Broken.reading(failure);
        };
        return new UpstreamBroke(detail + " while reading upstream", failure);
    }
}
