package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.content.ProxyPass;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.listen.Failure;
import owlboard.proxy.upstream.Attempt;
import owlboard.proxy.upstream.RequestBody;
import owlboard.proxy.upstream.Sending;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Body;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Chunks;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.Input;
import owlboard.wire.http.Name;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Wire;

/** Passes an upstream's answer on: its head rewritten, its body framed anew for the client. What has been read is sent at once. */
public final class Relay {
    private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO = "no".getBytes(StandardCharsets.US_ASCII);
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
    private final Wire wire;
    private final Input input;
    private final Head head;
    private final Attempt attempt;
    private final Sending sending;

    private Relay(Exchange exchange, ProxyPass pass, UpstreamConnection connection, Attempt attempt, Sending sending) {
        this.exchange = exchange;
        this.pass = pass;
        wire = connection.wire;
        input = connection.input;
        head = connection.head;
        this.attempt = attempt;
        this.sending = sending;
    }

    /** Whether the peer means to keep its connection (RFC 9112 §9.3). */
    public static boolean keepsAlive(Head head) {
        if (head.version == 11) return !head.has(Name.CONNECTION) || !head.lists(Name.CONNECTION, CLOSE);
        return head.lists(Name.CONNECTION, KEEP_ALIVE);
    }

    /** Sends the answer whose head was read, and what is left of the request. True when the peer's connection can serve another request. */
    public static boolean run(Exchange exchange, ProxyPass pass, UpstreamConnection connection, Attempt attempt, Sending sending) throws IOException, Failure {
        exchange.answerHead = connection.head;
        return new Relay(exchange, pass, connection, attempt, sending).run();
    }

    private boolean run() throws IOException, Failure {
        if (head.status == 101) {
            tunnel();
            return false;
        }
        int redirect = head.find(Name.X_ACCEL_REDIRECT);
        if (redirect >= 0 && !pass.answers.ignores("x-accel-redirect")) throw new InternalRedirect(head.value(redirect), exchange.method);
        var pages = exchange.rules.errorPages;
        if (pages.intercepting && head.status >= 300 && pages.find(head.status) != null) throw new Failure(head.status, Failure.Side.OURS, Failure.Kind.NONE, null, null);
        var framing = Framing.ofResponse(head, pass.sendsHead(exchange));
        int status = exchange.imposedStatus != 0 ? exchange.imposedStatus : head.status;
        boolean bodiless = exchange.is(owlboard.proxy.listen.Methods.HEAD) || status == 204 || status == 304;
        exchange.client.decideKeepAlive(exchange);
        boolean chunked = !bodiless && framing.length() < 0 && exchange.head.version == 11 && exchange.rules.chunkedToClient;
        if (!bodiless && framing.length() < 0 && !chunked) exchange.keepAlive = false;
        var out = exchange.desk().takeBytes();
        compose(out, status, framing, bodiless, chunked);
        if (exchange.head.version == 9) out.clear();
        exchange.headLength = out.length();
        boolean whole = body(out, framing, bodiless, chunked);
        exchange.complete = true;
        return whole && framing.kind() != Framing.Kind.UNTIL_CLOSE && keepsAlive(head);
    }

    private void compose(Bytes out, int status, Framing framing, boolean bodiless, boolean chunked) {
        exchange.status = status;
        if (status == head.status) out.add("HTTP/1.1 ").addPadded(status, 3).add(' ').add(head.array, head.reasonAt, head.reasonLength).addCrlf();
        else out.add(Statuses.line(status));
        var answers = pass.answers;
        if (!answers.passesServer || !head.has(Name.SERVER)) out.add(SERVER);
        if (!answers.passesDate || !head.has(Name.DATE)) out.add(DATE).add(exchange.desk().httpDate()).addCrlf();
        int type = head.find(Name.CONTENT_TYPE);
        if (type >= 0 && answers.passes(Name.CONTENT_TYPE) && !exchange.rules.headers.replacesContentType(status)) line(out, type);
        exchange.sentContentType = type >= 0 ? head.value(type) : null;
        boolean hasLength = length(out, status, framing, bodiless, chunked);
        Respond.connection(out, exchange);
        lines(out);
        Respond.end(out, exchange, hasLength);
    }

    private static final byte[] SERVER = "Server: owlboard\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATE = "Date: ".getBytes(StandardCharsets.US_ASCII);

    /** The line of the framing; false when the answer cannot have a length of its own. */
    private boolean length(Bytes out, int status, Framing framing, boolean bodiless, boolean chunked) {
        if (chunked) {
            Respond.chunked(out, exchange);
        } else if (bodiless) {
            int declared = head.find(Name.CONTENT_LENGTH);
            if (declared < 0 || status == 204) return status != 204 && status != 304;
            Respond.contentLength(out, exchange, Long.parseLong(head.value(declared)));
        } else if (framing.length() >= 0) {
            Respond.contentLength(out, exchange, framing.length());
        }
        return true;
    }

    private void lines(Bytes out) {
        var answers = pass.answers;
        boolean nominates = head.has(Name.CONNECTION);
        boolean replacesExpiry = exchange.rules.headers.setsExpires(exchange.status);
        for (int i = 0; i < head.count(); i++) {
            if (answers.hides(head, i)) continue;
            int id = head.id(i);
            if (nominates && id == Name.OTHER && head.lists(Name.CONNECTION, head.name(i).toLowerCase(java.util.Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1))) continue;
            switch (id) {
                case Name.LOCATION, Name.REFRESH -> redirect(out, i, id);
                case Name.SET_COOKIE -> cookie(out, i);
                case Name.EXPIRES, Name.CACHE_CONTROL -> {
                    if (!replacesExpiry) line(out, i);
                }
                default -> line(out, i);
            }
        }
    }

    private void line(Bytes out, int i) {
        out.add(head.array, head.nameAt(i), head.nameLength(i)).add(':').add(' ').add(head.array, head.valueAt(i), head.valueLength(i)).addCrlf();
    }

    private void cookie(Bytes out, int i) {
        if (!pass.answers.changesCookies()) line(out, i);
        else out.add("Set-Cookie: ").add(pass.answers.cookie(exchange, head.value(i))).addCrlf();
    }

    private void redirect(Bytes out, int i, int id) {
        var value = head.value(i);
        if (id == Name.LOCATION) {
            var changed = pass.answers.redirect(exchange, value);
            if (changed == null) {
                exchange.sentLocation = value;
                line(out, i);
            } else {
                Respond.location(out, exchange, Respond.absolute(exchange, changed));
            }
            return;
        }
        int url = value.toLowerCase(java.util.Locale.ROOT).indexOf("url=");
        var changed = url < 0 ? null : pass.answers.redirect(exchange, value.substring(url + 4));
        if (changed == null) line(out, i);
        else out.add("Refresh: ").add(value.substring(0, url + 4)).add(changed).addCrlf();
    }

    /** Sends head and body; the head leaves together with what of the body is there. Returns whether the peer's message was read to its end. */
    private boolean body(Bytes out, Framing framing, boolean bodiless, boolean chunked) throws IOException, Failure {
        var client = exchange.client;
        var body = new Body(input, framing);
        if (bodiless || body.ended()) {
            if (chunked) out.add(Chunks.END);
            attempt.leavePeer();
            exchange.headSent = true;
            client.write(exchange, out.array(), 0, out.length());
            exchange.desk().give(out);
            return body.ended();
        }
        var buffer = wire.loop.buffers.takeDirect();
        try {
            int keep = 0;
            if (out.length() + 1024 <= buffer.capacity()) {
                buffer.put(out.array(), 0, out.length());
                keep = out.length();
            } else {
                exchange.headSent = true;
                client.write(exchange, out.array(), 0, out.length());
            }
            exchange.desk().give(out);
            var pieces = new Reframed(body, attempt, chunked);
            var spool = pass.buffersAnswer && !isUnbuffered() ? new Spool(exchange, pass, pieces) : null;
            pieces.add(buffer, keep);
            exchange.headSent = true;
            buffer.flip();
            if (!sending.isOver() && !body.ended()) bothWays(pieces, buffer);
            send(buffer, spool);
            while (!body.ended()) {
                read(pieces, buffer);
                send(buffer.flip(), spool);
            }
            return true;
        } finally {
            wire.loop.buffers.give(buffer);
            attempt.responseLength = body.delivered();
        }
    }

    /** {@code X-Accel-Buffering} decides over {@code proxy_buffering}. */
    private boolean isUnbuffered() {
        int line = head.find(Name.X_ACCEL_BUFFERING);
        return line >= 0 && !pass.answers.ignores("x-accel-buffering") && head.valueIs(line, NO) && !head.valueIs(line, YES);
    }

    private void read(Reframed pieces, ByteBuffer buffer) throws IOException {
        wire.deadlineIn(pass.readTimeout);
        while (!pieces.add(buffer, 0)) awaitMore();
    }

    /** Waits for the peer, and for a client that goes away meanwhile: then the peer need not go on. */
    private void awaitMore() throws IOException {
        var client = exchange.client;
        boolean watches = !pass.ignoresClientAbort && client.watchable();
        try {
            wire.awaitReadable(watches ? client.wire() : null);
        } catch (IOException late) {
            throw Reframed.broke(late);
        }
        if (watches && !wire.isReadable() && client.isGone()) throw client.gone();
    }

    private void send(ByteBuffer buffer, Spool spool) throws IOException {
        if (spool == null) exchange.client.write(exchange, buffer);
        else spool.send(buffer, wire);
    }

    /**
     * The peer answers while it is still being sent the request (progress, echo, streaming calls): both go on until either has ended. What the client was not sent
     * yet is left in {@code buffer}. Whatever moves keeps both sides' deadlines from passing.
     */
    private void bothWays(Reframed pieces, ByteBuffer buffer) throws IOException, Failure {
        var client = exchange.client.wire();
        while (true) {
            boolean moved = sendOn();
            if (client.hasUnsent()) client.flushNow();
            if (buffer.hasRemaining()) exchange.client.writeNow(exchange, buffer);
            boolean waits = buffer.hasRemaining() || client.hasUnsent();
            if (!waits && !pieces.ended() && pieces.isReadable()) {
                moved |= pieces.add(buffer.clear(), 0);
                waits = buffer.flip().hasRemaining();
            }
            if (sending.isOver() || pieces.ended()) {
                client.deadlineIn(0);
                return;
            }
            if (!moved) awaitEither(client, waits);
        }
    }

    private boolean sendOn() throws Failure {
        try {
            return sending.move();
        } catch (IOException peerTakesNoMore) {
            sending.cut();
            return true;
        }
    }

    private void awaitEither(Wire client, boolean clientIsBehind) throws IOException, Failure {
        boolean wantsClient = sending.wantsClient();
        long clientTime = wantsClient ? exchange.rules.bodyTimeout : 0;
        client.deadlineIn(clientIsBehind ? exchange.rules.sendTimeout : clientTime);
        long peerTime = clientIsBehind ? 0 : pass.readTimeout;
        wire.deadlineIn(sending.isStuck() ? pass.sendTimeout : peerTime);
        try {
            Wire.awaitAny(client, wantsClient, clientIsBehind, wire, !clientIsBehind, sending.isStuck());
        } catch (Expired late) {
            if (wire.deadline() == 0 && peerTime != 0) throw Reframed.broke(late);
            if (clientIsBehind) throw exchange.client.sendTimedOut(late);
            if (wantsClient) throw RequestBody.failed(late);
            throw Reframed.broke(late);
        }
    }

    private void tunnel() throws IOException, Failure {
        exchange.keepAlive = false;
        var out = exchange.desk().takeBytes();
        exchange.status = 101;
        exchange.headSent = true;
        out.add("HTTP/1.1 101 ").add(head.array, head.reasonAt, head.reasonLength).addCrlf().add(SERVER).add(DATE).add(exchange.desk().httpDate()).addCrlf();
        out.add("Connection: upgrade\r\n");
        int upgrade = head.find(Name.UPGRADE);
        if (upgrade >= 0) line(out, upgrade);
        for (int i = 0; i < head.count(); i++) if (!pass.answers.hides(head, i)) line(out, i);
        Respond.end(out, exchange, true);
        exchange.headLength = out.length();
        exchange.client.write(exchange, out.array(), 0, out.length());
        exchange.desk().give(out);
        Tunnel.run(exchange, pass, wire, input);
        exchange.complete = true;
    }
}
