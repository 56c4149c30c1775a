package owlboard.proxy.forward;

import java.io.EOFException;
import java.io.IOException;
import owlboard.proxy.exchange.Attempt;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.upstream.Broken;
import owlboard.proxy.upstream.Connector;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Step;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;
import owlboard.wire.http.ResponseHead;
import owlboard.wire.http2.Unprocessed;
import owlboard.wire.net.BadRecord;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Wire;

/** Reads the head of a peer's answer, past interim ones (RFC 9110 §15.2), while the rest of the request goes on. */
final class ReadHead {
    /** Answers of status 1xx before the answer; more are an attack. */
    private static final int INTERIM_MAX = 100;
    /** A new connection that has to wait longer for its first byte may wait for an idle one to end. */
    static final long LOOK_MILLIS = 300;

    private final Exchange exchange;
    private final ProxyPass pass;
    private final Group upstream;
    private final UpstreamConnection connection;
    private final Sending sending;

    ReadHead(Exchange exchange, ProxyPass pass, Group upstream, UpstreamConnection connection, Sending sending) {
        this.exchange = exchange;
        this.pass = pass;
        this.upstream = upstream;
        this.connection = connection;
        this.sending = sending;
    }

    /**
     * Into the connection's own head.
     *
     * @param protocols of the upgrade that was asked for; null when there is none
     * @param reused    the connection had served before: an early end is nobody's failure where the request may be sent again
     */
    void run(String protocols, Attempt attempt, boolean reused) throws Failure, IOException {
        boolean mayBeDead = reused && Methods.isIdempotent(exchange.method);
        try {
            read();
            boolean prompt = exchange.loop().now() - attempt.start < LOOK_MILLIS * 1_000_000;
            if (prompt && !connection.wasIdle()) upstream.isPrompt(connection.peer);
            if (connection.head.status == 101) checkSwitch(connection.head, protocols);
            pass.dialect.framing(connection, pass.sendsHead(exchange));
        } catch (Expired late) {
            throw Connector.timedOut(Step.READING_HEAD, late);
        } catch (BadMessage | BadRecord bad) {
            if (bad.getMessage().equals(ResponseHead.TOO_BIG)) Doubts.ofHeadSize(exchange, connection.peer, pass.headMax);
            throw Failure.upstream(502, Failure.Kind.INVALID_HEADER, bad.getMessage() + " while " + Step.READING_HEAD, bad);
        } catch (Unprocessed untouched) {
            throw Failure.upstream(502, Failure.Kind.UNPROCESSED, untouched.getMessage() + " while " + Step.READING_HEAD, untouched);
        } catch (EOFException early) {
            if (mayBeDead && attempt.bytesReceived() == 0) throw Connector.wasDead(early);
            throw Connector.failed("upstream prematurely closed connection", Step.READING_HEAD, early);
        } catch (IOException broken) {
            if (mayBeDead && attempt.bytesReceived() == 0) throw Connector.wasDead(broken);
            throw Connector.failed(Broken.reading(broken), Step.READING_HEAD, broken);
        }
    }

    private void read() throws Failure, IOException {
        int heads = 0;
        do {
            if (++heads > INTERIM_MAX) throw new BadMessage(502, "upstream sent too many interim responses");
            if (heads > 1 && !sending.isOver()) sending.runOn(); // the answer before was an interim one
            connection.wire.deadlineIn(pass.readTimeoutMillis);
            if (connection.input.available() == 0) awaitFirstByte(connection.wire);
            if (!pass.dialect.readHead(connection, exchange, pass.headMax)) {
                throw new EOFException("upstream prematurely closed connection");
            }
            if (connection.head.status == 103 && pass.passesHints(exchange)) passHints(connection.head);
        } while (connection.head.status < 200 && connection.head.status != 101);
    }

    private void passHints(Head head) throws IOException {
        var hints = exchange.answer.begin(103);
        for (int i = 0; i < head.count(); i++) {
            if (pass.answers.hides(head, i)) continue;
            hints.add(head.array, head.nameAt(i), head.nameLength(i), head.id(i), head.valueAt(i), head.valueLength(i));
        }
        exchange.client.sendInterim(exchange, hints);
    }

    private void checkSwitch(Head head, String protocols) throws BadMessage {
        if (protocols == null) throw new BadMessage(502, "upstream sent unexpected 101 (no upgrade was asked for)");
        if (!sending.isDone()) throw new BadMessage(502, "upstream switched protocols before it had the whole request");
        if (UpgradeList.isAnswered(protocols, head)) return;
        throw new BadMessage(502, "upstream switched to \"" + head.value(Name.UPGRADE, "") + "\" where \"" + protocols
                + "\" was asked for, or without \"Connection: upgrade\"");
    }

    private void awaitFirstByte(Wire wire) throws Failure, IOException {
        boolean looks = !connection.wasIdle() && (pass.readTimeoutMillis == 0 || pass.readTimeoutMillis > LOOK_MILLIS);
        if (!looks || wire.isReadable()) {
            awaitAnswer(wire);
            return;
        }
        wire.deadlineIn(LOOK_MILLIS);
        try {
            awaitAnswer(wire);
        } catch (Expired late) {
            wire.deadlineIn(pass.readTimeoutMillis == 0 ? 0 : pass.readTimeoutMillis - LOOK_MILLIS);
            long began = upstream.relieve(connection.peer);
            try {
                awaitAnswer(wire);
            } finally {
                upstream.isRelieved(connection.peer, wire.isReadable(), began);
            }
        }
        wire.deadlineIn(pass.readTimeoutMillis);
    }

    /** Waits for the peer's first byte, and notices a client that goes away meanwhile, unless its answer is for a cache, too. */
    private void awaitAnswer(Wire wire) throws Failure, IOException {
        boolean forCache = exchange.caching != null && exchange.caching.asksForAll();
        if (pass.ignoresClientAbort || forCache) {
            wire.awaitReadable();
            return;
        }
        var client = exchange.client;
        while (!wire.isReadable()) {
            wire.awaitReadable(client.departure());
            if (!wire.isReadable() && client.isGone()) throw client.left();
        }
    }
}
