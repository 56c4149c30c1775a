package owlboard.standins.redis.data;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import owlboard.clients.redis.resp.Reply;

/** Who listens to which channel. Guarded by the lock of the store. */
public final class Channels {
    /** Gets messages; must take each without waiting. */
    public interface Listener {
        void push(Reply.Push message);
    }

    private final Map<String, Set<Listener>> byName = new LinkedHashMap<>();
    private final Map<String, Set<Listener>> byPattern = new LinkedHashMap<>();

    public void subscribe(Listener listener, String name, boolean pattern) {
        (pattern ? byPattern : byName).computeIfAbsent(name, n -> new LinkedHashSet<>()).add(listener);
    }

    public void unsubscribe(Listener listener, String name, boolean pattern) {
        (pattern ? byPattern : byName).computeIfPresent(name, (n, set) -> set.remove(listener) && set.isEmpty() ? null : set);
    }

    /** How many got it. */
    int publish(String channel, String message) {
        int count = 0;
        for (var listener : byName.getOrDefault(channel, Set.of())) {
            listener.push(new Reply.Push(List.of(Reply.of("message"), Reply.of(channel), Reply.of(message))));
            count++;
        }
        for (var entry : byPattern.entrySet()) {
            if (!Glob.matches(entry.getKey(), channel)) continue;
            for (var listener : entry.getValue()) {
                listener.push(new Reply.Push(List.of(Reply.of("pmessage"), Reply.of(entry.getKey()), Reply.of(channel),
                        Reply.of(message))));
                count++;
            }
        }
        return count;
    }

    List<String> names(String pattern) {
        return byName.keySet().stream().filter(name -> pattern == null || Glob.matches(pattern, name)).toList();
    }

    int listeners(String channel) {
        return byName.getOrDefault(channel, Set.of()).size();
    }
}
