package owlboard.proxy.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLException;
import owlboard.config.directive.Proxy.Next;
import owlboard.proxy.content.ProxyPass;
import owlboard.proxy.content.UpgradeList;
import owlboard.proxy.exchange.Attempt;
import owlboard.proxy.exchange.ClientGone;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.logfile.Errno;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.respond.Relay;
import owlboard.proxy.tls.UpstreamTls;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.KeepAlive;
import owlboard.wire.http.Name;
import owlboard.wire.http.ResponseHead;
import owlboard.wire.net.Dial;
import owlboard.wire.net.Expired;
import owlboard.wire.net.TlsWire;
import owlboard.wire.net.Waitable;
import owlboard.wire.net.Wire;

/** Sends one exchange to a peer, and to another one when that fails and {@code proxy_next_upstream} lets it. */
public final class Forward {
    /** Answers of status 1xx before the answer; more are an attack. */
    private static final int INTERIM_MAX = 100;

    private final Exchange exchange;
    private final ProxyPass pass;
    private final ProxyPass.Target target;
    private final Upstream upstream;
    private final Tried tried = new Tried();
    private final long start;
    private int triesLeft;
    /** Tries that do not count are bounded by the peers. */
    private int peersLeft;
    private RequestBody body;
    /** The client has still to send some of it: it goes on as it comes. */
    private boolean streams;
    private boolean chunked;
    /** The protocols of the upgrade that is asked for; null when there is none. */
    private String protocols;
    /** A byte of the request may have reached a peer's application. */
    private boolean requestSent;
    private Attempt attempt;
    private boolean newGroup;
    /** Nothing of this attempt has been sent. */
    private boolean connecting;
    /** No process listens at the peer's address. */
    private boolean refused;
    /** The group as this exchange knows it, and until when it waits for another one: 0 before it has to. */
    private int version;
    private long waitsUntil;
    /** Nobody was available; such a try is not one of {@code proxy_next_upstream_tries}. */
    private boolean onTrial;
    /** For the error log, in nginx's words. */
    private String doing = "connecting to upstream";

    private Forward(Exchange exchange, ProxyPass pass) throws Failure {
        this.exchange = exchange;
        this.pass = pass;
        target = pass.target(exchange);
        upstream = target.upstream();
        version = upstream.version();
        start = exchange.loop().now();
        peersLeft = upstream.triesMax();
        triesLeft = pass.nextTries > 0 ? Math.min(pass.nextTries, peersLeft) : peersLeft;
        newGroup = !exchange.attempts.isEmpty();
    }

    public static void run(Exchange exchange, ProxyPass pass) throws Failure, IOException {
        var forward = new Forward(exchange, pass);
        forward.readBody();
        forward.run();
    }

    /** All of it, or what has come of it where it goes on as it comes; 400 and 413 before a peer is chosen. */
    private void readBody() throws Failure, IOException {
        boolean passes = pass.setBody == null && pass.passesBody;
        var clients = RequestBody.of(exchange);
        if (clients.isGone()) {
            if (passes && exchange.head.methodIs(exchange.method)) throw bodyIsGone();
        } else if (passes && !pass.buffersRequest && (pass.version == 11 || exchange.framing.kind() != Framing.Kind.CHUNKED)) {
            clients.begin();
        } else {
            clients.readAll();
        }
        if (pass.setBody != null) body = RequestBody.of(pass.setBody.text(exchange).getBytes(StandardCharsets.ISO_8859_1));
        else body = passes && !clients.isGone() ? clients : RequestBody.NONE;
        streams = body.isLive();
    }

    /**
     * Another location would answer a request that has lost its body: it gets none, and the client the error that led there. A page that is
     * fetched with GET needs no body.
     */
    private Failure bodyIsGone() {
        return Failure.ours(exchange.failedWith == 0 ? 500 : exchange.failedWith,
                "the request body was not kept, so \"" + exchange.uri + "\" cannot have it");
    }

    private void run() throws Failure, IOException {
        var head = exchange.desk().takeBytes();
        try {
            protocols = pass.compose(head, exchange, target);
            addFraming(head);
            while (true) {
                var peer = choose();
                try {
                    attempt(peer, head);
                    return;
                } catch (Failure failure) {
                    goOn(peer, failure);
                } finally {
                    attempt.leavePeer();
                    attempt.leaveWire();
                    attempt.responseNanos = exchange.loop().now() - attempt.start;
                }
            }
        } finally {
            exchange.desk().give(head);
        }
    }

    private void addFraming(Bytes head) {
        chunked = streams && exchange.framing.kind() == Framing.Kind.CHUNKED;
        if (chunked) head.add("Transfer-Encoding: chunked\r\n");
        else if (streams) head.add("Content-Length: ").addDecimal(exchange.framing.length()).addCrlf();
        else if (body.length() > 0 || hadEmptyBody()) head.add("Content-Length: ").addDecimal(body.length()).addCrlf();
        head.addCrlf();
    }

    private boolean hadEmptyBody() {
        if (pass.setBody != null || !pass.passesBody || exchange.requestBody != null && exchange.requestBody.isGone()) return false;
        return exchange.head.has(Name.CONTENT_LENGTH) || exchange.head.has(Name.TRANSFER_ENCODING);
    }

    private Peer choose() throws Failure {
        while (true) {
            var peer = upstream.pick(exchange, tried, seconds());
            if (peer == null && findsSomebody(false)) continue;
            if (peer == null) throw nobody();
            tried.add(peer);
            onTrial = peer.isOnTrial();
            return peer;
        }
    }

    private long seconds() {
        return Upstream.seconds(exchange.loop().now());
    }

    private Failure nobody() {
        attempt = exchange.beginAttempt(upstream.name);
        attempt.status = 502;
        attempt.newGroup = newGroup;
        attempt.responseNanos = 0;
        for (var missing : upstream.missing()) log(Severity.ERROR, missing, upstream.name);
        log(Severity.ERROR, "no live upstreams while connecting to upstream", upstream.name);
        return new Failure(502, Failure.Side.UPSTREAM, Failure.Kind.NONE, null, null);
    }

    /** One try: on an idle connection, and again on a fresh one when the idle one proves dead. */
    private void attempt(Peer peer, Bytes head) throws Failure, IOException {
        attempt = exchange.beginAttempt(peer.shown());
        attempt.occupies(peer.active);
        attempt.newGroup = newGroup;
        newGroup = false;
        boolean fresh = false;
        while (true) {
            var connection = fresh ? null : idle(peer);
            if (connection == null) connection = connect(peer);
            try {
                attempt.connectNanos = exchange.loop().now() - attempt.start;
                serve(connection, head);
                return;
            } catch (Failure failure) {
                connection.close();
                if (failure.kind != Failure.Kind.REUSED || body.isGone()) throw failure;
                fresh = true;
            } catch (IOException | RuntimeException broken) {
                connection.close();
                throw broken;
            }
        }
    }

    private UpstreamConnection idle(Peer peer) {
        var pool = upstream.idle[exchange.loop().index];
        var identity = identity();
        while (true) {
            var connection = pool.take(peer, identity);
            if (connection == null) return null;
            if (Methods.isIdempotent(exchange.method) || !connection.isDead()) return connection;
            connection.close();
        }
    }

    private Object identity() {
        return target.secure() ? pass.tls().identity() : null;
    }

    private UpstreamConnection connect(Peer peer) throws Failure {
        doing = "connecting to upstream";
        connecting = true;
        refused = false;
        var address = peer.address();
        var identity = identity();
        Wire wire = null;
        try {
            var plain = Dial.connect(exchange.loop(), address, null, pass.connectTimeout);
            wire = plain;
            if (pass.socketKeepAlive) plain.socketKeepAlive();
            if (target.secure()) {
                doing = "SSL handshaking to upstream";
                wire = shakeHands(plain, peer);
            }
            upstream.connected(peer);
            return new UpstreamConnection(wire, peer, upstream, address, identity);
        } catch (Expired late) {
            if (wire != null) wire.close();
            upstream.connectFailed();
            throw timeout(late);
        } catch (SSLException untrusted) {
            if (wire != null) wire.close();
            throw error(UpstreamTls.words(untrusted), untrusted);
        } catch (IOException failure) {
            boolean dialling = wire == null;
            refused = dialling && Errno.isRefused(failure);
            if (!dialling) wire.close();
            upstream.connectFailed();
            throw error(dialling ? "connect() failed (" + Errno.of(failure) + ")" : handshakeFailed(failure), failure);
        }
    }

    private static String handshakeFailed(IOException failure) {
        return "peer closed connection in SSL handshake" + (failure instanceof EOFException ? "" : " (" + Errno.of(failure) + ")");
    }

    private Wire shakeHands(owlboard.wire.net.PlainWire plain, Peer peer) throws IOException {
        var name = pass.tls().name(exchange);
        plain.deadlineIn(pass.connectTimeout);
        var wire = TlsWire.connect(plain, pass.tls().engine(name, peer.name));
        wire.deadlineIn(0);
        try {
            pass.tls().checkName(wire.session(), name);
        } catch (SSLException wrong) {
            wire.close();
            throw wrong;
        }
        return wire;
    }

    private void serve(UpstreamConnection connection, Bytes head) throws Failure, IOException {
        boolean reused = connection.isReused();
        connection.beginRequest();
        attempt.use(connection.wire);
        connecting = refused = false;
        requestSent = true;
        try (var sending = new Sending(exchange, connection.wire, body, chunked)) {
            send(connection, sending, head);
            readHead(connection, sending, reused);
            var answer = connection.head;
            attempt.status = answer.status;
            attempt.headerNanos = exchange.loop().now() - attempt.start;
            var kind = listed(answer.status);
            if (kind != null && mayGoOn(kind)) {
                leave(connection, sending);
                throw new Failure(answer.status, Failure.Side.UPSTREAM, Failure.Kind.STATUS, null, null);
            }
            upstream.succeeded(connection.peer);
            if (exchange.caching != null && exchange.caching.replaces(answer)) leave(connection, sending);
            else relay(connection, sending);
        }
    }

    /** Its answer is not wanted. */
    private void leave(UpstreamConnection connection, Sending sending) throws IOException {
        if (sending.isDone() && drainShort(connection)) connection.rest();
        else connection.close();
    }

    private void relay(UpstreamConnection connection, Sending sending) throws Failure, IOException {
        boolean reusable = false;
        try {
            reusable = Relay.run(exchange, pass, connection, attempt, sending) && sending.isDone();
        } catch (Relay.UpstreamBroke broke) {
            log(Severity.ERROR, broke.getMessage(), url(connection.peer));
            upstream.failed(connection.peer, broke.getMessage(), false, seconds());
            throw Failure.upstream(502, Failure.Kind.NONE, null, broke);
        } finally {
            if (reusable) connection.rest();
            else connection.close();
        }
    }

    private void send(UpstreamConnection connection, Sending sending, Bytes head) throws Failure, IOException {
        doing = "sending request to upstream";
        connection.wire.deadlineIn(pass.sendTimeout);
        try {
            sending.begin(head);
            sending.move();
            if (sending.isDone()) return;
            if (streams) exchange.client.sendContinue(exchange);
            sendOn(connection, sending);
        } catch (IOException failure) {
            sendingFailed(connection, sending, failure);
        }
    }

    /** Goes on sending until the peer has it all, or begins to answer. */
    private void sendOn(UpstreamConnection connection, Sending sending) throws Failure, IOException {
        while (true) {
            sending.move();
            if (sending.isDone() || ResponseHead.isWhole(connection.input, pass.headMax)) return;
            if (connection.wire.isReadable()) {
                int count = connection.input.fillNow(pass.headMax);
                if (count < 0) return;
                if (count > 0) continue;
            }
            awaitEither(connection, sending);
        }
    }

    private void goOnSending(UpstreamConnection connection, Sending sending) throws Failure, IOException {
        connection.input.unpin();
        try {
            sendOn(connection, sending);
        } catch (IOException failure) {
            sendingFailed(connection, sending, failure);
        }
    }

    private void sendingFailed(UpstreamConnection connection, Sending sending, IOException failure) throws Failure, IOException {
        if (failure instanceof ClientGone) throw failure;
        if (failure instanceof Expired) throw timeout(failure);
        sending.cut();
        if (connection.wire.isReadable() || connection.input.available() > 0) return; // it may have answered before it closed
        throw reusedMayRetry(connection) ? reusedDead(failure) : error("writev() failed (" + Errno.of(failure) + ")", failure);
    }

    /** Waits until the peer takes more, or answers, or the client sends more of its body. */
    private void awaitEither(UpstreamConnection connection, Sending sending) throws Failure, IOException {
        var wire = connection.wire;
        if (!sending.wantsClient()) {
            wire.deadlineIn(pass.sendTimeout);
            Waitable.awaitAny(wire, true, true, wire, false, false);
            return;
        }
        var client = exchange.client.duplex();
        client.deadlineIn(exchange.rules.bodyTimeout);
        wire.deadlineIn(0);
        try {
            Waitable.awaitAny(client, true, false, wire, true, false);
        } catch (Expired late) {
            throw RequestBody.failed(late);
        } finally {
            client.deadlineIn(0);
        }
    }

    private boolean reusedMayRetry(UpstreamConnection connection) {
        return connection.wasIdle() && connection.input.available() == 0 && Methods.isIdempotent(exchange.method);
    }

    private static Failure reusedDead(IOException cause) {
        return Failure.upstream(502, Failure.Kind.REUSED, "the idle connection was closed", cause);
    }

    private void readHead(UpstreamConnection connection, Sending sending, boolean reused) throws Failure, IOException {
        var wire = connection.wire;
        doing = "reading response header from upstream";
        try {
            int heads = 0;
            do {
                if (++heads > INTERIM_MAX) throw new BadMessage(502, "upstream sent too many interim responses");
                if (heads > 1 && !sending.isOver()) goOnSending(connection, sending); // the answer before was an interim one
                wire.deadlineIn(pass.readTimeout);
                if (connection.input.available() == 0) awaitAnswer(wire);
                if (!ResponseHead.read(connection.input, connection.head, pass.headMax)) {
                    throw new EOFException("upstream prematurely closed connection");
                }
            } while (connection.head.status < 200 && connection.head.status != 101); // RFC 9110 §15.2: interim answers are not the answer
            if (connection.head.status == 101) checkSwitch(connection.head, sending);
            Framing.ofResponse(connection.head, pass.sendsHead(exchange));
        } catch (Expired late) {
            throw timeout(late);
        } catch (BadMessage bad) {
            throw Failure.upstream(502, Failure.Kind.INVALID_HEADER, bad.getMessage() + " while " + doing, bad);
        } catch (EOFException early) {
            if (reused && attempt.bytesReceived() == 0 && Methods.isIdempotent(exchange.method)) throw reusedDead(early);
            throw error("upstream prematurely closed connection", early);
        } catch (IOException broken) {
            if (reused && attempt.bytesReceived() == 0 && Methods.isIdempotent(exchange.method)) throw reusedDead(broken);
            throw error("recv() failed (" + Errno.of(broken) + ")", broken);
        }
    }

    private void checkSwitch(Head head, Sending sending) throws BadMessage {
        if (protocols == null) throw new BadMessage(502, "upstream sent unexpected 101 (no upgrade was asked for)");
        if (!sending.isDone()) throw new BadMessage(502, "upstream switched protocols before it had the whole request");
        if (UpgradeList.isAnswered(protocols, head)) return;
        throw new BadMessage(502, "upstream switched to \"" + head.value(Name.UPGRADE, "") + "\" where \"" + protocols
                + "\" was asked for, or without \"Connection: upgrade\"");
    }

    /** Waits for the peer's first byte, and notices a client that goes away meanwhile. */
    private void awaitAnswer(Wire wire) throws Failure, IOException {
        if (pass.ignoresClientAbort) {
            wire.awaitReadable();
            return;
        }
        var client = exchange.client;
        while (!wire.isReadable()) {
            wire.awaitReadable(client.departure());
            if (!wire.isReadable() && client.isGone()) {
                throw Failure.client(499,
                        "epoll_wait() reported that client prematurely closed connection, so upstream connection is closed too while "
                        + "sending request to upstream");
            }
        }
    }

    // Going on.

    private static Next listed(int status) {
        return switch (status) {
            case 500 -> Next.HTTP_500;
            case 502 -> Next.HTTP_502;
            case 503 -> Next.HTTP_503;
            case 504 -> Next.HTTP_504;
            case 403 -> Next.HTTP_403;
            case 404 -> Next.HTTP_404;
            case 429 -> Next.HTTP_429;
            default -> null;
        };
    }

    /** Whether a listed status leads to another peer (it has still its own try). */
    private boolean mayGoOn(Next kind) {
        return triesLeft > 1 && !upstream.isSingle() && pass.nextUpstream.contains(kind) && mayRepeat();
    }

    private boolean mayRepeat() {
        if (body.isGone() || requestSent && streams) return false;
        if (requestSent && !Methods.isIdempotent(exchange.method) && !pass.nextUpstream.contains(Next.NON_IDEMPOTENT)) return false;
        return pass.nextTimeout == 0 || exchange.loop().now() - start < pass.nextTimeout * 1_000_000;
    }

    /** Counts the failure, and throws it on unless another peer may try. */
    private void goOn(Peer peer, Failure failure) throws Failure {
        if (failure.side != Failure.Side.UPSTREAM || failure.kind == Failure.Kind.NONE || exchange.headSent) throw failure;
        boolean status = failure.kind == Failure.Kind.STATUS;
        if (attempt.status == 0) attempt.status = failure.status;
        if (!status) log(Severity.ERROR, failure.getMessage(), url(peer));
        boolean counts = !(status && (failure.status == 403 || failure.status == 404));
        if (counts && upstream.failed(peer, status ? "answered " + failure.status : failure.getMessage(), connecting, seconds())) {
            log(Severity.WARN, "upstream server temporarily disabled while " + doing, url(peer));
        }
        countTry();
        if (status) return;
        var kind = switch (failure.kind) {
            case TIMEOUT -> Next.TIMEOUT;
            case INVALID_HEADER -> Next.INVALID_HEADER;
            default -> Next.ERROR;
        };
        // a group that shrank meanwhile may be one that was not tried
        boolean alone = upstream.isSingle() && !upstream.hasOther(tried, seconds());
        if (triesLeft <= 0 || alone || !pass.nextUpstream.contains(kind) || !mayRepeat()) {
            if (connecting && !upstream.hasOther(tried, seconds()) && findsSomebody(true)) return;
            throw new Failure(failure.status, Failure.Side.UPSTREAM, Failure.Kind.NONE, null, failure);
        }
    }

    /**
     * A peer that does not run has taken neither time nor a byte of the request: two that have died at the same moment must not use up two
     * tries. A limit of one means: no other peer.
     */
    private void countTry() {
        if (onTrial) return;
        peersLeft--;
        boolean isFree = refused && pass.nextTries != 1 && !upstream.isStrict();
        if (!isFree) triesLeft--;
        triesLeft = Math.min(triesLeft, peersLeft);
    }

    /**
     * Waits for somebody who is worth another try: a peer that has moved meanwhile, or runs again. {@code asksNames}: one could not be
     * reached.
     */
    private boolean findsSomebody(boolean asksNames) {
        if (!mayRepeat()) return false;
        if (waitsUntil == 0) waitsUntil = System.nanoTime() + upstream.patience() | 1;
        if (!upstream.awaitSomebody(exchange, version, asksNames, waitsUntil)) return false;
        version = upstream.version();
        tried.clear();
        triesLeft = Math.max(1, triesLeft);
        peersLeft = Math.max(1, peersLeft);
        return true;
    }

    /** Reads the rest of an answer that is passed over, when it is at hand, so that its connection can be kept. */
    private boolean drainShort(UpstreamConnection connection) throws IOException {
        var head = connection.head;
        var framing = Framing.ofResponse(head, pass.sendsHead(exchange));
        if (framing.kind() == Framing.Kind.UNTIL_CLOSE || !KeepAlive.isMeantBy(head)) return false;
        var rest = new owlboard.wire.http.Body(connection.input, framing);
        var dropped = connection.wire.loop.buffers.takeDirect();
        try {
            while (!rest.ended()) if (rest.readNow(dropped.clear()) <= 0) return rest.ended();
            return true;
        } finally {
            connection.wire.loop.buffers.give(dropped);
        }
    }

    private Failure error(String detail, IOException cause) {
        return Failure.upstream(502, Failure.Kind.ERROR, detail + " while " + doing, cause);
    }

    private Failure timeout(IOException cause) {
        return Failure.upstream(504, Failure.Kind.TIMEOUT, "upstream timed out (110: Connection timed out) while " + doing, cause);
    }

    private String url(Peer peer) {
        var address = peer.address();
        return target.scheme() + (address == null ? peer.name : Names.text(address)) + owlboard.proxy.respond.Respond.uriWithArgs(exchange);
    }

    private void log(Severity severity, String message, String url) {
        exchange.log(severity, message,
                url.equals(upstream.name) ? target.scheme() + upstream.name + owlboard.proxy.respond.Respond.uriWithArgs(exchange) : url);
    }
}
