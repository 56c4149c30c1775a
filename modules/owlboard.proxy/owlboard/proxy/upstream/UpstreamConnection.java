package owlboard.proxy.upstream;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import owlboard.wire.http.Head;
import owlboard.wire.http.Input;
import owlboard.wire.http.Name;
import owlboard.wire.net.FastcgiWire;
import owlboard.wire.net.Wire;

/** A connection to a peer, in use by one exchange or idle in its group's pool. */
public final class UpstreamConnection {
    public final Wire wire;
    public final Input input;
    /** Of the answer that is being read or relayed. */
    public final Head head = new Head();
    public final Peer peer;
    private final IdlePool pool;
    private final SocketAddress address;
    private final Object identity;
    private final long openedNanos;
    private final Runnable whenIdle = this::endIdle;
    /** The last answer was as long as its Content-Length said. */
    public boolean counted;
    private int requests;
    private boolean resting;
    private long restsSince;
    /** How long it had been idle before the request that it serves; 0: it had not. */
    private long idleNanos;

    UpstreamConnection(Wire wire, Peer peer, IdlePool pool, SocketAddress address, Object identity) {
        this.wire = wire;
        this.peer = peer;
        this.pool = pool;
        this.address = address;
        this.identity = identity;
        input = new Input(wire);
        openedNanos = wire.loop.now();
    }

    /** Whether it leads where a new connection would: same TLS and own address, same address of the peer. */
    boolean fits(Object otherIdentity) {
        return Objects.equals(identity, otherIdentity) && address.equals(peer.address());
    }

    /** Whether it has served before: as long as no request was begun on it, or more than one was. */
    public boolean isReused() {
        return requests > 0;
    }

    /** Whether the request that is being served is not its first. */
    public boolean wasIdle() {
        return requests > 1;
    }

    /** By {@link System#nanoTime}. */
    public long openedNanos() {
        return openedNanos;
    }

    public void beginRequest() {
        requests++;
    }

    /** The answer was read whole and the peer keeps the connection: into the pool, or closed when it is old enough. */
    public void rest() {
        input.unpin();
        var keepalive = pool.keepalive;
        boolean old = requests >= keepalive.requests() || wire.loop.now() - openedNanos >= keepalive.lifeMillis() * 1_000_000;
        if (old || !mayRest(keepalive) || input.available() > 0 || wire.hasUnsent() || wire.isReadable() && isDead()) {
            tellUnasked();
            close();
            return;
        }
        restsSince = wire.loop.now();
        if (idleNanos > 0) peer.idleLife.served(idleNanos);
        wire.deadlineIn(restMillis(keepalive.idleMillis()));
        restOn();
    }

    /** A worker of FastCGI serves nobody else as long as it has a connection. */
    private boolean mayRest(Keepalive keepalive) {
        return peer.relief.mayRest(wire.loop.now()) && (keepalive.asked() || !(wire instanceof FastcgiWire));
    }

    /** {@code most} 0: as long as it is kept. */
    private long restMillis(long most) {
        if (most == 0) return 0;
        return Math.max(1, peer.idleLife.rest(most * 1_000_000, restsSince) / 1_000_000);
    }

    /** Its exchange is done with it: closes it, unless it rests. */
    public void end() {
        if (!resting) close();
    }

    /** From the pool: false, and closed, when the peer has closed it or sent something unasked meanwhile. */
    boolean wakeUp() {
        boolean broken = wire.isReadable() && isDead() || !wire.isOpen();
        resting = false;
        idleNanos = System.nanoTime() - restsSince;
        wire.onIdleEvent(null);
        wire.deadlineIn(0);
        if (broken) close();
        return !broken;
    }

    /** While it rests: whether its peer may be about to close it. */
    boolean mayBeClosing() {
        return !peer.idleLife.isSafe(System.nanoTime() - restsSince);
    }

    /** Asks the socket itself, for requests that must not be lost: one more system call. */
    boolean isDead() {
        try {
            return input.fillNow(1) != 0;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Not when it was taken since the event came that this is for. */
    private void endIdle() {
        if (!resting) return;
        boolean inTime = wire.deadline() != 0;
        pool.remove(this);
        if (wire.isReadable() && isDead()) {
            if (input.available() > 0) tellUnasked();
            else peer.idleLife.closed(wire.loop.now() - restsSince, wire.loop.now());
        } else if (inTime && wire.isOpen()) { // news of the connection's own: a PING
            restOn();
            return;
        }
        close();
    }

    private void restOn() {
        input.release();
        wire.onIdleEvent(whenIdle);
        resting = wire.isOpen();
        if (resting) pool.put(this);
    }

    /** What comes behind an answer is more of it, but for the answer that some servers give before they close: 408. */
    private void tellUnasked() {
        boolean isAnswer = input.available() > 0 && input.array()[input.from()] == 'H';
        if (counted && input.available() > 0 && !isAnswer) pool.tells.accept(peer, head.value(Name.CONTENT_LENGTH, ""));
    }

    void close() {
        input.unpin();
        input.skip(input.available());
        input.release();
        wire.close();
    }
}
