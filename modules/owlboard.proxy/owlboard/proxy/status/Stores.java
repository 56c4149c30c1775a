package owlboard.proxy.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stores and the broker behind the services, as those who use them say. */
final class Stores {
    /**
     * @param isBroker who saves does not wait for it
     * @param state    {@code up}, {@code down}, {@code not running}, or {@code unknown} where no service tells
     * @param why      of one that is down; may be empty
     * @param by       the services that use it
     */
    record Store(String name, boolean isBroker, String state, String why, List<String> by) {
        Map<String, Object> json() {
            return Tree.map("name", name, "broker", isBroker, "state", state, "why", why, "by", by);
        }

        /** Null: there is none. */
        Problem problem() {
            if (state.equals("not running")) return Problem.away(!isBroker, name, ", which " + String.join(", ", by) + " must have");
            if (!state.equals("down")) return null;
            return new Problem(!isBroker, name, name + " is down for " + String.join(", ", by), "owlboard logs " + name);
        }

        /** What is known of it, when another one says so, too. */
        private Store and(Store other) {
            var all = new ArrayList<>(by);
            all.addAll(other.by);
            var worse = rank(other.state) > rank(state) ? other : this;
            return new Store(name, isBroker && other.isBroker, worse.state, worse.why, List.copyOf(all));
        }

        private Store away() {
            return new Store(name, isBroker, "not running", "it refuses connections", by);
        }

        private static int rank(String state) {
            return List.of("unknown", "up", "down").indexOf(state);
        }
    }

    private Stores() {}

    /** {@code health}: of the services by their names. */
    static List<Store> of(Map<String, Others.Told> health, Others others) {
        var all = new TreeMap<String, Store>();
        health.forEach((service, told) -> {
            for (var kind : List.of("store", "broker")) {
                var name = others.behind(service, kind);
                if (name != null) all.merge(name, store(name, kind, service, told), Store::and);
            }
        });
        all.replaceAll((name, store) -> store.state.equals("up") || others.accepts(name) ? store : store.away());
        return List.copyOf(all.values());
    }

    private static Store store(String name, String kind, String service, Others.Told told) {
        boolean isBroker = kind.equals("broker");
        var state = told.read() == null ? null : told.read().member(kind);
        if (state == null) return new Store(name, isBroker, "unknown", service + " does not tell", List.of(service));
        var why = told.read().member(isBroker ? "broker_reason" : "reason");
        return new Store(name, isBroker, state.text().equals("up") ? "up" : "down", why == null ? "" : why.text(), List.of(service));
    }
}
