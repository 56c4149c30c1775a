package owlboard.httpserver;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import owlboard.wire.http.Bytes;

/**
 * The body of a response. The head waits here for the first bytes of the body, so that a small response is one write; after a 101 nothing
 * waits. Writers are serialised.
 */
final class ResponseBody extends OutputStream {
    /** A write of more goes to the socket without a copy. */
    private static final int BUFFERED_MAX = 16 << 10;

    enum Mode { UNSENT, LENGTH, CHUNKED, UNTIL_CLOSE, UPGRADED, ENDED }

    private final Connection connection;
    private final Exchange exchange;
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] one = new byte[1];
    private volatile Mode mode = Mode.UNSENT;
    /** What has not left: a head, and body bytes with their framing. */
    private Bytes out;
    /** Bytes of a chunk that is not complete. */
    private Bytes chunk;
    private long left;
    /** Whether bytes of the final response may have left. */
    private volatile boolean committed;

    ResponseBody(Connection connection, Exchange exchange) {
        this.connection = connection;
        this.exchange = exchange;
    }

    /** Takes the head of the final response. {@code length} counts in {@link Mode#LENGTH} only. */
    void begin(Bytes head, Mode newMode, long length) throws IOException {
        lock.lock();
        try {
            out = head;
            left = length;
            if (newMode == Mode.CHUNKED) chunk = new Bytes(1 << 10);
            mode = newMode;
            if (newMode == Mode.UPGRADED || newMode == Mode.ENDED) send();
        } catch (IOException failure) {
            exchange.abort();
            throw failure;
        } finally {
            lock.unlock();
        }
    }

    /** Sends a head that is not the final one. */
    void interim(Bytes head) throws IOException {
        lock.lock();
        try {
            if (mode == Mode.UNSENT) transmit(head.array(), 0, head.length());
        } finally {
            lock.unlock();
        }
    }

    boolean isCommitted() {
        return committed;
    }

    boolean isUnsent() {
        return mode == Mode.UNSENT;
    }

    boolean isUpgraded() {
        return mode == Mode.UPGRADED;
    }

    boolean hasEnded() {
        return mode == Mode.ENDED;
    }

    @Override
    public void write(int value) throws IOException {
        lock.lock();
        try {
            one[0] = (byte) value;
            write(one, 0, 1);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void write(byte[] from, int at, int length) throws IOException {
        Objects.checkFromIndexSize(at, length, from.length);
        lock.lock();
        try {
            switch (mode) {
                case UNSENT -> throw new IOException("response headers not sent yet");
                case ENDED -> throw new IOException("the response body is closed");
                case LENGTH -> counted(from, at, length);
                case CHUNKED -> chunked(from, at, length);
                case UNTIL_CLOSE -> buffered(from, at, length);
                case UPGRADED -> {
                    if (length > 0) transmit(from, at, length);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void counted(byte[] from, int at, int length) throws IOException {
        if (length > left) {
            exchange.abort();
            throw new IOException("too many bytes: " + left + " are left of the length that sendResponseHeaders announced, not " + length);
        }
        left -= length;
        buffered(from, at, length);
        if (left == 0) send();
    }

    private void buffered(byte[] from, int at, int length) throws IOException {
        if (out.length() + length <= BUFFERED_MAX) {
            out.add(from, at, length);
            return;
        }
        send();
        if (length > BUFFERED_MAX / 2) transmit(from, at, length);
        else out.add(from, at, length);
    }

    private void chunked(byte[] from, int at, int length) throws IOException {
        if (chunk.length() + length <= BUFFERED_MAX / 2) {
            chunk.add(from, at, length);
            return;
        }
        seal();
        if (length <= BUFFERED_MAX / 2) {
            send();
            chunk.add(from, at, length);
        } else {
            out.addHex(length).addCrlf();
            send();
            transmit(from, at, length);
            out.addCrlf();
        }
    }

    /** Makes what waits a chunk. */
    private void seal() {
        if (chunk.length() == 0) return;
        out.addHex(chunk.length()).addCrlf().add(chunk).addCrlf();
        chunk.clear();
    }

    private void send() throws IOException {
        if (out.length() == 0) return;
        committed = true;
        transmit(out.array(), 0, out.length());
        out.clear();
    }

    private void transmit(byte[] from, int at, int length) throws IOException {
        var wire = connection.wire();
        boolean timed = mode != Mode.UPGRADED;
        try {
            Hop.to(wire.loop, () -> {
                if (timed) wire.deadlineIn(connection.deadlines.body());
                wire.write(from, at, length);
                return 0;
            });
        } catch (IOException failure) {
            exchange.clientFailed(failure);
            throw failure;
        }
    }

    @Override
    public void flush() throws IOException {
        lock.lock();
        try {
            switch (mode) {
                case UNSENT -> throw new IOException("response headers not sent yet");
                case CHUNKED -> {
                    seal();
                    send();
                }
                case LENGTH, UNTIL_CLOSE -> send();
                case UPGRADED, ENDED -> {}
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the exchange. */
    @Override
    public void close() throws IOException {
        if (mode == Mode.UPGRADED) { // without the lock: a writer may wait in it for a peer that does not read
            mode = Mode.ENDED;
            exchange.end();
            return;
        }
        lock.lock();
        try {
            switch (mode) {
                case UNSENT -> throw new IOException("response headers not sent yet");
                case LENGTH -> {
                    if (left > 0) {
                        exchange.abort();
                        throw new IOException("too few bytes: " + left
                                + " of the length that sendResponseHeaders announced were not written");
                    }
                    send();
                }
                case CHUNKED -> {
                    seal();
                    out.add('0').addCrlf().addCrlf();
                    send();
                }
                case UNTIL_CLOSE -> send();
                case UPGRADED, ENDED -> {}
            }
            boolean first = mode != Mode.ENDED;
            mode = Mode.ENDED;
            if (first) exchange.end();
        } catch (IOException failure) {
            exchange.abort();
            throw failure;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is written. Without the lock, for the same reason. True: only a reset tells the client that what it has is not all. */
    boolean drop() {
        boolean endless = mode == Mode.UNTIL_CLOSE && committed;
        mode = Mode.ENDED;
        return endless;
    }

    /** Takes back a head that has not left, for another one. */
    void retract() {
        mode = Mode.UNSENT;
    }
}
