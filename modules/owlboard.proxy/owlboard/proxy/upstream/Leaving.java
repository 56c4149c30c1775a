package owlboard.proxy.upstream;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Peers that a group has no longer and that still serve a request ({@code zombies} of the paid nginx's API). Any thread. */
final class Leaving {
    private final Set<Peer> peers = new HashSet<>();
    private List<Peer> last = List.of();

    /** These are the group's from now on. */
    synchronized void are(List<Peer> all) {
        forgetIdle();
        for (var peer : last) if (peer.active.get() > 0 && !all.contains(peer)) peers.add(peer);
        last = all;
    }

    /** How many are none of {@code all}. */
    synchronized int count(List<Peer> all) {
        forgetIdle();
        return (int) peers.stream().filter(peer -> !all.contains(peer)).count();
    }

    private void forgetIdle() {
        peers.removeIf(peer -> peer.active.get() == 0);
    }
}
