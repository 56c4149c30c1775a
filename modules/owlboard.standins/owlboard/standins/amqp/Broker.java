package owlboard.standins.amqp;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.Method;
import owlboard.clients.amqp.wire.Properties;
import owlboard.clients.amqp.wire.Reply;
import owlboard.clients.amqp.wire.WireReader;

/**
 * The exchanges, the queues and their messages. Threads: any; one monitor, this object, guards them and every {@link Channel}'s deliveries;
 * nobody writes to a socket while holding it. What is durable is in the journal before a method that says so returns.
 */
final class Broker {
    /** The one virtual host. */
    static final String HOST = " in vhost '/'";
    private static final int GENERATED = 22; // characters of a name that the broker makes up

    private final Map<String, Exchange> exchanges = new TreeMap<>();
    private final Map<String, MessageQueue> queues = new TreeMap<>();
    private final Records records;
    private final long weightMax;
    private long weight;
    private long lastId;

    /** {@code weightMax}: bytes that messages may take, those on their way in included. */
    Broker(Path journal, long weightMax) throws IOException {
        this.weightMax = weightMax;
        for (var name : List.of("", "amq.direct")) exchanges.put(name, new Exchange(name, "direct", true, false, false));
        exchanges.put("amq.fanout", new Exchange("amq.fanout", "fanout", true, false, false));
        exchanges.put("amq.topic", new Exchange("amq.topic", "topic", true, false, false));
        records = new Records(journal, exchanges, queues);
        for (var queue : queues.values()) {
            for (var entry : queue.ready.values()) {
                lastId = Math.max(lastId, entry.message().id());
                weight += entry.message().weight();
            }
        }
    }

    // Exchanges and bindings

    synchronized void declareExchange(Method declare) throws AmqpException {
        var name = declare.text("exchange");
        var known = exchanges.get(name);
        if (declare.flag("passive")) {
            if (known == null) throw noExchange(name);
            return;
        }
        var type = declare.text("type");
        if (!Exchange.isType(type)) throw Reply.COMMAND_INVALID.because("unknown exchange type '" + type + "'");
        if (!declare.table("arguments").isEmpty()) {
            throw Reply.PRECONDITION_FAILED.because("exchange '" + name + "'" + HOST + ": arguments " + declare.table("arguments")
                    .keySet() + " are not supported");
        }
        var wanted = new Exchange(name, type, declare.flag("durable"), declare.flag("auto-delete"), declare.flag("internal"));
        if (known != null) {
            var of = "exchange '" + name + "'";
            Equivalence.check("type", of, wanted.type, known.type);
            Equivalence.check("durable", of, wanted.durable, known.durable);
            Equivalence.check("auto_delete", of, wanted.autoDelete, known.autoDelete);
            Equivalence.check("internal", of, wanted.internal, known.internal);
            return;
        }
        if (name.startsWith("amq.")) throw Reply.ACCESS_REFUSED.because("exchange name '" + name + "' contains reserved prefix 'amq.*'");
        if (wanted.durable) records.exchange(wanted);
        exchanges.put(name, wanted);
    }

    synchronized void deleteExchange(String name, boolean ifUnused) throws AmqpException {
        if (name.isEmpty()) throw Reply.ACCESS_REFUSED.because("operation not permitted on the default exchange");
        if (name.startsWith("amq.")) {
            throw Reply.ACCESS_REFUSED.because("deletion of system exchange '" + name + "'" + HOST + " not allowed");
        }
        var exchange = exchanges.get(name);
        if (exchange == null) return;
        if (ifUnused && !exchange.bindings.isEmpty()) throw Reply.PRECONDITION_FAILED.because("exchange '" + name + "'" + HOST + " in use");
        if (exchange.durable) records.exchangeDeleted(name);
        exchanges.remove(name);
    }

    synchronized void bind(Session session, Method bind, String queueName) throws AmqpException {
        var queue = queue(session, queueName);
        var exchange = bindable(bind.text("exchange"));
        var binding = new Exchange.Binding(queueName, bind.text("routing-key"), bind.table("arguments"));
        if (exchange.bindings.contains(binding)) return;
        if (exchange.durable && queue.isKept()) records.bound(exchange.name, binding);
        exchange.bindings.add(binding);
    }

    synchronized void unbind(Session session, Method unbind, String queueName) throws AmqpException {
        queue(session, queueName);
        var exchange = bindable(unbind.text("exchange"));
        remove(exchange, new Exchange.Binding(queueName, unbind.text("routing-key"), unbind.table("arguments")), true);
    }

    private Exchange bindable(String name) throws AmqpException {
        if (name.isEmpty()) throw Reply.ACCESS_REFUSED.because("operation not permitted on the default exchange");
        var exchange = exchanges.get(name);
        if (exchange == null) throw noExchange(name);
        return exchange;
    }

    private void remove(Exchange exchange, Exchange.Binding binding, boolean record) throws AmqpException {
        if (!exchange.bindings.contains(binding)) return;
        if (record && exchange.durable && queues.get(binding.queue()).isKept()) records.unbound(exchange.name, binding);
        exchange.bindings.remove(binding);
        if (exchange.autoDelete && exchange.bindings.isEmpty()) deleteExchange(exchange.name, false);
    }

    private static AmqpException noExchange(String name) {
        return Reply.NOT_FOUND.because("no exchange '" + name + "'" + HOST);
    }

    // Queues

    /** The queue that is there after it. */
    synchronized MessageQueue declareQueue(Session session, Method declare) throws AmqpException {
        var name = declare.text("queue");
        if (declare.flag("passive")) return queue(session, name);
        var owner = declare.flag("exclusive") ? session : null;
        var wanted = new MessageQueue(name.isEmpty() ? "amq.gen-" + generated() : name, declare.flag("durable"),
                declare.flag("auto-delete"), owner,
                Equivalence.timeToLive(name, declare.table("arguments")));
        var known = queues.get(wanted.name);
        if (known != null) {
            queue(session, name);
            var of = "queue '" + name + "'";
            Equivalence.check("durable", of, wanted.durable, known.durable);
            Equivalence.check("auto_delete", of, wanted.autoDelete, known.autoDelete);
            Equivalence.check("exclusive", of, wanted.owner != null, known.owner != null);
            Equivalence.check("x-message-ttl", of, wanted.timeToLiveMillis, known.timeToLiveMillis);
            return known;
        }
        if (name.startsWith("amq.")) throw Reply.ACCESS_REFUSED.because("queue name '" + name + "' contains reserved prefix 'amq.*'");
        if (wanted.isKept()) records.queue(wanted);
        queues.put(wanted.name, wanted);
        return wanted;
    }

    /** The queue of this name, for a connection that may use it. */
    synchronized MessageQueue queue(Session session, String name) throws AmqpException {
        var queue = queues.get(name);
        if (queue == null) throw Reply.NOT_FOUND.because("no queue '" + name + "'" + HOST);
        if (queue.owner != null && queue.owner != session) {
            throw Reply.RESOURCE_LOCKED.because("cannot obtain exclusive access to locked queue '" + name + "'" + HOST
                    + ". It was declared as exclusive by another connection");
        }
        return queue;
    }

    /** How many messages wait, those past their time not counted. */
    synchronized int readyIn(MessageQueue queue) throws AmqpException {
        dropExpired(queue);
        return queue.ready.size();
    }

    synchronized int purge(MessageQueue queue) throws AmqpException {
        int count = queue.ready.size();
        for (var entry : List.copyOf(queue.ready.values())) forget(entry);
        queue.ready.clear();
        return count;
    }

    synchronized int deleteQueue(Session session, String name, boolean ifUnused, boolean ifEmpty) throws AmqpException {
        if (!queues.containsKey(name)) return 0;
        var queue = queue(session, name);
        if (ifUnused && !queue.consumers.isEmpty()) throw Reply.PRECONDITION_FAILED.because("queue '" + name + "'" + HOST + " in use");
        if (ifEmpty && readyIn(queue) > 0) throw Reply.PRECONDITION_FAILED.because("queue '" + name + "'" + HOST + " not empty");
        return delete(queue);
    }

    private int delete(MessageQueue queue) throws AmqpException {
        if (queue.isKept()) records.queueDeleted(queue.name);
        queue.deleted = true;
        for (var exchange : List.copyOf(exchanges.values())) {
            for (var binding : List.copyOf(exchange.bindings)) {
                if (binding.queue().equals(queue.name)) remove(exchange, binding, false); // the queue's record covers it
            }
        }
        queues.remove(queue.name);
        for (var consumer : List.copyOf(queue.consumers)) consumer.channel.cancelledByBroker(consumer);
        int count = queue.ready.size();
        for (var entry : queue.ready.values()) weight -= entry.message().weight();
        queue.ready.clear();
        return count;
    }

    // Messages

    /** Whether a message of so many bytes may come in; if so they are counted until {@link #unreserve}. */
    synchronized boolean reserve(long bytes) {
        if (weight + bytes > weightMax) return false;
        weight += bytes;
        return true;
    }

    synchronized void unreserve(long bytes) {
        weight -= bytes;
    }

    /** Why {@link #reserve} said no. */
    synchronized AmqpException full(long bytes) {
        return Reply.CONTENT_TOO_LARGE.because("a message of " + bytes + " bytes; messages take " + weight + " of the " + weightMax
                + " bytes that this broker may use: consume some first");
    }

    /** False when no queue wanted it. */
    synchronized boolean publish(Method publish, byte[] propertyBytes, byte[] body) throws AmqpException {
        var exchange = exchanges.get(publish.text("exchange"));
        if (exchange == null) throw noExchange(publish.text("exchange"));
        if (exchange.internal) throw Reply.ACCESS_REFUSED.because("cannot publish to internal exchange '" + exchange.name + "'" + HOST);
        var properties = Properties.read(new WireReader(propertyBytes));
        var key = publish.text("routing-key");
        long expires = Equivalence.expires(properties.expiration());
        var message = new Message(++lastId, exchange.name, key, propertyBytes, body, properties.isPersistent(), expires);

        var names = exchange.name.isEmpty() ? List.of(key) : exchange.route(key);
        var targets = names.stream().map(queues::get).filter(queue -> queue != null).toList();
        var keeping = targets.stream().filter(queue -> queue.isKept()).map(queue -> queue.name).toList();
        long now = System.currentTimeMillis();
        if (message.persistent() && !keeping.isEmpty()) records.published(message, now, keeping);
        for (var queue : targets) {
            weight += message.weight();
            queue.ready.put(message.id(), new MessageQueue.Entry(queue, message.waitingAtMost(queue.timeToLiveMillis, now), false));
            dispatch(queue);
        }
        return !targets.isEmpty();
    }

    /** The oldest message, which then waits for its acknowledgement; null when there is none. */
    synchronized MessageQueue.Entry take(MessageQueue queue) throws AmqpException {
        dropExpired(queue);
        if (queue.ready.isEmpty()) return null;
        queue.unacknowledged++;
        return queue.ready.pollFirstEntry().getValue();
    }

    /** The message is done with. */
    synchronized void acknowledged(MessageQueue.Entry entry) throws AmqpException {
        entry.queue().unacknowledged--;
        forget(entry);
    }

    /** The message waits again, where it was. */
    synchronized void returned(MessageQueue.Entry entry) {
        entry.queue().unacknowledged--;
        if (entry.queue().deleted) weight -= entry.message().weight();
        else entry.queue().ready.put(entry.message().id(), entry);
    }

    private void forget(MessageQueue.Entry entry) throws AmqpException {
        weight -= entry.message().weight();
        if (entry.message().persistent() && entry.queue().isKept() && !entry.queue().deleted) {
            records.gone(entry.queue().name, entry.message().id());
        }
    }

    private void dropExpired(MessageQueue queue) throws AmqpException {
        long now = System.currentTimeMillis();
        while (!queue.ready.isEmpty() && queue.ready.firstEntry().getValue().message().expiresMillis() <= now) {
            forget(queue.ready.pollFirstEntry().getValue());
        }
    }

    /** Gives what waits to the consumers that have room, in turns. */
    synchronized void dispatch(MessageQueue queue) throws AmqpException {
        var woken = new HashSet<Session>();
        for (Consumer consumer; !queue.ready.isEmpty() && (consumer = queue.nextWithRoom()) != null; ) {
            var entry = take(queue);
            if (entry == null) break;
            consumer.waiting.add(entry);
            woken.add(consumer.channel.session);
        }
        woken.forEach(Session::wake);
    }

    synchronized void dispatch(Collection<MessageQueue> those) throws AmqpException {
        for (var queue : those) dispatch(queue);
    }

    // Consumers

    synchronized void consume(Consumer consumer) throws AmqpException {
        var queue = consumer.queue;
        boolean taken = consumer.exclusive ? !queue.consumers.isEmpty() : queue.consumers.stream().anyMatch(other -> other.exclusive);
        if (taken) throw Reply.ACCESS_REFUSED.because("queue '" + queue.name + "'" + HOST + " in exclusive use");
        queue.consumers.add(consumer);
    }

    /** Takes the consumer off its queue; what was chosen for it and not written waits again. */
    synchronized void cancel(Consumer consumer) throws AmqpException {
        var queue = consumer.queue;
        consumer.waiting.forEach(this::returned);
        consumer.waiting.clear();
        boolean was = queue.consumers.remove(consumer);
        if (was && queue.autoDelete && queue.consumers.isEmpty() && !queue.deleted) delete(queue);
        else dispatch(queue);
    }

    /** A connection has ended: its channels are closed already. */
    synchronized void left(Session session) throws AmqpException {
        for (var queue : List.copyOf(queues.values())) {
            if (queue.owner == session) delete(queue);
        }
    }

    static String generated() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, GENERATED);
    }

    synchronized void close() throws IOException {
        records.close();
    }
}
