package owlboard.proxy.forward;

import java.io.IOException;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.upstream.Connector;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Peer;
import owlboard.proxy.upstream.Step;
import owlboard.wire.http.Bytes;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Waitable;

/**
 * The wait for the first byte of an answer, where it is not for one peer alone: another one is asked beside it when it is late, and the
 * first of both that answers is {@link Forward#now} afterwards. An end in place of an answer is the failure of that peer; the other one
 * goes on.
 */
final class Race {
    private final Exchange exchange;
    private final ProxyPass pass;
    private final Group upstream;
    private final Forward forward;
    private final Impatience impatience;
    private final Bytes head;
    /** Since when the one in front has been waited for. */
    private long begun = System.nanoTime();
    /** As in {@link ReadHead}; null: nobody. */
    private Peer relieved;
    private long relievedAt;

    Race(Exchange exchange, ProxyPass pass, Group upstream, Forward forward, Impatience impatience, Bytes head) {
        this.exchange = exchange;
        this.pass = pass;
        this.upstream = upstream;
        this.forward = forward;
        this.impatience = impatience;
        this.head = head;
    }

    void run() throws Failure, IOException {
        try {
            race();
        } finally {
            if (relieved != null) upstream.isRelieved(relieved, forward.now().isReadable(), relievedAt);
        }
    }

    private void race() throws Failure, IOException {
        while (true) {
            var beside = forward.beside();
            if (beside != null && beside.isReadable() && answers(beside)) {
                forward.leaves(forward.now(), null);
                return;
            }
            if (!forward.now().isReadable()) {
                await();
            } else if (forward.beside() == null) {
                return; // an answer, or an end that is told of as usual
            } else if (answers(forward.now())) {
                forward.leaves(forward.beside(), null);
                return;
            }
        }
    }

    private boolean answers(Try one) {
        try {
            return one.answers(pass.headMax);
        } catch (IOException broken) {
            boolean wasDead = one.reused && Methods.isIdempotent(exchange.method);
            lost(one, wasDead ? null : Connector.failed(broken.getMessage(), Step.READING_HEAD, broken));
            return false;
        }
    }

    private void lost(Try one, Failure failure) {
        forward.leaves(one, failure);
        begun = System.nanoTime();
    }

    private void await() throws Failure, IOException {
        var now = forward.now();
        var beside = forward.beside();
        var wire = now.connection.wire;
        wire.deadlineIn(Math.max(1, Math.min(left(), impatience.lookIn(waited(), beside == null))));
        var client = isDeaf() ? null : exchange.client.departure();
        try {
            Waitable.awaitReadable(wire, beside == null ? null : beside.connection.wire, client);
        } catch (Expired late) {
            late(now, late);
        }
        if (!isDeaf() && !now.isReadable() && exchange.client.isGone()) throw exchange.client.left();
    }

    private void late(Try now, Expired late) throws Failure, IOException {
        var failure = left() <= 0 ? Connector.timedOut(Step.READING_HEAD, late) : null;
        if (failure == null && impatience.isUnwell(now.peer, forward.beside() != null)) {
            failure = Failure.upstream(504, Failure.Kind.TIMEOUT, "upstream was found unhealthy while " + Step.READING_HEAD, late);
        }
        if (failure == null) {
            if (relieved == null && !now.connection.wasIdle() && waited() >= ReadHead.LOOK_MILLIS) relieve(now.peer);
            if (forward.beside() == null && impatience.isLate(waited())) forward.askBeside(head, waited());
            return;
        }
        if (forward.beside() == null) throw failure;
        lost(now, failure);
    }

    private void relieve(Peer peer) {
        relieved = peer;
        relievedAt = upstream.relieve(peer);
    }

    private long waited() {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    /** Of {@code proxy_read_timeout}, in milliseconds. */
    private long left() {
        return pass.readTimeoutMillis == 0 ? Long.MAX_VALUE : pass.readTimeoutMillis - waited();
    }

    /** The client may leave: the answer is wanted all the same. */
    private boolean isDeaf() {
        return pass.ignoresClientAbort || exchange.caching != null && exchange.caching.asksForAll();
    }
}
