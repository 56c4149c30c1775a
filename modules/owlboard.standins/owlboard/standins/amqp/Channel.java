package owlboard.standins.amqp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import owlboard.clients.amqp.Delivery;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.CommandReader.Command;
import owlboard.clients.amqp.wire.FrameWriter;
import owlboard.clients.amqp.wire.Kind;
import owlboard.clients.amqp.wire.Method;
import owlboard.clients.amqp.wire.Reply;

/**
 * What a client has on one channel. Its methods come on the session's reading thread, its deliveries leave on the session's delivering
 * thread; what both touch is guarded by the broker. Who holds the writer may enter the broker, never the other way round.
 */
final class Channel {
    /** A message that the client has; {@code consumer} is null for one that it fetched. */
    private record Delivery(MessageQueue.Entry entry, Consumer consumer) {}

    final Session session;
    private final int number;
    private final Broker broker;
    private final FrameWriter out;
    private final Map<String, Consumer> consumers = new LinkedHashMap<>();
    private final TreeMap<Long, Delivery> unacknowledged = new TreeMap<>();
    private final Deque<String> cancelled = new ArrayDeque<>();
    private long lastTag;
    private int prefetchEach;
    private int prefetchTogether;
    private String lastQueue = "";
    private boolean confirming;
    private long published;

    Channel(Session session, int number, Broker broker, FrameWriter out) {
        this.session = session;
        this.number = number;
        this.broker = broker;
        this.out = out;
    }

    void handle(Command command) throws IOException {
        var method = command.method();
        switch (method.kind()) {
            case CHANNEL_FLOW -> {
                if (!method.flag("active")) {
                    throw Reply.NOT_IMPLEMENTED.because("channel.flow with active=false: limit deliveries with basic.qos");
                }
                out.method(number, Kind.CHANNEL_FLOW_OK, true);
            }
            case EXCHANGE_DECLARE -> {
                broker.declareExchange(method);
                reply(method, Kind.EXCHANGE_DECLARE_OK);
            }
            case EXCHANGE_DELETE -> {
                broker.deleteExchange(method.text("exchange"), method.flag("if-unused"));
                reply(method, Kind.EXCHANGE_DELETE_OK);
            }
            case QUEUE_DECLARE -> declareQueue(method);
            case QUEUE_BIND -> {
                broker.bind(session, method, queueName(method));
                reply(method, Kind.QUEUE_BIND_OK);
            }
            case QUEUE_UNBIND -> {
                broker.unbind(session, method, queueName(method));
                out.method(number, Kind.QUEUE_UNBIND_OK);
            }
            case QUEUE_PURGE -> reply(method, Kind.QUEUE_PURGE_OK, (long) broker.purge(broker.queue(session, queueName(method))));
            case QUEUE_DELETE -> reply(method, Kind.QUEUE_DELETE_OK,
                    (long) broker.deleteQueue(session, queueName(method), method.flag("if-unused"), method.flag("if-empty")));
            case BASIC_QOS -> qos(method);
            case BASIC_CONSUME -> consume(method);
            case BASIC_CANCEL -> cancel(method);
            case BASIC_PUBLISH -> publish(command);
            case BASIC_GET -> get(method);
            case BASIC_ACK -> settle(method.number("delivery-tag"), method.flag("multiple"), false);
            case BASIC_NACK -> settle(method.number("delivery-tag"), method.flag("multiple"), method.flag("requeue"));
            case BASIC_REJECT -> settle(method.number("delivery-tag"), false, method.flag("requeue"));
            case CONFIRM_SELECT -> {
                confirming = true;
                reply(method, Kind.CONFIRM_SELECT_OK);
            }
            case TX_SELECT, TX_COMMIT, TX_ROLLBACK, EXCHANGE_BIND, EXCHANGE_UNBIND, BASIC_RECOVER, BASIC_RECOVER_ASYNC ->
                    throw Reply.NOT_IMPLEMENTED.because(method.kind().title() + " is not supported by this broker");
            default -> throw Reply.COMMAND_INVALID.because(method.kind().title() + " is not for the broker");
        }
    }

    private void reply(Method to, Kind kind, Object... values) throws IOException {
        if (!to.flag("no-wait")) out.method(number, kind, values);
    }

    /** An empty name means the queue that was declared last on this channel. */
    private String queueName(Method method) throws AmqpException {
        var name = method.text("queue");
        if (!name.isEmpty()) return name;
        if (lastQueue.isEmpty()) throw Reply.NOT_FOUND.because("no previously declared queue");
        return lastQueue;
    }

    private void declareQueue(Method declare) throws IOException {
        var queue = broker.declareQueue(session, declare);
        lastQueue = queue.name;
        long ready = broker.readyIn(queue);
        int count;
        synchronized (broker) {
            count = queue.consumers.size();
        }
        reply(declare, Kind.QUEUE_DECLARE_OK, queue.name, ready, (long) count);
    }

    private void publish(Command command) throws IOException {
        var publish = command.method();
        if (publish.flag("immediate")) throw Reply.NOT_IMPLEMENTED.because("immediate=true");
        published++;
        boolean routed;
        try {
            routed = broker.publish(publish, command.properties(), command.body());
        } catch (AmqpException refused) {
            if (!confirming || refused.code() != Reply.INTERNAL_ERROR.code) throw refused;
            out.method(number, Kind.BASIC_NACK, published, false, false); // it could not be stored
            return;
        }
        if (!routed && publish.flag("mandatory")) {
            var unroutable = Method.of(Kind.BASIC_RETURN, (long) Reply.NO_ROUTE.code, Reply.NO_ROUTE.name(), publish.text("exchange"),
                    publish.text("routing-key"));
            out.content(number, unroutable, command.properties(), command.body());
        }
        if (confirming) out.method(number, Kind.BASIC_ACK, published, false);
    }

    private void get(Method get) throws IOException {
        var queue = broker.queue(session, queueName(get));
        synchronized (out) {
            MessageQueue.Entry entry;
            long tag = 0;
            int left;
            synchronized (broker) {
                entry = broker.take(queue);
                left = queue.ready.size();
                if (entry != null) tag = handOver(entry, null, get.flag("no-ack"));
            }
            if (entry == null) {
                out.method(number, Kind.BASIC_GET_EMPTY);
                return;
            }
            var message = entry.message();
            out.content(number, Method.of(Kind.BASIC_GET_OK, tag, entry.redelivered(), message.exchange(), message.routingKey(),
                    (long) left), message.properties(), message.body());
        }
    }

    /** The delivery tag. */
    private long handOver(MessageQueue.Entry entry, Consumer consumer, boolean noAck) throws AmqpException {
        long tag = ++lastTag;
        if (noAck) {
            broker.acknowledged(entry);
        } else {
            unacknowledged.put(tag, new Delivery(entry, consumer));
            if (consumer != null) consumer.unacknowledged++;
        }
        return tag;
    }

    // Consumers

    private void qos(Method qos) throws IOException {
        if (qos.number("prefetch-size") != 0) throw Reply.NOT_IMPLEMENTED.because("prefetch_size!=0 (" + qos.number("prefetch-size") + ")");
        synchronized (broker) {
            int count = (int) qos.number("prefetch-count");
            if (qos.flag("global")) prefetchTogether = count;
            else prefetchEach = count;
            dispatchOwn();
        }
        out.method(number, Kind.BASIC_QOS_OK);
    }

    private void consume(Method consume) throws IOException {
        var queue = broker.queue(session, queueName(consume));
        if (!consume.table("arguments").isEmpty()) {
            throw Reply.PRECONDITION_FAILED.because("a consumer of queue '" + queue.name + "'" + Broker.HOST + ": arguments "
                    + consume.table("arguments").keySet() + " are not supported");
        }
        var tag = consume.text("consumer-tag").isEmpty() ? "amq.ctag-" + Broker.generated() : consume.text("consumer-tag");
        var consumer = new Consumer(this, tag, queue, consume.flag("no-ack"), consume.flag("exclusive"), prefetchEach);
        synchronized (broker) {
            if (consumers.containsKey(tag)) throw Reply.NOT_ALLOWED.because("attempt to reuse consumer tag '" + tag + "'");
            broker.consume(consumer);
            consumers.put(tag, consumer);
        }
        session.delivers();
        reply(consume, Kind.BASIC_CONSUME_OK, tag);
        synchronized (broker) {
            consumer.started = true; // the client hears that it consumes before its first message
            broker.dispatch(queue);
        }
    }

    private void cancel(Method cancel) throws IOException {
        var tag = cancel.text("consumer-tag");
        synchronized (out) { // after cancel-ok no delivery
            synchronized (broker) {
                var consumer = consumers.remove(tag);
                if (consumer != null) broker.cancel(consumer);
            }
            reply(cancel, Kind.BASIC_CANCEL_OK, tag);
        }
    }

    /** The queue has gone; the caller holds the broker. */
    void cancelledByBroker(Consumer consumer) throws AmqpException {
        consumers.remove(consumer.tag);
        broker.cancel(consumer);
        cancelled.add(consumer.tag);
        session.wake();
    }

    /** Of all consumers together (basic.qos with global); the caller holds the broker. */
    boolean hasRoom() {
        if (prefetchTogether == 0) return true;
        int sum = 0;
        for (var consumer : consumers.values()) {
            if (!consumer.noAck) sum += consumer.unacknowledged + consumer.waiting.size();
        }
        return sum < prefetchTogether;
    }

    /** Writes one thing that waits; false when nothing does. */
    boolean deliver() throws IOException {
        synchronized (out) {
            String tag;
            MessageQueue.Entry entry = null;
            long number = 0;
            synchronized (broker) {
                tag = cancelled.poll();
                if (tag == null) {
                    var consumer = nextWaiting();
                    if (consumer == null) return false;
                    tag = consumer.tag;
                    entry = consumer.waiting.poll();
                    number = handOver(entry, consumer, consumer.noAck);
                    broker.dispatch(consumer.queue);
                }
            }
            if (entry == null) {
                if (session.wantsCancels()) out.method(this.number, Kind.BASIC_CANCEL, tag, true);
                return true;
            }
            var message = entry.message();
            out.content(this.number, Method.of(Kind.BASIC_DELIVER, tag, number, entry.redelivered(), message.exchange(),
                    message.routingKey()), message.properties(), message.body());
            return true;
        }
    }

    private Consumer nextWaiting() {
        for (var consumer : consumers.values()) {
            if (consumer.waiting.isEmpty()) continue;
            consumers.remove(consumer.tag); // to the end: each has its turn
            consumers.put(consumer.tag, consumer);
            return consumer;
        }
        return null;
    }

    // Acknowledgements

    private void settle(long tag, boolean multiple, boolean requeue) throws AmqpException {
        synchronized (broker) {
            var settled = new ArrayList<Delivery>();
            if (multiple) {
                if (tag != 0 && !unacknowledged.containsKey(tag)) throw unknown(tag);
                var upTo = tag == 0 ? unacknowledged : unacknowledged.headMap(tag, true);
                settled.addAll(upTo.values());
                upTo.clear();
            } else {
                var delivery = unacknowledged.remove(tag);
                if (delivery == null) throw unknown(tag);
                settled.add(delivery);
            }
            settle(settled, requeue);
            dispatchOwn();
        }
    }

    private static AmqpException unknown(long tag) {
        return Reply.PRECONDITION_FAILED.because("unknown delivery tag " + tag);
    }

    private void settle(List<Delivery> deliveries, boolean requeue) throws AmqpException {
        var again = new HashSet<MessageQueue>();
        for (var delivery : deliveries) {
            if (delivery.consumer != null) delivery.consumer.unacknowledged--;
            if (requeue) {
                broker.returned(delivery.entry.again());
                again.add(delivery.entry.queue());
            } else {
                broker.acknowledged(delivery.entry);
            }
        }
        broker.dispatch(again);
    }

    private void dispatchOwn() throws AmqpException {
        for (var consumer : List.copyOf(consumers.values())) broker.dispatch(consumer.queue);
    }

    /** Everything that the client has and did not acknowledge waits again. */
    void close() throws AmqpException {
        synchronized (broker) {
            var all = List.copyOf(unacknowledged.values());
            unacknowledged.clear();
            for (var consumer : List.copyOf(consumers.values())) {
                consumers.remove(consumer.tag);
                broker.cancel(consumer);
            }
            settle(all, true);
        }
    }
}
