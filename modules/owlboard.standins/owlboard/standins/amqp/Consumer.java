package owlboard.standins.amqp;

import java.util.ArrayDeque;
import java.util.Deque;

/** A subscription of a channel to a queue. Guarded by the broker. */
final class Consumer {
    // chosen for it and not yet written: what a slow reader makes the broker hold outside the queue
    private static final int WAITING_MAX = 32;

    final Channel channel;
    final String tag;
    final MessageQueue queue;
    final boolean noAck;
    final boolean exclusive;
    /** Deliveries that may be unacknowledged at a time; 0 for any number. */
    final int prefetch;
    /** Chosen for this consumer, to be written. */
    final Deque<MessageQueue.Entry> waiting = new ArrayDeque<>();
    int unacknowledged;
    /** False until the client has been told that it consumes. */
    boolean started;

    Consumer(Channel channel, String tag, MessageQueue queue, boolean noAck, boolean exclusive, int prefetch) {
        this.channel = channel;
        this.tag = tag;
        this.queue = queue;
        this.noAck = noAck;
        this.exclusive = exclusive;
        this.prefetch = prefetch;
    }

    boolean hasRoom() {
        if (!started || waiting.size() >= WAITING_MAX) return false;
        if (noAck) return true;
        return (prefetch == 0 || unacknowledged + waiting.size() < prefetch) && channel.hasRoom();
    }
}
