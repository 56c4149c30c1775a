package owlboard.standins.amqp;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import owlboard.clients.amqp.wire.AmqpException;
import owlboard.clients.amqp.wire.CommandReader;
import owlboard.clients.amqp.wire.CommandReader.Command;
import owlboard.clients.amqp.wire.FrameReader;
import owlboard.clients.amqp.wire.FrameWriter;
import owlboard.clients.amqp.wire.Kind;
import owlboard.clients.amqp.wire.Method;
import owlboard.clients.amqp.wire.ProtocolHeader;
import owlboard.clients.amqp.wire.Reply;

/** One client's connection: a thread that reads and answers, one that delivers once something is consumed, one for heartbeats. */
final class Session implements CommandReader.Gate {
    private static final byte[] GREETING = ProtocolHeader.bytes();
    private static final int HEARTBEAT_SECONDS = 60;
    private static final int GREETING_MILLIS = 10_000; // for everything before the client is in
    private static final int CLOSE_MILLIS = 2_000; // for the client's answer to a close
    private static final Map<String, Object> PROPERTIES = Map.of("product", "OwlBoard", "platform", "Java", "capabilities", Map.of(
            "publisher_confirms", true, "basic.nack", true, "consumer_cancel_notify", true, "authentication_failure_close", true));

    private final Socket socket;
    private final Broker broker;
    private final Login login;
    private final int messageMax;
    private final DataInputStream in;
    private final FrameReader frames;
    private final CommandReader commands;
    private final FrameWriter out;
    private final Map<Integer, Channel> channels = new ConcurrentHashMap<>();
    private final Set<Integer> closing = new HashSet<>();
    private final Semaphore somethingWaits = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private Map<?, ?> capabilities = Map.of();
    private boolean delivering;
    private long reserved;
    private volatile boolean dismissed;

    Session(Socket socket, Broker broker, Login login, int messageMax) throws IOException {
        this.socket = socket;
        this.broker = broker;
        this.login = login;
        this.messageMax = messageMax;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 14));
        frames = new FrameReader(in);
        commands = new CommandReader(frames, this);
        out = new FrameWriter(new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 14)));
    }

    /** Until the client has gone or was sent away. */
    void run() {
        try (socket) {
            converse();
        } catch (IOException gone) {
            dismissed = true;
        } finally {
            end();
        }
    }

    private void converse() throws IOException {
        Command last = null;
        try {
            if (!greet()) return;
            do last = commands.next();
            while (handle(last));
        } catch (AmqpException wrong) {
            sayWhy(wrong, last);
        } catch (IOException gone) {
            if (!dismissed) throw gone;
            sayWhy(Reply.CONNECTION_FORCED.because("broker forced connection closure with reason 'shutdown'"), null);
        }
    }

    // Before the client is in (section 2.2.4)

    private boolean greet() throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(GREETING_MILLIS);
        var greeting = in.readNBytes(GREETING.length);
        if (!Arrays.equals(greeting, GREETING)) {
            socket.getOutputStream().write(GREETING); // what this end speaks
            return false;
        }
        out.method(0, Kind.CONNECTION_START, 0L, 9L, PROPERTIES, Login.MECHANISMS.getBytes(StandardCharsets.US_ASCII),
                "en_US".getBytes(StandardCharsets.US_ASCII));
        var startOk = expect(Kind.CONNECTION_START_OK);
        if (startOk.table("properties").get("capabilities") instanceof Map<?, ?> told) capabilities = told;
        var mechanism = startOk.text("mechanism");
        if (!login.accepts(mechanism, startOk.octets("response"))) {
            var refused = Reply.ACCESS_REFUSED.because("Login was refused using authentication mechanism " + mechanism
                    + ". For details see the broker logfile.");
            if (Boolean.TRUE.equals(capabilities.get("authentication_failure_close"))) {
                throw new AmqpException(refused.code(), refused.getMessage(), true);
            }
            return false;
        }
        out.method(0, Kind.CONNECTION_TUNE, (long) FrameReader.CHANNEL_MAX, (long) FrameReader.MAX, (long) HEARTBEAT_SECONDS);
        tuned(expect(Kind.CONNECTION_TUNE_OK));
        var host = expect(Kind.CONNECTION_OPEN).text("virtual-host");
        if (!host.equals("/")) throw Reply.NOT_ALLOWED.because("vhost '" + host + "' not found: the only one is '/'");
        out.method(0, Kind.CONNECTION_OPEN_OK);
        return true;
    }

    private Method expect(Kind kind) throws IOException {
        var command = commands.next();
        if (command.channel() != 0 || command.method().kind() != kind) {
            throw Reply.COMMAND_INVALID.because("expected '" + kind.title() + "' and got '" + command.method().kind()
                    .title() + "' on channel " + command.channel());
        }
        return command.method();
    }

    private void tuned(Method tuneOk) throws IOException {
        long frameMax = tuneOk.number("frame-max");
        if (frameMax != 0 && frameMax < FrameReader.MIN) {
            throw Reply.NOT_ALLOWED.because("negotiated frame_max = " + frameMax + " is lower than the minimum allowed value ("
                    + FrameReader.MIN + ")");
        }
        if (frameMax > FrameReader.MAX) {
            throw Reply.NOT_ALLOWED.because("negotiated frame_max = " + frameMax + " is higher than the maximum allowed value ("
                    + FrameReader.MAX + ")");
        }
        int agreed = frameMax == 0 ? FrameReader.MAX : (int) frameMax;
        frames.frameMax(agreed);
        out.frameMax(agreed);
        long seconds = tuneOk.number("heartbeat");
        socket.setSoTimeout((int) (2 * seconds * 1000)); // two silent intervals end it (section 4.2.7)
        if (seconds > 0) Thread.ofVirtual().start(() -> beat(TimeUnit.SECONDS.toNanos(seconds) / 2));
    }

    private void beat(long nanos) {
        try {
            while (!ended.await(nanos, TimeUnit.NANOSECONDS)) out.heartbeat(nanos);
        } catch (IOException | InterruptedException over) {
            Thread.currentThread().interrupt(); // the reading thread sees the same end
        }
    }

    // Methods

    private boolean handle(Command command) throws IOException {
        var method = command.method();
        if (command.channel() == 0) return connection(method);
        if (closing.contains(command.channel())) {
            if (method.kind() == Kind.CHANNEL_CLOSE_OK) closing.remove(command.channel());
            if (method.kind() == Kind.CHANNEL_CLOSE) out.method(command.channel(), Kind.CHANNEL_CLOSE_OK);
            return true;
        }
        if (method.kind() == Kind.CHANNEL_OPEN) {
            openChannel(command.channel());
            return true;
        }
        var channel = open(command.channel());
        if (method.kind() == Kind.CHANNEL_CLOSE) {
            channels.remove(command.channel());
            channel.close();
            out.method(command.channel(), Kind.CHANNEL_CLOSE_OK);
            return true;
        }
        try {
            channel.handle(command);
        } catch (AmqpException wrong) {
            if (wrong.endsConnection()) throw wrong;
            closeChannel(command.channel(), wrong, method.kind());
        } finally {
            if (command.body() != null) unreserve(command.body().length);
        }
        return true;
    }

    private boolean connection(Method method) throws IOException {
        switch (method.kind()) {
            case CONNECTION_CLOSE -> {
                out.method(0, Kind.CONNECTION_CLOSE_OK);
                return false;
            }
            case CONNECTION_CLOSE_OK -> {
                return false;
            }
            default -> throw Reply.COMMAND_INVALID.because(method.kind().title() + " on channel 0");
        }
    }

    private void openChannel(int number) throws IOException {
        if (number > FrameReader.CHANNEL_MAX) {
            throw Reply.CHANNEL_ERROR.because("channel " + number + " is above the agreed " + FrameReader.CHANNEL_MAX);
        }
        if (channels.putIfAbsent(number, new Channel(this, number, broker, out)) != null) {
            throw Reply.CHANNEL_ERROR.because("second 'channel.open' seen");
        }
        out.method(number, Kind.CHANNEL_OPEN_OK);
    }

    private Channel open(int number) throws AmqpException {
        var channel = channels.get(number);
        if (channel == null) throw Reply.CHANNEL_ERROR.because("expected 'channel.open' on channel " + number);
        return channel;
    }

    private void closeChannel(int number, AmqpException why, Kind during) throws IOException {
        channels.remove(number).close();
        closing.add(number);
        out.method(number, Kind.CHANNEL_CLOSE, (long) why.code(), shortened(why), (long) during.classId, (long) during.methodId);
    }

    @Override
    public boolean admits(int number, long bytes) throws IOException {
        if (closing.contains(number)) return false;
        open(number);
        if (bytes <= messageMax && broker.reserve(bytes)) {
            reserved += bytes;
            return true;
        }
        var why = bytes > messageMax ? Reply.CONTENT_TOO_LARGE
                .because("a message of " + bytes + " bytes; at most " + messageMax + " are possible") : broker.full(bytes);
        closeChannel(number, why, Kind.BASIC_PUBLISH);
        return false;
    }

    private void unreserve(long bytes) {
        reserved -= bytes;
        broker.unreserve(bytes);
    }

    // Deliveries

    boolean wantsCancels() {
        return Boolean.TRUE.equals(capabilities.get("consumer_cancel_notify"));
    }

    /** There is something to consume from now on. */
    void delivers() {
        if (delivering) return;
        delivering = true;
        Thread.ofVirtual().start(this::deliver);
    }

    /** Something may wait to be written. */
    void wake() {
        somethingWaits.release();
    }

    private void deliver() {
        try {
            while (ended.getCount() > 0) {
                somethingWaits.acquire();
                somethingWaits.drainPermits();
                for (boolean more = true; more; ) {
                    more = false;
                    for (var channel : channels.values()) more |= channel.deliver();
                }
            }
        } catch (IOException | InterruptedException over) {
            dismiss(); // what cannot be written to is of no use: the reading thread ends it
        }
    }

    // The end

    /** Sends the client away. Threads: any. */
    void dismiss() {
        dismissed = true;
        try {
            socket.shutdownInput();
        } catch (IOException gone) {
            ended.countDown();
        }
    }

    /** At once, whatever the client does. Threads: any. */
    void cut() throws IOException {
        socket.close();
    }

    private void sayWhy(AmqpException why, Command during) throws IOException {
        var kind = during == null ? null : during.method().kind();
        out.method(0, Kind.CONNECTION_CLOSE, (long) why.code(), shortened(why), kind == null ? 0L : (long) kind.classId,
                kind == null ? 0L : (long) kind.methodId);
        socket.shutdownOutput();
        socket.setSoTimeout(CLOSE_MILLIS);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        var unread = new byte[4096]; // a socket that is closed with bytes unread takes the reason from the client
        while (in.read(unread) >= 0 && System.nanoTime() < deadline) continue;
    }

    /** Fits a short string. */
    private static String shortened(AmqpException why) {
        var bytes = why.getMessage().getBytes(StandardCharsets.UTF_8);
        return bytes.length <= 255 ? why.getMessage() : new String(bytes, 0, 252, StandardCharsets.UTF_8).replace("\uFFFD", "");
    }

    private void end() {
        ended.countDown();
        wake();
        try {
            for (var channel : channels.values()) channel.close();
            broker.left(this);
        } catch (AmqpException notStored) {
            System.err.println("rabbitmq: " + notStored.getMessage());
        } finally {
            broker.unreserve(reserved);
        }
    }
}
