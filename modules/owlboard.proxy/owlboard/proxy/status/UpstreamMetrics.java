package owlboard.proxy.status;

import java.util.List;
import java.util.function.ToLongFunction;
import owlboard.proxy.upstream.Group;
import owlboard.proxy.upstream.Peer;

/** The counters of groups and their peers, of {@code http} or of {@code stream}, under names that begin so. */
final class UpstreamMetrics {
    private static final String COUNTER = "counter";
    private static final String GAUGE = "gauge";

    private final Exposition out;
    private final String prefix;
    private final List<Group.State> groups;

    UpstreamMetrics(Exposition out, String prefix, List<Group.State> groups) {
        this.out = out;
        this.prefix = prefix;
        this.groups = groups;
    }

    void add() {
        begin("peer_up", GAUGE, "1: it gets requests, and answers; 0 as well: it was left alone, or failed, and has not answered since.");
        each((group, peer, labels) -> out.flag(prefix + "_peer_up", Seen.isUp(group, peer), labels));
        peers("peer_active", GAUGE, "Requests in progress.", Peer.State::active);
        begin("peer_responses_total", COUNTER, "Tries by status.");
        each((_, peer, labels) -> Metrics.codes(out, prefix + "_peer_responses_total", peer.zone().sum(), labels));
        peers("peer_failures_total", COUNTER, "Tries that failed.", Peer.State::failures);
        peers("peer_unavailable_total", COUNTER, "How often it was left alone for its failures.", peer -> peer.now().unavailable());
        begin("peer_duration_seconds", "histogram", "From a try's beginning to its end.");
        each((_, peer, labels) -> Metrics.histogram(out, prefix + "_peer_duration_seconds", peer.zone(), labels));
        peers("peer_outliers_total", COUNTER, "How often it was left alone for answering unlike the others.",
                peer -> peer.now().outliers());
        repeats();
        groups("unserved_total", COUNTER, "Requests for which there was nobody.", groups, group -> group.unserved().all());
        queues();
        groups("keepalive_connections", GAUGE, "Idle connections that are kept.", groups, Group.State::idleConnections);
    }

    private void queues() {
        var queued = groups.stream().filter(group -> group.waiting() != null).toList();
        groups("queue_size", GAUGE, "Requests that wait for a peer to have room.", queued, group -> group.waiting().count());
        groups("queue_max_size", GAUGE, "How many may.", queued, group -> group.waiting().most());
        groups("queue_overflows_total", COUNTER, "Requests that were refused as so many waited already.", queued,
                group -> group.waiting().overflows());
    }

    private void repeats() {
        groups("retries_active", GAUGE, "Requests in progress that were sent again.", groups, group -> group.repeats().active());
        groups("retries_total", COUNTER, "Requests that were sent again.", groups, group -> group.repeats().retries());
        groups("retries_refused_total", COUNTER, "Retries that the budget did not allow.", groups, group -> group.repeats().refused());
        begin("hedges_total", COUNTER, "Peers that were asked beside one that was late.");
        for (var group : groups) {
            var counts = group.repeats();
            out.add(prefix + "_hedges_total", counts.connections(), "upstream", group.name(), "of", "connection");
            out.add(prefix + "_hedges_total", counts.requests(), "upstream", group.name(), "of", "request");
        }
        groups("hedges_won_total", COUNTER, "Those of them that were there first.", groups, group -> group.repeats().won());
    }

    private void begin(String name, String type, String help) {
        out.type(prefix + "_" + name, type, help);
    }

    private void groups(String name, String type, String help, List<Group.State> some, ToLongFunction<Group.State> value) {
        begin(name, type, help);
        for (var group : some) out.add(prefix + "_" + name, value.applyAsLong(group), "upstream", group.name());
    }

    private void peers(String name, String type, String help, ToLongFunction<Peer.State> value) {
        begin(name, type, help);
        each((_, peer, labels) -> out.add(prefix + "_" + name, value.applyAsLong(peer), labels));
    }

    private interface Each {
        void tell(Group.State group, Peer.State peer, String... labels);
    }

    private void each(Each each) {
        for (var group : groups) {
            for (var peer : group.peers()) each.tell(group, peer, "upstream", group.name(), "peer", UpstreamTree.server(peer));
        }
    }
}
