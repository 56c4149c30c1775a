package owlboard.wire.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.LockSupport;
import owlboard.wire.http.Head;
import owlboard.wire.loop.Kept;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Waitable;

/**
 * One request and its answer on a connection (RFC 9113 §5). Served by one virtual thread of the connection's loop, which reads the body and
 * writes the answer.
 */
public final class Http2Stream implements Duplex, Kept.Holder {
    private static final int INBOX_FIRST = 4 << 10;
    /** How much of a request that was answered before its end is waited for, and how long. */
    private static final int DRAINED_MAX = 16 << 10;
    private static final long DRAIN_NANOS = 1_000_000_000;

    public final int id;
    public final Http2Connection connection;
    /** Valid as long as the stream. */
    public final Head head = new Head();
    final long beganNanos;
    private boolean headTooLarge;
    private boolean tunnel;

    // The request's body.

    /** Bytes that came and were not read, from {@code inFrom} to {@code inTo}; null while there are none. */
    private byte[] inbox;
    private int inFrom;
    private int inTo;
    private long declared = -1;
    private long came;
    /** A DATA frame came, though perhaps an empty one. */
    private boolean hasData;
    private boolean remoteEnded;
    /** How much the client may still send, how much at most, and how much was read since it was last told. */
    private int receiveWindow;
    private int window;
    private int read;

    // The answer.

    private long sendWindow;
    private int chunkMost = Frame.PAYLOAD_MAX;
    private long sent;
    private boolean localEnded;

    /** Nobody sends or reads any more; the code that said so, -1 while it lives. */
    private int resetCode = -1;
    /** The client has reset it, with this code. */
    private boolean canceled;
    private int canceledWith;
    /** What is wrong with its body; null when nothing is. */
    private String malformed;
    private final Departure departure = new Departure(this);
    private Thread reader;
    private Thread writer;
    private long deadlineNanos;
    private boolean expired;

    // What the client makes us keep.

    private int kept;
    private boolean reading;
    private boolean slow;
    /** Timed out early, as there was no room for it: its connection goes on. */
    private boolean cut;

    Http2Stream(int id, Http2Connection connection, int receiveWindow, long sendWindow) {
        this.id = id;
        this.connection = connection;
        this.receiveWindow = receiveWindow;
        window = connection.limits.windowBytes();
        this.sendWindow = sendWindow;
        beganNanos = connection.loop().now();
    }

    /** @param length what Content-Length declares; -1 when it does not */
    void headCame(long length, boolean isTooLarge, boolean isTunnel) {
        declared = length;
        headTooLarge = isTooLarge;
        tunnel = isTunnel;
    }

    /** The head was over the limits: some of its lines are not here, and no target when that was too long. */
    public boolean isHeadTooLarge() {
        return headTooLarge;
    }

    /** An extended CONNECT, whose head asks for an upgrade as HTTP/1 would: a 101 is a 200 here (RFC 8441 §5). */
    public boolean isTunnel() {
        return tunnel;
    }

    // What the connection tells it.

    /**
     * DATA that came: {@code counted} bytes of the window, of which {@code length} are no padding. The connection has looked at the state
     * and at its own window. May wait for room to open the windows again, when all that came is in its place.
     */
    void received(ByteBuffer from, int length, int counted) throws Http2Error {
        receiveWindow -= counted;
        hasData = true;
        came += length;
        if (cut) {
            connection.receiving.taken(counted);
            return;
        }
        boolean overflows = receiveWindow < 0;
        if (overflows || declared >= 0 && came > declared) {
            connection.receiving.taken(counted); // the window of the connection goes on (RFC 9113 §6.9)
            if (!overflows) malformed = "client intended to send body data larger than declared";
            throw overflows ? Http2Error.stream(id, Http2Error.FLOW_CONTROL_ERROR, "client sent more than the window of its stream")
                    : Http2Error.stream(id, Http2Error.PROTOCOL_ERROR, "client sent a body longer than its Content-Length");
        }
        if (length > 0) {
            room(length);
            from.get(inbox, inTo, length);
            inTo += length;
            keep(length);
            connection.receiving.keeps(length);
            isSlow();
        }
        wakeReader();
        if (counted > length) connection.receiving.taken(counted - length);
        consumed(counted - length);
    }

    private void room(int length) {
        if (inbox == null) {
            inbox = new byte[Math.max(INBOX_FIRST, length)];
            inFrom = inTo = 0;
        }
        if (inTo + length <= inbox.length) return;
        int kept = inTo - inFrom;
        var target = kept + length <= inbox.length ? inbox : new byte[Math.max(kept + length, 2 * inbox.length)];
        System.arraycopy(inbox, inFrom, target, 0, kept);
        inbox = target;
        inFrom = 0;
        inTo = kept;
    }

    void endReceived() throws Http2Error {
        if (declared >= 0 && came != declared) {
            malformed = "client prematurely closed stream: only " + came + " out of " + declared + " bytes of request body received";
            throw Http2Error.stream(id, Http2Error.PROTOCOL_ERROR, "client sent a body shorter than its Content-Length");
        }
        remoteEnded = true;
        wakeReader();
    }

    boolean remoteEnded() {
        return remoteEnded;
    }

    /** Whether all of the answer was written. */
    public boolean localEnded() {
        return localEnded;
    }

    /** Nothing more comes or goes: RST_STREAM came or was sent, or the connection is over. */
    void die(int code) {
        if (resetCode >= 0) return;
        resetCode = code;
        connection.requests.died();
        forgetUnread();
        reading = false;
        restsFromSlowness();
        wakeReader();
        wakeWriter();
    }

    private void forgetUnread() {
        int unread = inTo - inFrom;
        inbox = null;
        inFrom = inTo = 0;
        keepLess(unread);
        connection.receiving.forgetUnread(unread);
    }

    boolean isDead() {
        return resetCode >= 0;
    }

    /** RST_STREAM has come. */
    void canceled(int code) {
        if (isDead()) return;
        canceledWith = code;
        canceled = true;
        die(code);
    }

    /** {@code blamed}: the stream whose error an overflow is; 0 for the connection's (RFC 9113 §6.9.1, §6.9.2). */
    void widen(long more, int blamed) throws Http2Error {
        if (isDead()) return; // its window may be what it died of
        sendWindow += more;
        if (sendWindow > Frame.WINDOW_MAX) {
            var detail = "client opened the window of a stream beyond 2^31-1";
            throw blamed == 0 ? Http2Error.connection(Http2Error.FLOW_CONTROL_ERROR, detail)
                    : Http2Error.stream(blamed, Http2Error.FLOW_CONTROL_ERROR, detail);
        }
        wakeWriter();
    }

    /** The window is open or the connection has room again. */
    void wakeWriter() {
        if (writer != null) LockSupport.unpark(writer);
    }

    private void wakeReader() {
        if (reader != null) LockSupport.unpark(reader);
    }

    /** As {@link owlboard.wire.loop.Loop.Watched#tick}. */
    long tick(long now) {
        if (deadlineNanos == 0) return Loop.Watched.NEVER_NANOS;
        if (now - deadlineNanos < 0) return deadlineNanos - now;
        deadlineNanos = 0;
        expired = true;
        wakeReader();
        wakeWriter();
        return Loop.Watched.NEVER_NANOS;
    }

    // Reading the body.

    /** @throws StreamGone what has come is not read either */
    void checkAlive() throws StreamGone {
        if (isDead()) throw gone();
    }

    /** Whether a body may come, or has come, though perhaps an empty one. */
    public boolean hasBody() {
        return !remoteEnded || hasData;
    }

    /** All of the body was read. */
    public boolean bodyEnded() {
        return remoteEnded && inTo == inFrom;
    }

    /** What Content-Length declares; -1 when it does not. */
    public long declaredLength() {
        return declared;
    }

    /** Bytes that can be read now. */
    public int available() {
        return inTo - inFrom;
    }

    /** What has come: the count, 0 for nothing yet, -1 at the end. */
    @Override
    public int readNow(ByteBuffer into) throws IOException {
        if (cut) throw new Expired();
        if (inTo == inFrom) {
            if (remoteEnded) return -1;
            if (isDead()) throw gone();
            return 0;
        }
        int count = Math.min(into.remaining(), inTo - inFrom);
        into.put(inbox, inFrom, count);
        inFrom += count;
        if (inFrom == inTo) inbox = null;
        keepLess(count);
        connection.receiving.keepsLess(count);
        restsFromSlowness();
        connection.receiving.taken(count);
        consumed(count);
        return count;
    }

    /** Who serves it is here: a body comes, however little of it was to be read ahead. */
    void opens() {
        int more = Frame.PAYLOAD_MAX - window;
        if (more <= 0 || remoteEnded || isDead()) return;
        window += more;
        receiveWindow += more;
        connection.writer.windowUpdate(id, more);
    }

    /** Opens the window again, in few frames. */
    private void consumed(int count) {
        read += count;
        if (read == 0 || remoteEnded || isDead() || read < window / 2) return;
        int more = read;
        read = 0; // before it waits for room: what comes meanwhile is counted as well
        receiveWindow += more;
        connection.writer.windowUpdate(id, more);
    }

    // Writing the answer.

    /** A head: an interim one, or the answer's. {@code end}: no body follows. Waits when the client takes nothing. */
    public void writeHead(byte[] block, int length, boolean end) throws IOException {
        awaitRoom(length);
        connection.writer.headers(id, block, length, end);
        if (end) localEnded = true;
    }

    /** It may die while it waits: then nothing more is sent on it (RFC 9113 §5.1). */
    private void awaitRoom(int length) throws IOException {
        if (isDead()) throw gone();
        connection.writer.awaitRoom(length);
        if (isDead()) throw gone();
    }

    /** Bytes of the answer's body in one frame, at most ({@code http2_chunk_size}). */
    public void chunkMost(int bytes) {
        chunkMost = bytes;
    }

    /**
     * Writes what the windows and the connection take now; with {@code end}, the last of it ends the stream. Returns how many bytes that
     * was.
     */
    public int writeNow(ByteBuffer from, boolean end) throws IOException {
        if (isDead()) throw gone();
        if (cut) throw new Expired();
        var writer = connection.writer;
        int total = 0;
        while (from.hasRemaining()) {
            long windows = Math.min(sendWindow, writer.sendable());
            int most = (int) Math.min(windows, Math.min(Math.min(connection.settings.payloadMax(), chunkMost), from.remaining()));
            if (most <= 0) break;
            boolean last = end && most == from.remaining();
            writer.data(id, from, most, last);
            sendWindow -= most;
            sent += most;
            total += most;
            if (last) localEnded = true;
        }
        return total;
    }

    /** Ends the answer behind what was written. */
    public void end() throws IOException {
        if (localEnded) return;
        awaitRoom(0);
        connection.writer.data(id, null, 0, true);
        localEnded = true;
    }

    /** The request is not, or no longer, to be served. */
    public void reset(int code) {
        if (!isDead()) connection.reset(this, code);
    }

    /** Whether the client has reset it, or its connection is over, or it {@link #isCut}. */
    public boolean isGone() {
        return isDead() || cut;
    }

    /** What is readable when {@link #isGone}, and not before. */
    public Waitable departure() {
        return departure;
    }

    /** Parks for so long, or until it {@link #isGone}. */
    public void pause(long nanos) {
        long until = System.nanoTime() + nanos;
        reader = Thread.currentThread();
        try {
            for (long left; !isGone() && (left = until - System.nanoTime()) > 0; ) LockSupport.parkNanos(this, left);
        } finally {
            reader = null;
            connection.loop().resumed(Thread.currentThread());
        }
    }

    /**
     * Behind an answer that did not wait for the request: a little of what is still to come is dropped. So a client that is nearly done
     * need not be reset, and what is wrong with its request is told (RFC 9113 §8.1.1).
     */
    void drain() {
        if (!localEnded || tunnel || declared - came > DRAINED_MAX) return;
        long until = System.nanoTime() + DRAIN_NANOS;
        long most = came + DRAINED_MAX;
        reader = Thread.currentThread();
        try {
            for (long left; !remoteEnded && !isDead() && came <= most && (left = until - System.nanoTime()) > 0; ) {
                forgetUnread();
                LockSupport.parkNanos(this, left);
                connection.loop().resumed(reader);
            }
        } finally {
            reader = null;
        }
    }

    private StreamGone gone() {
        return new StreamGone(leftStatus(), canceled || malformed != null ? left() : "client prematurely closed stream");
    }

    /** What its request comes to that {@link #isGone} before anything was answered, in nginx's numbers. */
    public int leftStatus() {
        if (cut) return 408;
        return malformed == null ? 499 : 400;
    }

    /** Why it {@link #isGone}, in nginx's words. */
    public String left() {
        if (cut) return "client timed out (110: Connection timed out)";
        if (malformed != null) return malformed;
        if (!canceled) return "client prematurely closed connection";
        return switch (canceledWith) {
            case Http2Error.CANCEL -> "client canceled stream " + id;
            case Http2Error.REFUSED_STREAM -> "client refused stream " + id;
            default -> "client terminated stream " + id + " with status " + Integer.toUnsignedString(canceledWith);
        };
    }

    // What the client makes us keep: its connection's bytes, which the stream gives back when it is cut.

    @Override
    public void keep(int bytes) {
        if (cut) return;
        kept += bytes;
        connection.wire().keep(bytes, this);
    }

    @Override
    public void keepLess(int bytes) {
        int less = Math.min(bytes, kept);
        kept -= less;
        connection.wire().keepLess(less);
    }

    @Override
    public void begins() {
        reading = true;
        connection.receiving.bodyBegins();
    }

    @Override
    public void isSlow() {
        if (slow || isGone() || !connection.wire().readsSlowly()) return;
        slow = true;
        loop().kept.isSlow(this);
    }

    @Override
    public void finishes() {
        reading = false;
        restsFromSlowness();
        connection.receiving.bodyFinishes();
    }

    private void restsFromSlowness() {
        if (!slow || reading || inTo > inFrom) return;
        slow = false;
        loop().kept.isSlowNoMore(this);
    }

    @Override
    public int kept() {
        return kept;
    }

    /** Whoever serves it finds that it has expired, and resets it. */
    @Override
    public boolean cut() {
        if (isGone() || reader == null) return false;
        keepLess(kept);
        slow = false;
        cut = true;
        deadlineNanos = 0;
        wakeReader();
        wakeWriter();
        return true;
    }

    @Override
    public boolean cutAlone() {
        if (!connection.requests.isAlone() || !cut()) return false;
        connection.goesAwayNow();
        return true;
    }

    @Override
    public void goOn() {}

    /** It has timed out early: others need its place, or its room. */
    public boolean isCut() {
        return cut;
    }

    // Waiting.

    @Override
    public Loop loop() {
        return connection.loop();
    }

    @Override
    public boolean isReadable() {
        return inTo > inFrom || remoteEnded || isGone();
    }

    @Override
    public boolean isWritable() {
        return isGone() || sendWindow > 0 && connection.writer.sendable() > 0;
    }

    @Override
    public int writeNow(ByteBuffer from) throws IOException {
        return writeNow(from, false);
    }

    /** What was accepted leaves by itself. */
    @Override
    public boolean hasUnsent() {
        return false;
    }

    @Override
    public void flushNow() {}

    /** Bytes of the answer's body. */
    @Override
    public long sent() {
        return sent;
    }

    @Override
    public void wantRead(Thread thread) {
        reader = thread;
    }

    @Override
    public void wantWrite(Thread thread) {
        writer = thread;
        connection.sending.wantsToWrite(this, true);
    }

    @Override
    public void wantNothing() {
        reader = null;
        if (writer == null) return;
        writer = null;
        connection.sending.wantsToWrite(this, false);
    }

    @Override
    public void check() throws IOException {
        if (isDead()) throw new ClosedChannelException();
        if (!expired && !cut) return;
        expired = false;
        throw new Expired();
    }

    @Override
    public void deadlineIn(long millis) {
        expired = false;
        deadlineNanos = millis == 0 ? 0 : connection.loop().now() + millis * 1_000_000;
    }

    @Override
    public long deadline() {
        return deadlineNanos;
    }

    /** Writes all of it, waiting while the client is slow; with {@code end}, the answer ends behind it. */
    public void write(ByteBuffer from, boolean end) throws IOException {
        while (true) {
            writeNow(from, end);
            if (!from.hasRemaining()) break;
            Waitable.awaitAny(this, false, true, this, false, false);
        }
        if (end) end();
    }

    /** Parks until something can be read, or the end. */
    public void awaitReadable() throws IOException {
        if (!isReadable()) Waitable.awaitAny(this, true, false, this, false, false);
    }
}
