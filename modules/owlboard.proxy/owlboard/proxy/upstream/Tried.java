package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.List;
import owlboard.proxy.count.Candidates;
import owlboard.proxy.exchange.Attempt;

/** The peers that an exchange has had already, and how the last one was chosen. */
public final class Tried {
    private List<Peer> peers;
    private Candidates candidates;
    private long[] facts;

    public void add(Peer peer) {
        if (peers == null) peers = new ArrayList<>(2);
        peers.add(peer);
    }

    boolean has(Peer peer) {
        return peers != null && peers.contains(peer);
    }

    /** {@code noted}: see {@link Candidates#told}; null where there was nothing to choose. */
    void chose(Candidates among, long[] noted) {
        candidates = among;
        facts = noted;
    }

    /** How its peer was chosen. */
    public void tell(Attempt attempt) {
        attempt.candidates = candidates;
        attempt.facts = facts;
    }

    public void clear() {
        peers = null;
    }

    /** How often the current tier was asked: hashing balancers go on from there. */
    int count() {
        return peers == null ? 0 : peers.size();
    }
}
