package owlboard.standins.amqp;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Chooses the queues of a message (section 3.1.3). Guarded by the broker. */
final class Exchange {
    /** A queue that wants messages of the exchange. */
    record Binding(String queue, String routingKey, Map<String, Object> arguments) {}

    final String name;
    final String type;
    final boolean durable;
    final boolean autoDelete;
    final boolean internal;
    final Set<Binding> bindings = new LinkedHashSet<>();

    Exchange(String name, String type, boolean durable, boolean autoDelete, boolean internal) {
        this.name = name;
        this.type = type;
        this.durable = durable;
        this.autoDelete = autoDelete;
        this.internal = internal;
    }

    static boolean isType(String type) {
        return switch (type) {
            case "direct", "fanout", "topic" -> true;
            default -> false;
        };
    }

    /** The default exchange and amq.*: there from the start, and for good. */
    boolean isPredeclared() {
        return name.isEmpty() || name.startsWith("amq.");
    }

    /** The names of the queues that get it, each once. */
    Set<String> route(String routingKey) {
        var queues = new LinkedHashSet<String>();
        for (var binding : bindings) {
            boolean wanted = switch (type) {
                case "direct" -> binding.routingKey.equals(routingKey);
                case "topic" -> topic(binding.routingKey.split("\\.", -1), 0, routingKey.split("\\.", -1), 0);
                default -> true;
            };
            if (wanted) queues.add(binding.queue);
        }
        return queues;
    }

    /** {@code *} is one word, {@code #} any number of them. */
    private static boolean topic(String[] pattern, int p, String[] key, int k) {
        if (p == pattern.length) return k == key.length;
        if (pattern[p].equals("#")) {
            for (int skip = k; skip <= key.length; skip++) {
                if (topic(pattern, p + 1, key, skip)) return true;
            }
            return false;
        }
        return k < key.length && (pattern[p].equals("*") || pattern[p].equals(key[k])) && topic(pattern, p + 1, key, k + 1);
    }
}
