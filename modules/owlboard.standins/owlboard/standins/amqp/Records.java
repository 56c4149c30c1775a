package owlboard.standins.amqp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.Reply;
import owlboard.clients.amqp.wire.WireReader;
import owlboard.clients.amqp.wire.WireWriter;
import owlboard.standins.journal.Journal;

/** What is durable, as records of a journal: a letter, then fields in AMQP's own data types. Guarded by the broker. */
final class Records {
    private static final long COMPACT_BYTES = 4 << 20; // smaller files are left alone
    private static final int COMPACT_FACTOR = 4; // of what the messages take
    private static final int FIELDS = 64; // bytes of a message's record beside its properties and its body, roughly

    /** A message of the journal, and the queues that still have it. */
    private record Held(Message message, long arrivedMillis, List<String> in) {}

    private final Map<String, Exchange> exchanges;
    private final Map<String, MessageQueue> queues;
    private final Map<Long, Held> held = new TreeMap<>();
    private final Journal journal;
    private long heldBytes;

    /** Reads what the last broker left into the maps; messages of it count as redelivered. */
    Records(Path file, Map<String, Exchange> exchanges, Map<String, MessageQueue> queues) throws IOException {
        this.exchanges = exchanges;
        this.queues = queues;
        journal = Journal.open(file, record -> {
            try {
                replay(record);
            } catch (AmqpException foreign) {
                throw new UncheckedIOException(file + " is not the journal of a broker: move it away", foreign);
            }
        });
    }

    private void replay(byte[] record) throws AmqpException {
        var in = new WireReader(record);
        int kind = in.octet();
        switch (kind) {
            case 'E' -> {
                var exchange = new Exchange(in.shortString(), in.shortString(), true, in.octet() == 1, in.octet() == 1);
                exchanges.put(exchange.name, exchange);
            }
            case 'e' -> exchanges.remove(in.shortString());
            case 'Q' -> {
                var queue = new MessageQueue(in.shortString(), true, in.octet() == 1, null, in.longLong());
                queues.put(queue.name, queue);
            }
            case 'q' -> {
                var queue = queues.remove(in.shortString());
                for (long id : queue.ready.keySet()) release(queue.name, id);
                for (var exchange : exchanges.values()) exchange.bindings.removeIf(binding -> binding.queue().equals(queue.name));
            }
            case 'B' -> exchanges.get(in.shortString()).bindings.add(new Exchange.Binding(in.shortString(), in.shortString(), in.table()));
            case 'b' -> exchanges.get(in.shortString()).bindings
                    .remove(new Exchange.Binding(in.shortString(), in.shortString(), in.table()));
            case 'P' -> message(in);
            case 'a' -> {
                var name = in.shortString();
                long id = in.longLong();
                queues.get(name).ready.remove(id);
                release(name, id);
            }
            default -> throw Reply.SYNTAX_ERROR.because("a record of kind " + kind);
        }
    }

    private void message(WireReader in) throws AmqpException {
        var names = new ArrayList<String>();
        for (int count = in.shortInt(); count > 0; count--) names.add(in.shortString());
        long arrived = in.longLong();
        var message = new Message(in.longLong(), in.shortString(), in.shortString(), in.longString(), in.longString(), true, in.longLong());
        for (var name : names) {
            var queue = queues.get(name);
            queue.ready.put(message.id(), new MessageQueue.Entry(queue, message.waitingAtMost(queue.timeToLiveMillis, arrived), true));
        }
        hold(message, arrived, names);
    }

    private static byte[] record(Held held) {
        var out = new WireWriter().octet('P').shortInt(held.in.size());
        held.in.forEach(out::shortString);
        var message = held.message;
        return out.longLong(held.arrivedMillis).longLong(message.id()).shortString(message.exchange()).shortString(message.routingKey())
                .longString(message.properties()).longString(message.body()).longLong(message.expiresMillis()).bytes();
    }

    private Held hold(Message message, long arrivedMillis, List<String> in) {
        var entry = new Held(message, arrivedMillis, new ArrayList<>(in));
        held.put(message.id(), entry);
        heldBytes += bytes(message);
        return entry;
    }

    private void release(String queue, long id) {
        var entry = held.get(id);
        entry.in.remove(queue);
        if (!entry.in.isEmpty()) return;
        held.remove(id);
        heldBytes -= bytes(entry.message);
    }

    private static long bytes(Message message) {
        return FIELDS + message.properties().length + message.body().length;
    }

    void exchange(Exchange exchange) throws AmqpException {
        append(record(exchange));
    }

    private static byte[] record(Exchange exchange) {
        return new WireWriter().octet('E').shortString(exchange.name).shortString(exchange.type).octet(exchange.autoDelete ? 1 : 0)
                .octet(exchange.internal ? 1 : 0).bytes();
    }

    void exchangeDeleted(String name) throws AmqpException {
        append(new WireWriter().octet('e').shortString(name).bytes());
    }

    void queue(MessageQueue queue) throws AmqpException {
        append(record(queue));
    }

    private static byte[] record(MessageQueue queue) {
        return new WireWriter().octet('Q').shortString(queue.name).octet(queue.autoDelete ? 1 : 0).longLong(queue.timeToLiveMillis).bytes();
    }

    void queueDeleted(String name) throws AmqpException {
        append(new WireWriter().octet('q').shortString(name).bytes());
        for (var message : List.copyOf(held.values())) {
            if (message.in.contains(name)) release(name, message.message.id());
        }
    }

    void bound(String exchange, Exchange.Binding binding) throws AmqpException {
        append(record('B', exchange, binding));
    }

    void unbound(String exchange, Exchange.Binding binding) throws AmqpException {
        append(record('b', exchange, binding));
    }

    private static byte[] record(char kind, String exchange, Exchange.Binding binding) {
        return new WireWriter().octet(kind).shortString(exchange).shortString(binding.queue()).shortString(binding.routingKey())
                .table(binding.arguments()).bytes();
    }

    /** A persistent message came into these queues, all of them durable. */
    void published(Message message, long arrivedMillis, List<String> in) throws AmqpException {
        append(record(new Held(message, arrivedMillis, in)));
        hold(message, arrivedMillis, in);
        compactIfItPays();
    }

    /** A message left a queue for good. */
    void gone(String queue, long id) throws AmqpException {
        append(new WireWriter().octet('a').shortString(queue).longLong(id).bytes());
        release(queue, id);
        compactIfItPays();
    }

    private void append(byte[] record) throws AmqpException {
        try {
            journal.append(record);
        } catch (IOException failure) {
            throw Reply.INTERNAL_ERROR.because(failure.getMessage());
        }
    }

    private void compactIfItPays() throws AmqpException {
        if (journal.size() < COMPACT_BYTES || journal.size() < COMPACT_FACTOR * heldBytes) return;
        try {
            journal.compact(Stream.of(
                    exchanges.values().stream().filter(exchange -> exchange.durable && !exchange.isPredeclared()).map(Records::record),
                    queues.values().stream().filter(MessageQueue::isKept).map(Records::record),
                    exchanges.values().stream().filter(exchange -> exchange.durable).flatMap(this::bindings),
                    held.values().stream().map(Records::record)).flatMap(records -> records));
        } catch (IOException failure) {
            throw Reply.INTERNAL_ERROR.because(failure.getMessage());
        }
    }

    private Stream<byte[]> bindings(Exchange exchange) {
        return exchange.bindings.stream().filter(binding -> queues.get(binding.queue()).isKept())
                .map(binding -> record('B', exchange.name, binding));
    }

    void close() throws IOException {
        journal.close();
    }
}
