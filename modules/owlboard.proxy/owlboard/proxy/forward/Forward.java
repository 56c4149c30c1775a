package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.RequestBody;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.proxy.upstream.Connector;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Peer;
import owlboard.proxy.upstream.Step;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Body;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Framing;

/** Sends one exchange to a peer, and to another one where {@link Tries} lets it. */
public final class Forward implements Connector.Other {
    private final Exchange exchange;
    private final ProxyPass pass;
    private final Target target;
    private final Group upstream;
    private final Connector connector;
    private final RequestBody body;
    private final Tries tries;
    private final BodyFrames frames;
    /** The protocols of the upgrade that is asked for; null when there is none. */
    private String protocols;
    private Try now;
    private Try beside;
    /** Its head says that it is sent once more. */
    private boolean isMarked;
    private boolean newGroup;
    private Step step = Step.CONNECTING;

    private Forward(Exchange exchange, ProxyPass pass) throws Failure, IOException {
        this.exchange = exchange;
        this.pass = pass;
        target = pass.target(exchange);
        upstream = target.upstream();
        body = readBody();
        connector = pass.connector(exchange, target);
        frames = pass.dialect.frames(exchange, body);
        tries = new Tries(exchange, pass, upstream, body);
        newGroup = !exchange.attempts.isEmpty();
    }

    /** With {@code exchange.caching} in force. */
    public static Verdict run(Exchange exchange, ProxyPass pass) throws Failure, IOException {
        return new Forward(exchange, pass).run();
    }

    /**
     * Before whatever may be made of it ({@code $request_body}): all of it, or what has come of it where it goes on as it comes. 400 and
     * 413 before a peer is chosen. Once more does nothing more.
     */
    public static void awaitBody(Exchange exchange, ProxyPass pass) throws Failure, IOException {
        var body = RequestBody.of(exchange);
        if (body.isGone()) return;
        if (pass.passesOnAsItComes(exchange.framing)) body.begin();
        else body.readAll();
    }

    private RequestBody readBody() throws Failure, IOException {
        boolean passes = pass.passesClientsBody();
        var clients = RequestBody.of(exchange);
        if (clients.isGone() && passes && exchange.head.methodIs(exchange.method)) throw bodyIsGone();
        awaitBody(exchange, pass);
        if (pass.setBody != null) return RequestBody.of(pass.setBody.text(exchange).getBytes(StandardCharsets.ISO_8859_1));
        return passes && !clients.isGone() ? clients : RequestBody.NONE;
    }

    /**
     * Another location would answer a request that has lost its body: it gets none, and the client the error that led there. A page that is
     * fetched with GET needs no body.
     */
    private Failure bodyIsGone() {
        return Failure.ours(exchange.failedWith == 0 ? 500 : exchange.failedWith,
                "the request body was not kept, so \"" + exchange.uri + "\" cannot have it");
    }

    private Verdict run() throws Failure, IOException {
        var head = exchange.desk().takeBytes();
        exchange.upstreamUrl = null;
        Verdict verdict = null;
        try {
            protocols = pass.dialect.compose(head, exchange, target, body);
            while (true) {
                var peer = tries.next();
                if (peer == null) throw nobody();
                try {
                    verdict = attempt(peer, head);
                    return verdict;
                } catch (Failure failure) {
                    goOn(failure);
                    if (pass.asksOrigin && tries.isRepeating() && !isMarked) {
                        isMarked = true;
                        recompose(head);
                    }
                } finally {
                    if (exchange.upgraded == null) now.leave();
                    if (beside != null) beside.end();
                    beside = null;
                }
            }
        } finally {
            if (verdict != Verdict.DONE && now != null) exchange.upstreamUrl = url(now.peer);
            tries.end();
            exchange.desk().give(head);
        }
    }

    /** As it is sent once more, which {@link Origin} tells of. */
    private void recompose(Bytes out) throws Failure {
        out.clear();
        exchange.repeats = true;
        try {
            pass.dialect.compose(out, exchange, target, body);
        } finally {
            exchange.repeats = false;
        }
    }

    private Failure nobody() {
        upstream.refuses();
        var missing = upstream.roster.missing();
        for (var each : missing) log(Severity.ERROR, each, upstream.name);
        if (missing.isEmpty() || !pass.isMadeUp(target)) {
            tellNobody();
            log(Severity.ERROR, "no live upstreams while connecting to upstream", upstream.name);
        }
        return new Failure(502, Failure.Side.UPSTREAM, Failure.Kind.NONE, null, null);
    }

    /** A try of its own; a host that is none was not tried. */
    private void tellNobody() {
        var attempt = exchange.beginAttempt(upstream.name);
        attempt.status = 502;
        tries.tell(attempt);
        attempt.newGroup = newGroup;
        attempt.queueNanos = tries.queueNanos();
        attempt.responseNanos = 0;
    }

    /** One try: on an idle connection, and again on a fresh one when the idle one proves dead. */
    private Verdict attempt(Peer peer, Bytes head) throws Failure, IOException {
        now = tries.begin(peer);
        now.attempt.newGroup = newGroup;
        now.attempt.queueNanos = tries.queueNanos();
        newGroup = false;
        var idle = connector.idle(peer, !Methods.isIdempotent(exchange.method));
        if (idle != null) {
            try {
                return serve(idle, head);
            } catch (Failure failure) {
                boolean isUntouched = failure.kind == Failure.Kind.REUSED || failure.kind == Failure.Kind.UNPROCESSED;
                if (!isUntouched || body.isGone()) throw failure;
            }
        }
        return serve(connect(now.peer), head);
    }

    private UpstreamConnection connect(Peer peer) throws Failure {
        try {
            return connector.connect(peer, 0, tries.connectMillis(), this);
        } finally {
            step = connector.step();
        }
    }

    private Verdict serve(UpstreamConnection connection, Bytes head) throws Failure, IOException {
        try {
            tries.sends();
            step = Step.SENDING;
            send(now, connection, head);
            step = Step.READING_HEAD;
            var impatience = tries.impatience();
            if (impatience != null && connection.input.available() == 0) new Race(exchange, pass, upstream, this, impatience, head).run();
            return answered();
        } catch (Failure | IOException | RuntimeException broken) {
            now.connection.end();
            throw broken;
        } finally {
            if (now.sending != null) now.sending.close();
        }
    }

    private void send(Try to, UpstreamConnection connection, Bytes head) throws Failure, IOException {
        to.connection = connection;
        to.reused = connection.isReused();
        to.attempt.connectNanos = exchange.loop().now() - to.attempt.start;
        connection.beginRequest();
        to.attempt.use(connection.wire);
        pass.dialect.begin(connection, exchange);
        to.sending = new Sending(exchange, pass, connection, body, frames);
        to.sending.run(head);
    }

    private void sendAgain(Try to, UpstreamConnection connection, Bytes head) throws Failure, IOException {
        if (!pass.asksOrigin || isMarked) {
            send(to, connection, head);
            return;
        }
        var marked = exchange.desk().takeBytes();
        try {
            recompose(marked);
            send(to, connection, marked);
        } finally {
            exchange.desk().give(marked);
        }
    }

    private Verdict answered() throws Failure, IOException {
        var connection = now.connection;
        var attempt = now.attempt;
        new ReadHead(exchange, pass, upstream, connection, now.sending).run(protocols, attempt, now.reused);
        attempt.status = connection.head.status;
        attempt.headerNanos = exchange.loop().now() - attempt.start;
        boolean behind = pass.asksOrigin && Origin.isBehind(connection.head);
        if (behind) connection.peer.passesOn();
        if (tries.passesOver(attempt.status, behind)) {
            leave(connection, now.sending);
            throw new Failure(attempt.status, Failure.Side.UPSTREAM, Failure.Kind.STATUS, null, null);
        }
        exchange.answerHead = connection.head;
        upstream.answers(exchange, connection.peer, tries.wish(), attempt.headerNanos);
        if (exchange.caching == null || !exchange.caching.replaces(connection.head)) return relay(connection, now.sending);
        leave(connection, now.sending);
        return Verdict.DONE;
    }

    // Two at once: somebody beside one that is late to accept, or to answer.

    Try now() {
        return now;
    }

    /** Null: nobody is asked beside {@link #now}. */
    Try beside() {
        return beside;
    }

    @Override
    public Peer peer() {
        var peer = tries.beside(false);
        if (peer == null) return null;
        log(Severity.INFO, "upstream did not accept the connection within " + Tries.CONNECT_MILLIS + " ms, another one is asked while "
                + Step.CONNECTING, url(now.peer));
        beside = tries.begin(peer);
        return peer;
    }

    @Override
    public void leaves(Peer peer, Failure failure) {
        leaves(peer == now.peer ? now : beside, failure);
    }

    /** Has somebody asked beside the one that has been waited for so long, where there is anybody. */
    void askBeside(Bytes head, long waitedMillis) throws Failure, IOException {
        var peer = tries.beside(true);
        if (peer == null) return;
        log(Severity.INFO, "upstream did not answer within " + waitedMillis + " ms, another one is asked while " + Step.READING_HEAD,
                url(now.peer));
        var second = beside = tries.begin(peer);
        try {
            var connection = connector.idle(peer, true);
            if (connection == null) connection = connector.connect(peer, 0, Tries.CONNECT_MILLIS, null);
            sendAgain(second, connection, head);
        } catch (Failure failure) {
            if (failure.side != Failure.Side.UPSTREAM) throw failure;
            boolean counts = failure.kind != Failure.Kind.LATE && failure.kind != Failure.Kind.REUSED;
            leaves(second, counts ? failure : null);
        }
    }

    /** The other one is gone on with. {@code failure} null: it was nobody's fault. */
    void leaves(Try one, Failure failure) {
        if (failure != null) {
            one.attempt.status = failure.status;
            failed(one, failure);
            tries.count(failure, one.connection == null ? Step.CONNECTING : Step.READING_HEAD);
        }
        one.attempt.isBlameless = failure == null;
        one.end();
        if (one == now) now = beside;
        beside = null;
        exchange.answersLast(now.attempt);
        tries.goesOnWith(now.peer);
    }

    private void failed(Try one, Failure failure) {
        log(Severity.ERROR, failure.getMessage(), url(one.peer));
        countFailure(one, failure.getMessage(), one.connection != null);
    }

    private void countFailure(Try one, String reason, boolean reached) {
        if (!upstream.failed(one.peer, reason, !reached, one.attempt.start, Peer.seconds(exchange.loop().now()))) return;
        log(Severity.WARN, "upstream server temporarily disabled while " + step, url(one.peer));
    }

    /** Its answer is not wanted. */
    private void leave(UpstreamConnection connection, Sending sending) throws IOException {
        if (sending.isDone() && drainShort(connection)) connection.rest();
        else connection.end();
    }

    private Verdict relay(UpstreamConnection connection, Sending sending) throws Failure, IOException {
        if (connection.head.status == 101) {
            Switched.begin(exchange, pass, now);
            return Verdict.DONE;
        }
        try {
            var relayed = Relay.run(exchange, pass, connection, now.attempt, sending);
            if (relayed.more() != null) log(Severity.WARN, relayed.more(), url(connection.peer));
            if (relayed.reusable() && sending.isDone()) connection.rest();
            else connection.end();
            return relayed.verdict();
        } catch (Relay.UpstreamBroke broke) {
            log(Severity.ERROR, broke.getMessage(), url(connection.peer));
            upstream.failed(connection.peer, broke.getMessage(), false, now.attempt.start, Peer.seconds(exchange.loop().now()));
            throw Failure.upstream(502, Failure.Kind.NONE, null, broke);
        }
    }

    /** Counts the failure, and throws it on unless another peer may try. */
    private void goOn(Failure failure) throws Failure {
        if (failure.side == Failure.Side.CLIENT) {
            now.attempt.isBlameless = true;
            if (beside != null) beside.attempt.isBlameless = true;
            if (failure.status == 499 && failure.getMessage() != null) {
                log(Severity.INFO, failure.getMessage(), url(now.peer));
                throw Failure.client(499, null);
            }
        }
        if (failure.side != Failure.Side.UPSTREAM || failure.kind == Failure.Kind.NONE || exchange.headSent) throw failure;
        boolean status = failure.kind == Failure.Kind.STATUS;
        if (now.attempt.status == 0) now.attempt.status = failure.status;
        if (!status) log(Severity.ERROR, failure.getMessage(), url(now.peer));
        boolean unprocessed = failure.kind == Failure.Kind.UNPROCESSED;
        if (unprocessed) tries.takesBack();
        boolean counts = !unprocessed && !(status && (failure.status == 403 || failure.status == 404));
        var reason = status ? "answered " + failure.status : failure.getMessage();
        if (counts) countFailure(now, reason, step.compareTo(Step.SENDING) >= 0);
        if (!tries.another(failure, step)) throw new Failure(failure.status, Failure.Side.UPSTREAM, Failure.Kind.NONE, null, failure);
    }

    /** Reads the rest of an answer that is passed over, when it is at hand, so that its connection can be kept. */
    private boolean drainShort(UpstreamConnection connection) throws IOException {
        var framing = pass.dialect.framing(connection, pass.sendsHead(exchange));
        if (framing.kind() == Framing.Kind.UNTIL_CLOSE && !pass.overHttp2) return false;
        var rest = new Body(connection.input, framing);
        var dropped = connection.wire.loop.buffers.takeDirect();
        try {
            while (!rest.ended()) if (rest.readNow(dropped.clear()) <= 0 && !rest.ended()) return false;
            return pass.dialect.mayRest(connection, framing);
        } finally {
            connection.wire.loop.buffers.give(dropped);
        }
    }

    private String url(Peer peer) {
        return asked(Dialect.whom(peer));
    }

    /** With what a peer was asked for; only HTTP has URLs. */
    private String asked(String whom) {
        var begin = target.scheme() + target.authority();
        return target.scheme() + whom + pass.dialect.url(exchange, target).substring(begin.length());
    }

    private void log(Severity severity, String message, String url) {
        exchange.log(severity, message, url.equals(upstream.name) ? asked(upstream.name) : url);
    }
}
