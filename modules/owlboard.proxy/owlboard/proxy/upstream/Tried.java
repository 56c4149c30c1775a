package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import owlboard.proxy.count.Candidates;
import owlboard.proxy.exchange.Attempt;
import owlboard.proxy.exchange.Desk;

/** The peers that an exchange has had already, and how the last one was chosen. */
public final class Tried {
    private List<Peer> peers;
    /** Null: nobody keeps room. */
    private final Desk desk;
    private Candidates candidates;
    private long[] facts;

    Tried() {
        this(null);
    }

    /** {@code desk}: has room for what is noted of a choice; its loop's threads alone choose. */
    public Tried(Desk desk) {
        this.desk = desk;
    }

    public void add(Peer peer) {
        if (peers == null) peers = new ArrayList<>(2);
        peers.add(peer);
    }

    boolean has(Peer peer) {
        return peers != null && peers.contains(peer);
    }

    /** For what is noted of the next choice: that of the last one, when no try came of it. */
    long[] room(int count) {
        var room = facts;
        facts = null;
        if (room != null && room.length >= count) return room;
        return desk == null ? new long[count] : desk.takeNumbers(count);
    }

    /** {@code noted}: see {@link Candidates#told}; null where there was nothing to choose. */
    void chose(Candidates among, long[] noted) {
        candidates = among;
        facts = noted;
    }

    /** How its peer was chosen. Once for each choice: what was noted of it is the attempt's from now on. */
    public void tell(Attempt attempt) {
        attempt.candidates = candidates;
        attempt.facts = facts;
        facts = null;
    }

    public void clear() {
        peers = null;
    }

    /** How often the current tier was asked: hashing balancers go on from there. */
    int count() {
        return peers == null ? 0 : peers.size();
    }
}
