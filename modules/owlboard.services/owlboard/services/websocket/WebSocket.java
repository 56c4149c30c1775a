package owlboard.services.websocket;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One open WebSocket. Its handler receives until there is nothing more:
 * {@snippet :
 *   for (String text = socket.receive(); text != null; text = socket.receive()) answer(text);
 * }
 */
public final class WebSocket implements Closeable {
    /** Bytes of a message, all its fragments together; more is a 1009. */
    public static final int MESSAGE_MAX = 1 << 20;
    private static final int BUFFER = 2048;
    /** A peer that was silent this long is pinged, so that proxies on the way keep the tunnel. */
    static final long PING_AFTER_NANOS = 20_000_000_000L;
    /** A peer that was silent this long is gone. */
    static final long GONE_AFTER_NANOS = 60_000_000_000L;
    /** What a peer has to answer a close frame. */
    static final long CLOSE_WITHIN_NANOS = 5_000_000_000L;

    /** Answers the handshake with a 101 and hands over the connection's streams. */
    @FunctionalInterface
    public interface Upgrade {
        Streams accept() throws IOException;
    }

    /** Raw bytes in both directions. */
    public record Streams(InputStream in, OutputStream out) {}

    private final Upgrade upgrade;
    private final Closeable connection;
    private final Consumer<WebSocket> ended;
    private final Outbox outbox = new Outbox();
    private final AtomicBoolean aborted = new AtomicBoolean();
    private InputStream in;
    private FrameReader frames;
    private Thread writer;
    private boolean over;
    private volatile long heardAt = System.nanoTime();
    private volatile long pingedAt = heardAt;
    private volatile long closingAt;

    /**
     * @param upgrade runs with the first {@link #receive}, on its thread
     * @param connection closes the connection under the streams, from any thread, also while others wait in them
     * @param ended is told once, before the connection is closed
     */
    WebSocket(Upgrade upgrade, Closeable connection, Consumer<WebSocket> ended) {
        this.upgrade = upgrade;
        this.connection = connection;
        this.ended = ended;
    }

    /** The writing thread is started from the receiving one and so runs on the same event loop. */
    private void open() throws IOException {
        Streams streams = upgrade.accept();
        in = new BufferedInputStream(streams.in(), BUFFER);  // the head of a frame is read byte by byte
        frames = new FrameReader(in);
        writer = Thread.ofVirtual().name("websocket-writer").start(() -> outbox.writeTo(streams.out()));
    }

    /**
     * The next text message. Answers pings and close frames; closes the socket when the peer breaks the protocol or
     * sends a binary message. The first call opens it: who joins a room before that hears all that the room hears.
     *
     * @return null when the socket is closed, by whoever
     */
    public String receive() {
        while (!over) {
            try {
                if (frames == null) open();
                Frame first = next(MESSAGE_MAX);
                if (first == null) over = true;
                else if (first.opcode() == Frame.CONTINUATION) throw new Violation(CloseCode.PROTOCOL_ERROR, "nothing to continue");
                else if (first.opcode() == Frame.BINARY) throw new Violation(CloseCode.UNSUPPORTED_DATA, "only text is understood here");
                else return text(message(first));
            } catch (Violation violation) {
                over = true;
                close(violation.code, violation.getMessage());
                discard();
            } catch (IOException gone) {
                over = true;
                outbox.drop();
            }
        }
        return null;
    }

    /** The next data frame; null after the peer's close frame or the end of the stream. */
    private Frame next(int room) throws IOException, Violation {
        while (true) {
            Frame frame = frames.next(room);
            heardAt = System.nanoTime();
            if (frame == null) {
                outbox.drop();
                return null;
            }
            switch (frame.opcode()) {
                case Frame.PING -> outbox.add(Frame.encode(Frame.PONG, frame.payload()));
                case Frame.PONG -> { }  // heardAt is all it is for
                case Frame.CLOSE -> {
                    answerClose(frame.payload());
                    return null;
                }
                default -> {
                    if (outbox.isOpen()) return frame;  // after our close frame the rest is discarded (§1.4)
                }
            }
        }
    }

    private byte[] message(Frame first) throws IOException, Violation {
        byte[] message = first.payload();
        for (Frame frame = first; !frame.last(); ) {
            frame = next(MESSAGE_MAX - message.length);
            if (frame == null) throw new IOException("closed inside a message");
            if (frame.opcode() != Frame.CONTINUATION) throw new Violation(CloseCode.PROTOCOL_ERROR, "a new message inside another");
            int length = message.length;
            message = Arrays.copyOf(message, length + frame.payload().length);
            System.arraycopy(frame.payload(), 0, message, length, frame.payload().length);
        }
        return message;
    }

    private static String text(byte[] utf8) throws Violation {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException notUtf8) {
            throw new Violation(CloseCode.INVALID_PAYLOAD, "text that is not UTF-8");
        }
    }

    private void answerClose(byte[] payload) throws Violation {
        if (payload.length == 0) {
            close(CloseCode.NONE, "");
            return;
        }
        if (payload.length == 1) throw new Violation(CloseCode.PROTOCOL_ERROR, "a close frame of one byte");
        int code = ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        if (!CloseCode.isAllowed(code)) throw new Violation(CloseCode.PROTOCOL_ERROR, "close code " + code);
        text(Arrays.copyOfRange(payload, 2, payload.length));
        close(code, "");
    }

    /** Reads away what still comes, so that our close frame is not lost in a reset; {@link #tick} bounds it. */
    private void discard() {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException gone) {
            outbox.drop();
        }
    }

    /** Sends a text message, in the order of the calls. False when the socket is closing or its peer reads too slowly. */
    public boolean send(String message) {
        return send(Frame.text(message));
    }

    boolean send(byte[] frame) {
        boolean queued = outbox.add(frame);
        if (!queued) startClosing();
        return queued;
    }

    /** Starts the closing handshake; the second and later calls do nothing. */
    public void close(int code, String reason) {
        outbox.close(Frame.close(code, reason));
        startClosing();
    }

    private void startClosing() {
        if (closingAt == 0) closingAt = System.nanoTime() | 1;
    }

    /** Ends the socket: normally with 1000 if nothing closed it before, then waits until all is written. */
    @Override
    public void close() throws IOException {
        close(CloseCode.NORMAL, "");
        if (!over) while (receive() != null) continue;
        try {
            if (writer != null) writer.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            abort();
        }
    }

    /** Ends the connection now; whoever waits in its streams sees the end. */
    void abort() throws IOException {
        outbox.drop();
        if (!aborted.compareAndSet(false, true)) return;
        ended.accept(this);
        connection.close();
    }

    /** What time does to a socket: pings, and the end of peers that are gone. Called about every second. */
    void tick(long now) throws IOException {
        if (closingAt != 0 && now - closingAt > CLOSE_WITHIN_NANOS || now - heardAt > GONE_AFTER_NANOS) {
            abort();
        } else if (now - heardAt > PING_AFTER_NANOS && now - pingedAt > PING_AFTER_NANOS) {
            pingedAt = now;
            outbox.add(Frame.encode(Frame.PING, new byte[0]));
        }
    }
}
