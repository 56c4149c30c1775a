package owlboard.clients.amqp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import owlboard.clients.StoreUrl;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.CommandReader;
import owlboard.clients.amqp.wire.CommandReader.Command;
import owlboard.clients.amqp.wire.FrameReader;
import owlboard.clients.amqp.wire.FrameWriter;
import owlboard.clients.amqp.wire.Kind;
import owlboard.clients.amqp.wire.Method;
import owlboard.clients.amqp.wire.Properties;
import owlboard.clients.amqp.wire.ProtocolHeader;
import owlboard.clients.amqp.wire.Reply;
import owlboard.clients.amqp.wire.WireReader;

/**
 * A connection to an AMQP 0-9-1 broker. Threads: any; methods wait for the broker's answer. A method that the broker refuses throws
 * {@link AmqpException}; unless {@link AmqpException#endsConnection}, the client stays usable. It does not connect again by itself.
 */
public final class AmqpClient implements AutoCloseable {
    private static final int HEARTBEAT_SECONDS = 30;
    private static final int BODY_MAX = 128 << 20;
    private static final Map<String, Object> PROPERTIES = Map.of("product", "OwlBoard", "platform", "Java", "capabilities", Map.of(
            "publisher_confirms", true, "basic.nack", true, "consumer_cancel_notify", true, "authentication_failure_close", true));

    private final Socket socket;
    private final String place;
    private final long timeoutNanos;
    private final FrameReader frames;
    private final CommandReader commands;
    private final FrameWriter out;
    private final Map<Integer, ClientChannel> channels = new ConcurrentHashMap<>();
    private final Map<Integer, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private int channelMax;
    private int lastNumber;
    private ClientChannel main;
    private volatile IOException ended;

    private AmqpClient(Socket socket, String place, Duration timeout) throws IOException {
        this.socket = socket;
        this.place = place;
        timeoutNanos = timeout.toNanos();
        frames = new FrameReader(new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 14)));
        commands = new CommandReader(frames, AmqpClient::admits);
        out = new FrameWriter(new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 14)));
    }

    /**
     * Connects and logs in.
     *
     * @param url     {@code amqp://guest:guest@rabbitmq:5672/}; without a name the virtual host is {@code /}, without a user {@code guest}
     *                with its usual password
     * @param timeout for connecting, and for each answer afterwards
     * @throws AmqpException when the broker refuses: 403 for a wrong password, 530 for an unknown virtual host
     */
    public static AmqpClient connect(StoreUrl url, Duration timeout) throws IOException {
        var place = url.host() + ":" + url.port();
        var socket = new Socket();
        try {
            var address = new InetSocketAddress(url.host(), url.port());
            if (address.isUnresolved()) throw new UnknownHostException("no such host");
            socket.connect(address, Math.toIntExact(timeout.toMillis()));
            socket.setTcpNoDelay(true);
            var client = new AmqpClient(socket, place, timeout);
            socket.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            client.logIn(url.user().isEmpty() ? "guest" : url.user(), url.user().isEmpty() ? "guest" : url.password(),
                    url.name().isEmpty() ? "/" : url.name());
            Thread.ofVirtual().start(client::read);
            return client;
        } catch (AmqpException refused) {
            socket.close();
            throw refused;
        } catch (IOException failure) {
            socket.close();
            throw new IOException("cannot connect to the broker at " + place + ": "
                    + (failure.getMessage() == null ? failure : failure.getMessage()), failure);
        }
    }

    private void logIn(String user, String password, String virtualHost) throws IOException {
        socket.getOutputStream().write(ProtocolHeader.bytes());
        expect(Kind.CONNECTION_START);
        out.method(0, Kind.CONNECTION_START_OK, PROPERTIES, "PLAIN", plain(user, password), "en_US");
        Method tune;
        try {
            tune = expect(Kind.CONNECTION_TUNE);
        } catch (EOFException refused) {
            throw Reply.ACCESS_REFUSED.because("the broker at " + place + " closed the connection at the login of user '" + user
                    + "'");
        }
        long frameMax = tune.number("frame-max");
        int agreed = frameMax == 0 ? FrameReader.MAX : (int) Math.min(frameMax, FrameReader.MAX);
        channelMax = tune.number("channel-max") == 0 ? FrameReader.CHANNEL_MAX
                : (int) Math.min(tune.number("channel-max"), FrameReader.CHANNEL_MAX);
        long heartbeat = tune.number("heartbeat") == 0 ? 0 : Math.min(tune.number("heartbeat"), HEARTBEAT_SECONDS);
        out.method(0, Kind.CONNECTION_TUNE_OK, (long) channelMax, (long) agreed, heartbeat);
        out.method(0, Kind.CONNECTION_OPEN, virtualHost);
        frames.frameMax(agreed);
        out.frameMax(agreed);
        expect(Kind.CONNECTION_OPEN_OK);
        socket.setSoTimeout((int) (2 * heartbeat * 1000));
        if (heartbeat > 0) Thread.ofVirtual().start(() -> beat(TimeUnit.SECONDS.toNanos(heartbeat) / 2));
    }

    /** RFC 4616: whom to act as (nobody else), user, password. */
    private static byte[] plain(String user, String password) {
        return ("\0" + user + "\0" + password).getBytes(StandardCharsets.UTF_8);
    }

    private Method expect(Kind kind) throws IOException {
        var method = commands.next().method();
        if (method.kind() == Kind.CONNECTION_CLOSE) throw closed(method);
        if (method.kind() != kind) {
            throw Reply.COMMAND_INVALID.because("expected '" + kind.title() + "' and got '" + method.kind().title() + "'");
        }
        return method;
    }

    private static AmqpException closed(Method close) {
        return new AmqpException((int) close.number("reply-code"), close.text("reply-text"), true);
    }

    private void beat(long nanos) {
        try {
            while (!over.await(nanos, TimeUnit.NANOSECONDS)) out.heartbeat(nanos);
        } catch (IOException | InterruptedException gone) {
            end(new IOException("the connection to the broker at " + place + " has ended", gone));
        }
    }

    private void read() {
        try (socket) {
            while (true) {
                var command = commands.next();
                if (command.channel() == 0) {
                    if (command.method().kind() == Kind.CONNECTION_CLOSE) {
                        out.method(0, Kind.CONNECTION_CLOSE_OK);
                        throw closed(command.method());
                    }
                    if (command.method().kind() == Kind.CONNECTION_CLOSE_OK) throw new EOFException("closed");
                    continue; // connection.blocked and unblocked: the broker just stops reading
                }
                var channel = channels.get(command.channel());
                if (channel == null) continue; // it was closed meanwhile
                channel.receive(command);
                if (!channel.isOpen()) forget(channel);
            }
        } catch (AmqpException why) {
            end(why);
        } catch (IOException gone) {
            end(new IOException("the connection to the broker at " + place + " has ended"
                    + (gone.getMessage() == null ? "" : ": " + gone.getMessage()), gone));
        }
    }

    private static boolean admits(int channel, long bytes) throws AmqpException {
        if (bytes > BODY_MAX) {
            throw Reply.CONTENT_TOO_LARGE.because("the broker sends a message of " + bytes + " bytes; at most " + BODY_MAX + " are taken");
        }
        return true;
    }

    private void end(IOException why) {
        synchronized (channels) {
            if (ended == null) ended = why;
        }
        over.countDown();
        channels.values().forEach(channel -> channel.end(why));
        channels.clear();
        subscriptions.values().forEach(subscription -> subscription.end(why));
        subscriptions.clear();
    }

    private void forget(ClientChannel channel) {
        channels.remove(channel.number());
        var subscription = subscriptions.remove(channel.number());
        if (subscription != null) subscription.end(channel.whyEnded());
    }

    private ClientChannel open(Subscription subscription) throws IOException {
        ClientChannel channel;
        synchronized (channels) {
            if (ended != null) throw ended;
            int number = lastNumber;
            do {
                number = number % channelMax + 1;
                if (number == lastNumber) throw new IOException("all " + channelMax + " channels are in use");
            } while (channels.containsKey(number));
            lastNumber = number;
            channel = new ClientChannel(number, out, timeoutNanos, subscription == null ? nobodys -> {} : subscription::receive);
            channels.put(number, channel);
            if (subscription != null) subscriptions.put(number, subscription);
        }
        channel.call(Kind.CHANNEL_OPEN);
        return channel;
    }

    void closeChannel(ClientChannel channel) throws IOException {
        subscriptions.remove(channel.number());
        if (!channel.isOpen()) return;
        channel.call(Kind.CHANNEL_CLOSE, 200L, "", 0L, 0L);
        channel.end(new IOException("closed"));
        channels.remove(channel.number(), channel);
    }

    /** The channel of everything but subscriptions; a new one when the broker has closed it. */
    private synchronized ClientChannel main() throws IOException {
        if (main == null || !main.isOpen()) {
            main = open(null);
            main.call(Kind.CONFIRM_SELECT, false);
        }
        return main;
    }

    // What a client does

    /** {@code type}: direct, fanout or topic. */
    public void declareExchange(String name, String type, boolean durable) throws IOException {
        main().call(Kind.EXCHANGE_DECLARE, name, type, false, durable, false, false, false, Map.of());
    }

    /** A queue for everybody that stays; durable: over the broker's end, too. */
    public void declareQueue(String name, boolean durable) throws IOException {
        main().call(Kind.QUEUE_DECLARE, name, false, durable, false, false, false, Map.of());
    }

    /** A queue for this connection alone, gone with it; the broker chooses its name. */
    public String declareOwnQueue() throws IOException {
        return main().call(Kind.QUEUE_DECLARE, "", false, false, true, true, false, Map.of()).method().text("queue");
    }

    public void bind(String queue, String exchange, String routingKey) throws IOException {
        main().call(Kind.QUEUE_BIND, queue, exchange, routingKey, false, Map.of());
    }

    /** How many messages wait in a queue; {@link AmqpException} 404 when there is none of this name. */
    public long count(String queue) throws IOException {
        return main().call(Kind.QUEUE_DECLARE, queue, true, false, false, false, false, Map.of()).method().number("message-count");
    }

    public void deleteQueue(String queue) throws IOException {
        main().call(Kind.QUEUE_DELETE, queue, false, false, false);
    }

    /**
     * Returns when the broker has confirmed the message: a persistent one in a durable queue is stored. One that no queue wants is dropped.
     */
    public void publish(String exchange, String routingKey, Properties properties, byte[] body) throws IOException {
        main().publish(exchange, routingKey, properties, body);
    }

    /** The oldest message of a queue, to be acknowledged; null when none waits. */
    public Delivery get(String queue) throws IOException {
        var channel = main();
        var answer = channel.call(Kind.BASIC_GET, queue, false);
        return answer.method().kind() == Kind.BASIC_GET_EMPTY ? null : delivery(channel, answer);
    }

    /** {@code prefetch}: 1 to 65535 deliveries that may be unacknowledged at a time. */
    public Subscription consume(String queue, int prefetch, Subscription.Listener listener) throws IOException {
        var subscription = new Subscription(listener);
        var channel = open(subscription);
        subscription.on(this, channel);
        channel.call(Kind.BASIC_QOS, 0L, (long) prefetch, false);
        channel.call(Kind.BASIC_CONSUME, queue, "", false, false, false, false, Map.of());
        subscription.start();
        return subscription;
    }

    static Delivery delivery(ClientChannel channel, Command command) throws AmqpException {
        var method = command.method();
        return new Delivery(method.text("exchange"), method.text("routing-key"), method.flag("redelivered"),
                Properties.read(new WireReader(command.properties())), command.body(),
                new Delivery.Receipt(channel, method.number("delivery-tag")));
    }

    public boolean isOpen() {
        return ended == null;
    }

    /** Tells the broker, and ends all subscriptions. That the broker has left meanwhile is no failure. */
    @Override
    public void close() throws IOException {
        try (socket) {
            if (isOpen()) {
                sayGoodbye();
                over.await(timeoutNanos, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void sayGoodbye() throws IOException {
        try {
            out.method(0, Kind.CONNECTION_CLOSE, 200L, "", 0L, 0L);
        } catch (SocketException left) {
            socket.close(); // its reader sees the end, too
        }
    }
}
