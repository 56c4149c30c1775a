package owlboard.proxy.upstream;

import java.util.HashMap;
import java.util.Map;
import owlboard.config.HealthCheck;

/** The {@code health_check} lines that ask a group's peers, by what they ask. Filled while a configuration is made ready. */
final class Checks {
    private final Map<String, HealthCheck> all = new HashMap<>();

    void add(String check, HealthCheck terms) {
        all.put(check, terms);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Under the lock: these are in force for that peer, and no others. */
    void take(Peer peer, boolean reloaded) {
        peer.retainsChecks(all.keySet());
        expect(peer, reloaded);
    }

    /** Under the lock. {@code reloaded}: it may have been there before, and well. */
    void expect(Peer peer, boolean reloaded) {
        all.forEach((check, terms) ->
                peer.expectsCheck(check, terms.mandatory() && !(terms.persistent() && reloaded && !peer.isUnwell())));
    }
}
