package owlboard.wire.http2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.charset.StandardCharsets;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Wire;

/**
 * The server's side of a connection, from its preface to its last word: a thread reads frames, {@link ClientFrames} says what they do,
 * {@link Requests} serves, and {@link FrameWriter} answers.
 */
public final class Http2Connection implements Loop.Watched {
    /** What every client sends first (RFC 9113 §3.4). */
    public static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    /** After our last word the client has this long to read it; a close with bytes unread would make the kernel take it back. */
    private static final long FAREWELL_MILLIS = 2000;

    final Http2Limits limits;
    final Calm calm;
    final Streams streams = new Streams();
    final StreamNumbers numbers = new StreamNumbers();
    final ClientSettings settings = new ClientSettings();
    final FrameReader reader;
    final Sending sending;
    final FrameWriter writer;
    final Receiving receiving;
    final Requests requests;
    private final Wire wire;
    private final Http2Server server;
    private final ClientFrames frames;
    private boolean goingAway;
    private long begunUntil;
    /** No request is under way: until when one has to come, whatever else does; 0 while there is one. */
    private long idleUntil;
    /** A head did not become whole in time; what is served still has to end. */
    private Expired lateHead;
    private int slot = -1;

    /** {@code first}: bytes that were read before it was known that this is HTTP/2; the preface is among them or follows. */
    public Http2Connection(Wire wire, byte[] first, Http2Limits limits, Http2Server server) {
        this.wire = wire;
        this.limits = limits;
        this.server = server;
        calm = new Calm(wire.loop);
        reader = new FrameReader(wire, first);
        sending = new Sending(this);
        writer = new FrameWriter(limits, settings, calm, sending);
        receiving = new Receiving(wire, writer, sending, limits);
        requests = new Requests(this, server);
        frames = new ClientFrames(this);
    }

    public Loop loop() {
        return wire.loop;
    }

    public Wire wire() {
        return wire;
    }

    /** Serves the connection until it ends; the wire is still open then. */
    public void run() throws IOException {
        wire.loop.watch(this);
        try {
            serve();
            farewell();
            if (lateHead != null) throw lateHead;
        } catch (Http2Error breach) {
            server.breach(breach);
            goAway(breach.code);
            for (var stream : streams.all()) stream.die(Http2Error.CANCEL);
            farewell();
        } finally {
            end();
            wire.loop.forget(this);
            reader.close();
        }
    }

    private void serve() throws IOException {
        wire.deadlineIn(limits.timeouts().headerMillis());
        writer.settings();
        receiving.open();
        reader.preface();
        while (true) {
            boolean more = true;
            while (more) more = frames.next();
            if (sending.isOver()) throw new EOFException("the client does not read");
            if (server.isDraining()) goAwayWhenDone();
            if (goingAway && !requests.areServed()) return;
            try {
                if (!fill()) {
                    end();
                    return;
                }
            } catch (Expired late) {
                if (sending.isFlushing() || !settings.came()) throw late;
                if (frames.areAwaited()) lateHead = late;
                goAwayWhenDone();
                wire.deadlineIn(0); // it has passed; the writer sets its own
            }
        }
    }

    /** Reads more, waiting when there is nothing; false at the end. Holds no buffer while it waits for a new frame. */
    private boolean fill() throws IOException {
        reader.settle();
        deadline();
        if (wire.isReadable()) Thread.yield(); // there may always be more: others come between
        else wire.awaitReadable();
        wire.loop.resumed(Thread.currentThread());
        return reader.read();
    }

    // Time.

    /** What is begun has to be there by a time that bytes do not put off; 0 while nothing is. */
    void deadline() {
        boolean begun = lateHead == null && (frames.areAwaited() || !requests.areServed() && reader.isBegun());
        if (!begun) begunUntil = 0;
        else if (begunUntil == 0) begunUntil = wire.loop.now() + limits.timeouts().headerMillis() * 1_000_000 | 1;
        if (sending.isFlushing()) return; // the writer's own holds
        wire.deadlineIn(begun && limits.timeouts().headerMillis() > 0 ? Math.max(1, (begunUntil - wire.loop.now()) / 1_000_000) : idle());
    }

    private long idle() {
        if (requests.areServed()) return idleUntil = 0;
        long allowed = requests.isFirstAwaited() ? limits.timeouts().headerMillis() : limits.timeouts().idleMillis();
        if (allowed == 0) return 0;
        if (idleUntil == 0) idleUntil = wire.loop.now() + allowed * 1_000_000 | 1;
        return Math.max(1, (idleUntil - wire.loop.now()) / 1_000_000);
    }

    // Ends.

    /** A breach of one stream's. */
    void refuse(Http2Error breach) throws IOException {
        server.breach(breach);
        calm.disturbed();
        var stream = streams.get(breach.stream);
        if (stream != null) stream.die(breach.code);
        numbers.reset(breach.stream);
        writer.reset(breach.stream, breach.code);
    }

    /** From the thread that serves the stream. */
    void reset(Http2Stream stream, int code) {
        stream.die(code);
        if (sending.isOver()) return;
        numbers.reset(stream.id);
        try {
            writer.reset(stream.id, code);
        } catch (IOException over) {
            return; // the thread that reads frames sees it, too
        }
    }

    private void goAway(int code) {
        try {
            writer.goAway(numbers.lastTaken(), code);
        } catch (IOException over) {
            return; // nobody hears it
        }
    }

    /** No further stream is taken; those that are open are served. From a thread of the loop. */
    public void goAwayWhenDone() {
        if (goingAway || sending.isOver()) return;
        goingAway = true;
        goAway(Http2Error.NO_ERROR);
        wire.wake();
    }

    /** As {@link #goAwayWhenDone}, and without waiting; false: it has been told, or does not take a word. */
    public boolean goesAwayNow() {
        if (goingAway || sending.isOver() || !sending.hasRoom()) return false;
        goAwayWhenDone();
        return true;
    }

    /** When the oldest stream that is open began, in the units of System.nanoTime(); {@link Long#MAX_VALUE}: none is. */
    public long oldestNanos() {
        long oldest = Long.MAX_VALUE;
        for (var stream : streams.all()) oldest = Math.min(oldest, stream.beganNanos);
        return oldest;
    }

    /** Ends the streams that began before, in the units of System.nanoTime(). From a thread of the loop. */
    public void resetOlderThan(long nanos) {
        for (var stream : streams.all()) if (stream.beganNanos < nanos) stream.reset(Http2Error.CANCEL);
    }

    boolean isGoingAway() {
        return goingAway;
    }

    /** Requests are being served. */
    public boolean isBusy() {
        return requests.areServed();
    }

    /** The last request that was being served is over. */
    void rests() {
        if (sending.isOver()) return;
        if (limits.timeouts().idleMillis() == 0) goAwayWhenDone();
        if (goingAway) wire.wake();
        else deadline();
    }

    /** Nothing is read or written any more. */
    void end() {
        sending.end();
        for (var stream : streams.all()) stream.die(Http2Error.CANCEL);
        sending.wake();
        wire.wake();
    }

    /** Waits until the last word has left, and for the client to hear it. */
    private void farewell() throws IOException {
        sending.awaitEnd();
        if (sending.isOver()) return;
        wire.shutdownOutput();
        wire.deadlineIn(FAREWELL_MILLIS);
        try {
            reader.drop();
        } catch (Expired late) {
            return;
        }
    }

    // The loop's side.

    @Override
    public void ready(SelectionKey key) {
        throw new IllegalStateException("a connection has no key of its own");
    }

    @Override
    public long tick(long now) {
        long left = NEVER_NANOS;
        for (var stream : streams.slots()) if (stream != null) left = Math.min(left, stream.tick(now));
        return left;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public void slot(int newSlot) {
        slot = newSlot;
    }
}
