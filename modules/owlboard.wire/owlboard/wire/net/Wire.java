package owlboard.wire.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import owlboard.wire.loop.Faults;
import owlboard.wire.loop.Kept;
import owlboard.wire.loop.Loop;

/**
 * One connection of a loop. {@link #read} waits for readiness before it reads (a peer's next bytes are hardly ever there yet) and interest
 * stays registered, so a request costs one read, one write and its share of one select. There is one deadline; the loop wakes who waits
 * past it with {@link Expired}.
 */
public abstract sealed class Wire implements Duplex, Loop.Watched, Kept.Holder, AutoCloseable permits PlainWire, TlsWire, FastcgiWire,
        OverWire {
    /** Of a file at a time, in bytes. */
    public static final int FILE_PIECE = 1 << 20;

    public final Loop loop;
    final SocketChannel channel;
    private SelectionKey key;
    private int interest;
    private boolean readable;
    private boolean writable;
    private Thread reader;
    private Thread writer;
    private long deadlineNanos;
    private boolean expired;
    private Runnable onIdleEvent;
    private int slot = -1;
    private boolean closed;

    /** Bytes that its peer makes us keep; counted for peers that connected to us. */
    private int kept;
    private boolean counted;
    private boolean served;
    private boolean slow;
    private boolean stuck;
    private boolean cut;

    /** Bytes that came and went, in the clear: what TLS adds is not counted, as in nginx. */
    private long received;
    private long sent;

    Wire(Loop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /** Takes over the socket of a wire that was used in the clear until now (TLS after a PROXY header, or after accept). */
    Wire(Wire other) {
        this(other.loop, other.channel);
        key = other.key;
        interest = other.interest;
        readable = other.readable;
        received = other.received;
        sent = other.sent;
        counted = other.counted;
        kept = other.kept;
        served = other.served;
        if (other.slow) loop.kept.isSlowNoMore(other);
        other.slow = other.counted = false;
        other.kept = 0;
        other.loop.forget(other);
        other.closed = true;
        loop.watch(this);
        key.attach(this);
    }

    final void open(int firstInterest) throws IOException {
        channel.configureBlocking(false);
        if (channel.getLocalAddress() instanceof InetSocketAddress || !channel.isConnected()) noDelay();
        interest = firstInterest;
        key = channel.register(loop.selector(), firstInterest, this);
        loop.watch(this);
    }

    private void noDelay() throws IOException {
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    @Override
    public final Loop loop() {
        return loop;
    }

    // The loop's side.

    @Override
    public final void ready(SelectionKey ready) {
        int ops = ready.readyOps();
        if ((ops & (SelectionKey.OP_READ | SelectionKey.OP_CONNECT)) != 0) {
            readable = true;
            if (reader != null) {
                if (!slow) LockSupport.unpark(reader);
                else if (!loop.wakeSlow(reader)) interest(interest & ~SelectionKey.OP_READ); // who reads wants it again
            } else {
                // nobody waits: level-triggered readiness would spin
                interest(interest & ~(SelectionKey.OP_READ | SelectionKey.OP_CONNECT));
                var event = onIdleEvent;
                if (event != null) {
                    onIdleEvent = null;
                    loop.start(event);
                }
            }
        }
        if ((ops & SelectionKey.OP_WRITE) != 0) {
            writable = true;
            interest(interest & ~SelectionKey.OP_WRITE);
            if (writer != null) LockSupport.unpark(writer);
        }
    }

    @Override
    public final long tick(long now) {
        if (deadlineNanos == 0) return NEVER_NANOS;
        if (now - deadlineNanos < 0) return deadlineNanos - now;
        deadlineNanos = 0;
        expired = true;
        if (reader != null) LockSupport.unpark(reader);
        if (writer != null) LockSupport.unpark(writer);
        var event = onIdleEvent;
        if (event != null) {
            onIdleEvent = null;
            loop.start(event);
        }
        return NEVER_NANOS;
    }

    @Override
    public final int slot() {
        return slot;
    }

    @Override
    public final void slot(int newSlot) {
        slot = newSlot;
    }

    private void interest(int ops) {
        if (ops == interest) return;
        interest = ops;
        if (key.isValid()) key.interestOps(ops);
    }

    // What the peer makes us keep.

    /** The peer connected to us: what it makes us keep counts from now on. */
    final void counts() {
        counted = true;
    }

    @Override
    public final void awaitRoom(int bytes, boolean first) throws IOException {
        if (!counted || loop.kept.mayAdd(this, bytes, first)) return;
        var me = Thread.currentThread();
        interest(interest & ~SelectionKey.OP_READ); // what comes meanwhile stays in the socket
        reader = me;
        loop.kept.await(this);
        try {
            while (!loop.kept.mayAdd(this, bytes, first)) {
                check();
                LockSupport.park(this);
            }
        } finally {
            loop.kept.awaitNoMore(this);
            reader = null;
            loop.resumed(me);
        }
    }

    @Override
    public final void keep(int bytes) {
        keep(bytes, this);
    }

    /** For one of several that share it. */
    public final void keep(int bytes, Kept.Holder holder) {
        if (!counted) return;
        kept += bytes;
        loop.kept.add(holder, bytes, served);
    }

    public final void keepLess(int bytes) {
        int less = Math.min(bytes, kept); // nothing is left of what was cut
        kept -= less;
        if (less > 0) loop.kept.remove(less, served);
    }

    @Override
    public final void begins() {
        if (!served) return;
        served = false;
        loop.kept.isServed(kept, false);
    }

    @Override
    public final void isSlow() {
        if (slow || !counted) return;
        slow = true;
        loop.kept.isSlow(this);
    }

    /** As {@link #isSlow}, but it is one of those that share it that may be cut; false: what its peer makes us keep is not counted. */
    public final boolean readsSlowly() {
        return slow = counted;
    }

    @Override
    public final void finishes() {
        if (slow) loop.kept.isSlowNoMore(this);
        slow = cut = false;
        if (served) return;
        served = true;
        loop.kept.isServed(kept, true);
    }

    @Override
    public final int kept() {
        return kept;
    }

    @Override
    public final boolean cut() {
        if (reader == null && writer == null) return false;
        keepLess(kept);
        slow = stuck = false;
        cut = true;
        deadlineNanos = 0;
        goOn();
        if (writer != null) LockSupport.unpark(writer);
        return true;
    }

    @Override
    public final void goOn() {
        if (reader != null) LockSupport.unpark(reader);
    }

    // Waiting.

    /** Waits end with {@link Expired} this many milliseconds from now; 0 means never. Counts anew with each call. */
    @Override
    public final void deadlineIn(long millis) {
        expired = false;
        deadlineNanos = millis == 0 ? 0 : loop.now() + millis * 1_000_000;
    }

    /** An absolute deadline, in {@link Loop#now()} units; 0 means none. */
    public final void deadlineAt(long nanos) {
        expired = false;
        deadlineNanos = nanos;
    }

    @Override
    public final long deadline() {
        return deadlineNanos;
    }

    /** Whether a read would find bytes, or the end, without waiting. May say yes too often, never no wrongly. */
    @Override
    public boolean isReadable() {
        return readable;
    }

    /** Whoever waits to read looks again. */
    public final void wake() {
        readable = true;
        if (reader != null) LockSupport.unpark(reader);
    }

    /** Parks until there is something to read, or the end. */
    public final void awaitReadable() throws IOException {
        awaitReadable(null);
    }

    /**
     * Parks until this wire or {@code other}, of the same loop, is readable. Only this wire's deadline counts. {@code other} may be null.
     */
    public final void awaitReadable(Waitable other) throws IOException {
        var me = Thread.currentThread();
        wantRead(me);
        if (other != null) other.wantRead(me);
        try {
            while (!isReadable() && (other == null || !other.isReadable())) {
                check();
                LockSupport.park(this);
            }
        } finally {
            reader = null;
            if (other != null) other.wantNothing();
            loop.resumed(me);
        }
    }

    /**
     * Parks for {@code nanos}, and no longer than until there is something to read if {@code watching}. To the millisecond, unlike
     * deadlines, and whatever the deadline is.
     */
    public final void pause(long nanos, boolean watching) throws IOException {
        long until = System.nanoTime() + nanos;
        var me = Thread.currentThread();
        if (watching) wantRead(me);
        else interest(interest & ~SelectionKey.OP_READ); // what is there already would wake the loop again and again
        reader = me;
        try {
            for (long left; !(watching && isReadable()) && (left = until - System.nanoTime()) > 0; ) {
                if (closed) throw new ClosedChannelException();
                if (Thread.interrupted()) throw new InterruptedIOException("interrupted");
                LockSupport.parkNanos(this, left);
            }
        } finally {
            reader = null;
            loop.resumed(me);
        }
    }

    /** One thread at a time: a second one would take what wakes the first, which then has no end, not even at the deadline. */
    @Override
    public void wantRead(Thread me) {
        if (reader != null && reader != me) throw new IllegalStateException("two threads wait for one connection");
        reader = me;
        if (!readable) interest(interest | SelectionKey.OP_READ);
    }

    @Override
    public final void wantDeadline(Thread me) {
        interest(interest & ~SelectionKey.OP_READ); // what is there already would wake the loop again and again
        reader = me;
    }

    @Override
    public void wantWrite(Thread me) {
        writer = me;
        writable = false;
        interest(interest | SelectionKey.OP_WRITE);
        if (stuck || !counted) return;
        stuck = true;
        loop.kept.isStuck(this);
    }

    private void unstuck() {
        if (!stuck) return;
        stuck = false;
        loop.kept.isStuckNoMore(this);
    }

    @Override
    public final void wantNothing() {
        reader = writer = null;
        unstuck();
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    final void awaitConnected() throws IOException {
        var me = Thread.currentThread();
        reader = me;
        try {
            while (!readable) {
                check();
                LockSupport.park(this);
            }
        } finally {
            reader = null;
            loop.resumed(me);
        }
        readable = false;
        channel.finishConnect();
        interest(SelectionKey.OP_READ);
    }

    final void awaitWritable() throws IOException {
        var me = Thread.currentThread();
        var before = writer; // a TLS reader may have to answer while another thread writes
        wantWrite(me);
        try {
            while (!writable) {
                check();
                LockSupport.park(this);
            }
        } finally {
            writer = before;
            if (before == null) unstuck();
            if (before != null) LockSupport.unpark(before);
            loop.resumed(me);
        }
    }

    @Override
    public final void check() throws IOException {
        if (closed || !channel.isOpen()) throw new ClosedChannelException();
        if (expired || cut) {
            expired = false;
            throw new Expired();
        }
        if (Thread.interrupted()) throw new InterruptedIOException("interrupted");
    }

    /**
     * Runs {@code event} once, in a new virtual thread, when bytes or the end arrive, or the deadline passes, while nobody waits: the life
     * of an idle connection. Null takes it back.
     */
    public final void onIdleEvent(Runnable event) {
        onIdleEvent = event;
        if (event == null) return;
        if (isReadable()) {
            onIdleEvent = null;
            loop.start(event);
        } else {
            interest(interest | SelectionKey.OP_READ);
        }
    }

    // Bytes.

    /** What is there now: the count, 0 for nothing yet, -1 at the end. Never waits, except for a TLS handshake task. */
    @Override
    public abstract int readNow(ByteBuffer into) throws IOException;

    /** Writes what the peer takes now and returns how many bytes of {@code from} that was. */
    @Override
    public abstract int writeNow(ByteBuffer from) throws IOException;

    /** Whether bytes that were accepted by {@link #writeNow} have still to leave. */
    @Override
    public boolean hasUnsent() {
        return false;
    }

    /** Tries to send what {@link #hasUnsent} tells of. */
    @Override
    public void flushNow() throws IOException {}

    /** Waits until there is something; -1 at the end. */
    public final int read(ByteBuffer into) throws IOException {
        while (true) {
            if (!isReadable()) awaitReadable();
            int count = readNow(into);
            if (count != 0 || !into.hasRemaining()) return count;
        }
    }

    /** {@link #read(ByteBuffer)} into an array. */
    public final int read(byte[] into, int at, int length) throws IOException {
        while (true) {
            if (!isReadable()) awaitReadable();
            int count = readNow(into, at, length);
            if (count != 0) return count;
        }
    }

    /** {@link #readNow(ByteBuffer)} into an array. */
    public int readNow(byte[] into, int at, int length) throws IOException {
        return readNow(ByteBuffer.wrap(into, at, length));
    }

    /** Writes all of it, waiting when the peer is slow. */
    public final void write(ByteBuffer from) throws IOException {
        while (true) {
            writeNow(from);
            if (!from.hasRemaining() && !hasUnsent()) return;
            awaitWritable();
            if (hasUnsent()) flushNow();
        }
    }

    /** Writes all of an array's part. Through the loop's scratch buffer: whose {@link #writeNow} may wait has another way. */
    public void write(byte[] from, int at, int length) throws IOException {
        var scratch = loop.buffers.scratch;
        while (length > 0) {
            int part = Math.min(length, scratch.capacity());
            scratch.clear().put(from, at, part).flip();
            int gone = writeNow(scratch);
            at += gone;
            length -= gone;
            if (length == 0 && !hasUnsent()) return;
            if (gone < part || hasUnsent()) {
                awaitWritable();
                if (hasUnsent()) {
                    flushNow();
                    if (length == 0 && hasUnsent()) length = finishFlush();
                }
            }
        }
    }

    private int finishFlush() throws IOException {
        while (hasUnsent()) {
            awaitWritable();
            flushNow();
        }
        return 0;
    }

    final int socketRead(ByteBuffer into) throws IOException {
        int room = into.remaining();
        int count = channel.read(into);
        if (count < room) readable = count < 0; // at the end it stays readable
        return count;
    }

    final int socketWrite(ByteBuffer from) throws IOException {
        return channel.write(from);
    }

    /** Off the loop, unless it is known to be in memory. Not so much at a time that a close would have to wait for the disk. */
    final long socketSend(FileChannel file, long position, long count) throws IOException {
        return file.transferTo(position, Math.min(count, FILE_PIECE), channel);
    }

    /** A read of TLS whose socket this wire has taken over, and with it what is known of the socket. */
    final int readUnder(TlsWire tls, ByteBuffer into) throws IOException {
        ((Wire) tls).readable = readable;
        try {
            return tls.readNow(into);
        } finally {
            readable = ((Wire) tls).readable;
        }
    }

    /** Counts what a read brought: bytes, or an end. */
    final int received(int count) {
        if (count > 0) received += count;
        return count;
    }

    final int sent(int count) {
        sent += count;
        return count;
    }

    // The rest.

    public final long received() {
        return received;
    }

    @Override
    public final long sent() {
        return sent;
    }

    /** Behind the end of what the other side sends: it did not say that it is the end (TLS without {@code close_notify}, RFC 9112 §9.8). */
    public boolean wasCut() {
        return false;
    }

    public final boolean isOpen() {
        return !closed;
    }

    public final SocketAddress remote() throws IOException {
        return channel.getRemoteAddress();
    }

    public final SocketAddress local() throws IOException {
        return channel.getLocalAddress();
    }

    /** What the system knows of its connection; -1: nothing. */
    public final long tcpInfo(TcpInfo.Field field) {
        return isOpen() ? TcpInfo.of(channel, field) : -1;
    }

    public final boolean isUnix() throws IOException {
        return channel.getLocalAddress() instanceof UnixDomainSocketAddress;
    }

    /** TCP keep-alive probes; a socket of the machine has none. */
    public final void socketKeepAlive() throws IOException {
        if (isUnix()) return;
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }

    /** Says that nothing more will be written; the peer reads an end. */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /**
     * Says that nothing more comes and drops what the peer still sends until it ends: an unread byte makes the kernel send a reset, which
     * may overtake what was written. {@link Expired} when it pauses for {@code timeoutMillis}; over after {@code timeMillis} at most.
     */
    public final void linger(long timeoutMillis, long timeMillis) throws IOException {
        shutdownOutput();
        for (long until = loop.now() + timeMillis * 1_000_000; loop.now() < until; ) {
            deadlineIn(timeoutMillis);
            if (!isReadable()) awaitReadable();
            if (dropNow() < 0) return;
            Thread.yield(); // a peer that sends without a pause must not keep the loop, nor its clock from moving
        }
    }

    /** No buffer is held while the peer is waited for. */
    private int dropNow() throws IOException {
        var sink = loop.buffers.takeDirect();
        try {
            return readNow(sink);
        } finally {
            loop.buffers.give(sink);
        }
    }

    /** Closes with a reset: the peer sees an error, not an end. */
    public final void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException alreadyGone) {
            // Closing is all that is left, and follows.
        }
        close();
    }

    void farewell() throws IOException {}

    /** Whoever waits on it wakes up and fails. Idempotent. From a virtual thread of the loop. */
    @Override
    public final void close() {
        if (closed) return;
        closed = true;
        onIdleEvent = null;
        loop.forget(this);
        finishes();
        unstuck();
        keepLess(kept);
        counted = false;
        try {
            farewell();
        } catch (IOException peerIsGone) {
            // A courtesy that nobody waits for.
        }
        try {
            channel.close();
        } catch (IOException failure) {
            Faults.report("closing a socket", failure);
        }
        if (reader != null) LockSupport.unpark(reader);
        if (writer != null) LockSupport.unpark(writer);
    }
}
