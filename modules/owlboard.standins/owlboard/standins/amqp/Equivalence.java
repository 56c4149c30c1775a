package owlboard.standins.amqp;

import java.util.Map;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.Reply;

/** What a client asks of an exchange, a queue or a message, compared with what is possible and what is there. */
final class Equivalence {
    private Equivalence() {}

    /** A second declaration must say what the first one said (AMQP 0-9-1, queue.declare). */
    static void check(String argument, String of, Object received, Object current) throws AmqpException {
        if (received.equals(current)) return;
        throw Reply.PRECONDITION_FAILED.because("inequivalent arg '" + argument + "' for " + of + Broker.HOST + ": received '" + received
                + "' but current is '" + current + "'");
    }

    /**
     * Of a queue's arguments: milliseconds, {@link Long#MAX_VALUE} without {@code x-message-ttl}. Arguments that this broker cannot honour
     * are refused.
     */
    static long timeToLive(String queue, Map<String, Object> arguments) throws AmqpException {
        long millis = Long.MAX_VALUE;
        for (var argument : arguments.entrySet()) {
            var value = argument.getValue();
            switch (argument.getKey()) {
                case "x-queue-type" -> {
                    if (!"classic".equals(value)) throw invalid(queue, "x-queue-type", value, "'classic' is the only type of queue here");
                }
                case "x-message-ttl" -> {
                    if (!(value instanceof Number number) || number.longValue() < 0) {
                        throw invalid(queue, "x-message-ttl", value, "it is a number of milliseconds");
                    }
                    millis = number.longValue();
                }
                default -> throw invalid(queue, argument.getKey(), value, "this broker does not support it");
            }
        }
        return millis;
    }

    private static AmqpException invalid(String queue, String argument, Object value, String why) {
        return Reply.PRECONDITION_FAILED.because("invalid arg '" + argument + "' for queue '" + queue + "'" + Broker.HOST + ": '" + value
                + "': " + why);
    }

    /** The wall-clock time in milliseconds at which a message of this {@code expiration} has waited too long. */
    static long expires(String expiration) throws AmqpException {
        if (expiration == null) return Long.MAX_VALUE;
        if (!expiration.matches("[0-9]{1,12}")) {
            throw Reply.PRECONDITION_FAILED.because("invalid expiration '" + expiration + "': it is a number of milliseconds");
        }
        return System.currentTimeMillis() + Long.parseLong(expiration);
    }
}
