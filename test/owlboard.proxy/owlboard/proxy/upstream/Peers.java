package owlboard.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Collectors;
import owlboard.config.Place;
import owlboard.config.Upstream;

/** Peers as {@code server} lines make them. */
final class Peers {
    private Peers() {}

    static Peer peer(String name, int weight, int maxConns, int maxFails, long failSeconds, boolean down) {
        var peer = new Peer(new Upstream.Peer(new Place("", 0), name, weight, maxConns, maxFails, failSeconds * 1000,
                false, down, false, false, 0, false, null, null));
        peer.resolvedTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        return peer;
    }

    /** A {@code server} line of a:80. */
    static Upstream.Peer line(int maxFails, boolean down, boolean away) {
        return new Upstream.Peer(new Place("", 0), "a:80", 1, 0, maxFails, 10_000, false, down, away, false, 0, false, null, null);
    }

    /** Named a:80, b:80, ... */
    static Peer[] weighted(int... weights) {
        var peers = new Peer[weights.length];
        for (int i = 0; i < peers.length; i++) peers[i] = peer((char) ('a' + i) + ":80", weights[i], 0, 1, 10, false);
        return peers;
    }

    /** What {@code count} picks choose, the first letter of each; each is released at once. */
    static String sequence(Balancer balancer, Peer[] peers, int count) {
        var chosen = new StringBuilder();
        for (int i = 0; i < count; i++) {
            var peer = balancer.pick(peers, new Tried(), null, 0);
            chosen.append(peer == null ? '-' : peer.name.charAt(0));
        }
        return chosen.toString();
    }

    static Tried tried(Peer... peers) {
        var tried = new Tried();
        for (var peer : peers) tried.add(peer);
        return tried;
    }

    static String names(Peer... peers) {
        return Arrays.stream(peers).map(peer -> peer.name.substring(0, 1)).collect(Collectors.joining());
    }
}
