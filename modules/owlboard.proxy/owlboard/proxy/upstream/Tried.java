package owlboard.proxy.upstream;

import java.util.ArrayList;
import java.util.List;

/** The peers that an exchange has had already. */
public final class Tried {
    private List<Peer> peers;

    public void add(Peer peer) {
        if (peers == null) peers = new ArrayList<>(2);
        peers.add(peer);
    }

    boolean has(Peer peer) {
        return peers != null && peers.contains(peer);
    }

    public void clear() {
        peers = null;
    }

    /** How often the current tier was asked: hashing balancers go on from there. */
    int count() {
        return peers == null ? 0 : peers.size();
    }
}
