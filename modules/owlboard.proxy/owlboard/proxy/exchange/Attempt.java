package owlboard.proxy.exchange;

import owlboard.proxy.count.Candidates;
import owlboard.proxy.count.Zone;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Wire;

/**
 * One try of one peer, as the {@code $upstream_*} variables and the log tell it. Times are nanoseconds from its start; -1: did not get that
 * far.
 */
public final class Attempt {
    /** Who is busy with it. */
    public interface Occupied {
        void begins(Attempt attempt);

        /** It has done its part. Once. */
        void ends(Attempt attempt);
    }

    public final String address;
    /** Of the exchange that makes it. */
    public final Loop loop;
    public final long start;
    public int status;
    /** Before it: what the exchange waited for a peer to have room. */
    public long queueNanos = -1;
    public long connectNanos = -1;
    public long headerNanos = -1;
    public long responseNanos = -1;
    public long responseLength;
    /** It follows an internal redirect: variables separate it with {@code " : "}. */
    public boolean newGroup;
    /** Among whom its peer was chosen, and what held of them then; null: nobody was, and there was nothing to choose. */
    public Candidates candidates;
    /** Of its loop's desk, which gets them back when the exchange ends. */
    public long[] facts;
    /** Where its peer's tries are counted; null: nobody was chosen. */
    public Zone zone;
    /** No answer came, and not for its peer: the client had gone, or another one was faster. */
    public boolean isBlameless;

    private Occupied occupied;
    private Wire wire;
    private long sent;
    private long received;

    public Attempt(String address, Loop loop) {
        this.address = address;
        this.loop = loop;
        start = loop.now();
    }

    /** It is a request in progress of this peer, until {@link #leavePeer}. */
    public void occupies(Occupied peer) {
        occupied = peer;
        peer.begins(this);
    }

    /** From now on this connection's bytes are this try's, until {@link #leaveWire}. */
    public void use(Wire connection) {
        leaveWire();
        wire = connection;
        sent -= wire.sent();
        received -= wire.received();
    }

    /** The same of one that was made for it: what it has carried already counts, too. */
    public void useWhole(Wire connection) {
        leaveWire();
        wire = connection;
    }

    /** The connection may serve another request. Idempotent. */
    public void leaveWire() {
        if (wire == null) return;
        sent = bytesSent();
        received = bytesReceived();
        wire = null;
    }

    /** {@code $upstream_bytes_sent}. */
    public long bytesSent() {
        return wire == null ? sent : sent + wire.sent();
    }

    /** {@code $upstream_bytes_received}. */
    public long bytesReceived() {
        return wire == null ? received : received + wire.received();
    }

    /** The peer has done its part: what is left is between this proxy and the client. Idempotent. */
    public void leavePeer() {
        if (occupied == null) return;
        occupied.ends(this);
        occupied = null;
    }
}
