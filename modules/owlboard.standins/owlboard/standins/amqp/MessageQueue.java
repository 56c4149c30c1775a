package owlboard.standins.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Messages that wait, oldest first, and who wants them. Guarded by the broker. */
final class MessageQueue {
    /** A message in a queue; {@code redelivered}: someone may have had it before. */
    record Entry(MessageQueue queue, Message message, boolean redelivered) {
        Entry again() {
            return new Entry(queue, message, true);
        }
    }

    final String name;
    final boolean durable;
    final boolean autoDelete;
    /** The connection that alone may use it; null for everybody. */
    final Session owner;
    /** Milliseconds that a message may wait; {@link Long#MAX_VALUE} for ever. */
    final long timeToLiveMillis;
    final TreeMap<Long, Entry> ready = new TreeMap<>();
    /** In the order of their turns. */
    final List<Consumer> consumers = new ArrayList<>();
    /** Messages that a client has and has not acknowledged. */
    int unacknowledged;
    boolean deleted;

    MessageQueue(String name, boolean durable, boolean autoDelete, Session owner, long timeToLiveMillis) {
        this.name = name;
        this.durable = durable;
        this.autoDelete = autoDelete;
        this.owner = owner;
        this.timeToLiveMillis = timeToLiveMillis;
    }

    /** Whether it and its persistent messages outlive the broker. An exclusive queue ends with its connection. */
    boolean isKept() {
        return durable && owner == null;
    }

    /** Whose turn it is among those that can take one more; null when nobody can. */
    Consumer nextWithRoom() {
        for (int i = 0; i < consumers.size(); i++) {
            var consumer = consumers.removeFirst();
            consumers.add(consumer);
            if (consumer.hasRoom()) return consumer;
        }
        return null;
    }
}
