package owlboard.standins.amqp;

/**
 * A message as it came, one object however many queues hold it.
 *
 * @param id           rises with every message of the broker, across restarts
 * @param properties   as they came, from the property flags on
 * @param persistent   delivery mode 2
 * @param expiresMillis wall-clock time after which nobody gets it; {@link Long#MAX_VALUE} for never
 */
record Message(long id, String exchange, String routingKey, byte[] properties, byte[] body, boolean persistent, long expiresMillis) {
    private static final int OBJECTS = 512; // heap around the arrays, roughly

    /** What it takes of the memory that the broker may use. */
    long weight() {
        return OBJECTS + properties.length + body.length;
    }

    /** The same message in a queue where it may wait so long; {@link Long#MAX_VALUE} for ever. */
    Message waitingAtMost(long millis, long arrivedMillis) {
        if (millis == Long.MAX_VALUE) return this;
        return new Message(id, exchange, routingKey, properties, body, persistent, Math.min(expiresMillis, arrivedMillis + millis));
    }
}
