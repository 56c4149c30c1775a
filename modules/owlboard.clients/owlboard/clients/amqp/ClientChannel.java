package owlboard.clients.amqp;

import java.io.IOException;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.CommandReader.Command;
import owlboard.clients.amqp.wire.FrameWriter;
import owlboard.clients.amqp.wire.Kind;
import owlboard.clients.amqp.wire.Method;
import owlboard.clients.amqp.wire.Properties;

/** The client's end of a channel: one call at a time, any number of publishings that wait for their confirmation. */
final class ClientChannel {
    private final int number;
    private final FrameWriter out;
    private final long timeoutNanos;
    private final Consumer<Command> deliveries;
    private final TreeMap<Long, CompletableFuture<Void>> unconfirmed = new TreeMap<>();
    private CompletableFuture<Command> answer; // of the call that waits
    private long published;
    private IOException ended;

    ClientChannel(int number, FrameWriter out, long timeoutNanos, Consumer<Command> deliveries) {
        this.number = number;
        this.out = out;
        this.timeoutNanos = timeoutNanos;
        this.deliveries = deliveries;
    }

    int number() {
        return number;
    }

    boolean isOpen() {
        return whyEnded() == null;
    }

    /** Null while it is open. */
    IOException whyEnded() {
        synchronized (unconfirmed) {
            return ended;
        }
    }

    /** Waits for the broker's answer. */
    synchronized Command call(Kind kind, Object... values) throws IOException {
        var waiting = new CompletableFuture<Command>();
        synchronized (unconfirmed) {
            if (ended != null) throw ended;
            answer = waiting;
        }
        out.method(number, kind, values);
        return result(waiting, kind.title());
    }

    void send(Kind kind, Object... values) throws IOException {
        synchronized (unconfirmed) {
            if (ended != null) throw ended;
        }
        out.method(number, kind, values);
    }

    /** Waits until the broker has the message; the channel is in confirm mode. */
    void publish(String exchange, String routingKey, Properties properties, byte[] body) throws IOException {
        var publish = Method.of(Kind.BASIC_PUBLISH, exchange, routingKey, false, false);
        var confirmed = new CompletableFuture<Void>();
        synchronized (out) { // the number of a message is its place on the wire
            synchronized (unconfirmed) {
                if (ended != null) throw ended;
                unconfirmed.put(++published, confirmed);
            }
            out.content(number, publish, properties.bytes(), body);
        }
        result(confirmed, "basic.publish");
    }

    private <T> T result(CompletableFuture<T> future, String what) throws IOException {
        try {
            return future.get(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof AmqpException no) throw new AmqpException(no.code(), no.getMessage(), no.endsConnection());
            throw new IOException(failure.getCause().getMessage(), failure.getCause());
        } catch (TimeoutException late) {
            var why = new IOException("the broker did not answer " + what + " within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                    + " ms", late);
            end(why); // a late answer would be taken for the next one's
            throw why;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the answer to " + what, stop);
        }
    }

    /** On the reading thread. */
    void receive(Command command) throws IOException {
        var method = command.method();
        switch (method.kind()) {
            case BASIC_DELIVER, BASIC_CANCEL -> deliveries.accept(command);
            case BASIC_ACK -> confirm(method.number("delivery-tag"), method.flag("multiple"), null);
            case BASIC_NACK -> confirm(method.number("delivery-tag"), method.flag("multiple"),
                    new IOException("the broker could not store the message (basic.nack): look into its log"));
            case CHANNEL_CLOSE -> {
                out.method(number, Kind.CHANNEL_CLOSE_OK);
                end(new AmqpException((int) method.number("reply-code"), method.text("reply-text"), false));
            }
            case CHANNEL_FLOW -> out.method(number, Kind.CHANNEL_FLOW_OK, method.flag("active"));
            default -> {
                synchronized (unconfirmed) {
                    if (answer != null) answer.complete(command);
                    answer = null;
                }
            }
        }
    }

    private void confirm(long tag, boolean multiple, IOException failure) {
        synchronized (unconfirmed) {
            var done = multiple ? unconfirmed.headMap(tag, true) : unconfirmed.subMap(tag, true, tag, true);
            for (var one : done.values()) {
                if (failure == null) one.complete(null);
                else one.completeExceptionally(failure);
            }
            done.clear();
        }
    }

    void end(IOException why) {
        synchronized (unconfirmed) {
            if (ended != null) return;
            ended = why;
            if (answer != null) answer.completeExceptionally(why);
            unconfirmed.values().forEach(one -> one.completeExceptionally(why));
            unconfirmed.clear();
        }
    }
}
