package owlboard.httpserver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import owlboard.wire.http.Body;
import owlboard.wire.loop.Buffers;

/** The body of a request and, after a 101, what the client sends from then on: the same stream. */
final class RequestBody extends InputStream {
    /** Reads below this leave nothing unread in the socket for a system call of their own. */
    private static final int SMALL = 1 << 10;

    private final Connection connection;
    private final Exchange exchange;
    private final Body body;
    private final byte[] one = new byte[1];
    private volatile boolean continueWanted;
    private volatile boolean raw;
    private volatile boolean closed;
    /** Touched on the loop only. */
    private boolean reading;

    RequestBody(Connection connection, Exchange exchange, Body body, boolean continueWanted) {
        this.connection = connection;
        this.exchange = exchange;
        this.body = body;
        this.continueWanted = continueWanted;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        Objects.checkFromIndexSize(at, length, into.length);
        if (closed) throw new IOException("the request body is closed");
        if (length == 0) return 0;
        if (!raw && body.ended()) return -1;
        return Hop.to(connection.wire().loop, () -> readOnLoop(into, at, length));
    }

    private int readOnLoop(byte[] into, int at, int length) throws IOException {
        if (reading) throw new IOException("another thread reads this request body");
        if (!raw && exchange.hasEnded()) throw new IOException("the exchange has ended");
        reading = true;
        try {
            return raw ? readRaw(into, at, length) : readBody(into, at, length);
        } catch (IOException failure) {
            exchange.clientFailed(failure);
            throw failure;
        } finally {
            reading = false;
        }
    }

    private int readBody(byte[] into, int at, int length) throws IOException {
        var wire = connection.wire();
        var input = connection.input();
        if (continueWanted) sendContinue();
        wire.deadlineIn(connection.deadlines.body());
        if (length < SMALL && input.available() == 0) {
            if (!wire.isReadable()) wire.awaitReadable();
            input.fillNow(Buffers.ARRAY);
        }
        return body.read(ByteBuffer.wrap(into, at, length));
    }

    private int readRaw(byte[] into, int at, int length) throws IOException {
        var wire = connection.wire();
        var input = connection.input();
        while (input.available() == 0) {
            if (!wire.isReadable()) wire.awaitReadable();
            if (length >= SMALL) {
                int count = wire.readNow(into, at, length);
                if (count != 0) return count;
            } else if (input.fillNow(Buffers.ARRAY) < 0) {
                input.release();
                return -1;
            }
            input.release();
        }
        int count = input.drain(ByteBuffer.wrap(into, at, length), length);
        input.release();
        return count;
    }

    /** What the body's own framing says is buffered here; for chunks that is not known. */
    @Override
    public int available() throws IOException {
        if (closed) throw new IOException("the request body is closed");
        return Hop.to(connection.wire().loop, () -> {
            int buffered = connection.input().available();
            return raw ? buffered : (int) Math.min(buffered, Math.max(0, body.left()));
        });
    }

    /** What was not read of a request body is read away when the exchange ends. */
    @Override
    public void close() {
        closed = true;
    }

    /** Whether the client waits for a 100 before it sends this body. */
    boolean wantsContinue() {
        return continueWanted;
    }

    void sendContinue() throws IOException {
        continueWanted = false;
        exchange.sendContinue();
    }

    /** From now on it is the bytes of the connection. */
    void upgrade() {
        raw = true;
    }

    /** The body, when not all of it was read; null else. On the loop. */
    Body unread() {
        return body.ended() ? null : body;
    }

    /**
     * Whether the client never learned that it may send its body, or a thread still waits in here: nothing more can be read. On the loop.
     */
    boolean isStuck() {
        return reading || continueWanted;
    }

    /** Bytes still to come, when that is known, else -1. */
    long left() {
        return body.left();
    }
}
