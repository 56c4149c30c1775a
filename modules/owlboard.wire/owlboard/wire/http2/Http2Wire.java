package owlboard.wire.http2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.wire.loop.Loop;
import owlboard.wire.net.BadRecord;
import owlboard.wire.net.OverWire;
import owlboard.wire.net.Waitable;
import owlboard.wire.net.Wire;

/**
 * The client's side of a connection, with one request at a time (RFC 9113). What is written are the request's {@link RequestFrames}; what
 * is read is its answer: heads as HTTP/1 has them, then the body, whose end reads like that of a connection, until the next {@link #begin}.
 * A server that breaks the protocol, or the stream, is a {@link BadRecord}; one that has done nothing with the request is
 * {@link Unprocessed}.
 */
public final class Http2Wire extends OverWire {
    private final FrameReader reader = new FrameReader(this, this::readFrames);
    private final Outbox outbox = new Outbox(loop, this::sendFrames);
    private final ServerFrames frames = new ServerFrames(reader, outbox, loop);
    private int stream = -1;
    /** Null between requests. */
    private Reply reply;
    /** No more frames come. */
    private boolean ended;
    /** Nor is anything to be said; null while all is well. */
    private IOException broken;
    /** Nothing is to be said: the server takes no more, though it may have answered before. Null while it does. */
    private IOException unheard;
    /** Who waits to write waits for a window. */
    private boolean blocked;
    private final Waitable news = new News();

    /** Takes over a connection on which nothing was said yet. */
    public Http2Wire(Wire under) {
        super(under);
        deadlineAt(under.deadline());
        outbox.preface(Reply.WINDOW);
    }

    /**
     * Another request is sent: the answer to it is read from now on.
     *
     * @param headMax bytes of a head; trailers may have 1 MB at least
     * @param toHead  the answer has no body, whatever length it tells
     */
    public void begin(int headMax, boolean toHead) {
        stream += 2;
        reply = new Reply(toHead);
        outbox.begin(stream);
        frames.begin(stream, reply, headMax);
    }

    /** The answer has ended, and nothing of it is left to read. */
    public boolean isRead() {
        return reply != null && reply.isEnded() && reply.available() == 0;
    }

    /** Of the answer whose head was read; -1: it does not tell. */
    public long declaredLength() {
        return reply.declared();
    }

    /** Of an answer that was read, as lines; null: there are none. */
    public byte[] trailers() {
        return reply == null ? null : reply.trailers();
    }

    /** Whether another request can follow: both sides have said all. */
    public boolean mayRest() {
        if (!isRead() || !outbox.isEnded() || frames.goesAway() || isOver() || unheard != null) return false;
        if (stream >= Integer.MAX_VALUE - 2) return false;
        reply = null;
        frames.rest();
        return true;
    }

    /** Handles what has come: what of the body has no room in {@code into} is kept. */
    private void handle(ByteBuffer into) {
        if (broken != null) return;
        try {
            reader.settle();
            if (!ended && hasCome() && !reader.read()) ended = true;
            while (frames.next(into)) continue;
            reader.settle();
            widen();
            flushQuietly();
        } catch (Http2Error breach) {
            broken = new BadRecord(breach.getMessage().replaceFirst("^client", "upstream"));
            sayWhy(breach);
        } catch (IOException failure) {
            broken = failure;
        }
    }

    private void sayWhy(Http2Error breach) {
        try {
            if (breach.stream == 0) outbox.goAway(breach.code);
        } catch (IOException full) {
            return; // nobody hears it
        }
        flushQuietly();
    }

    private void widen() {
        int more = reply == null ? 0 : reply.wanted();
        if (more > 0 && outbox.windowUpdate(stream, more)) reply.opened(more);
    }

    private boolean isOver() {
        return broken != null || ended;
    }

    /** Before the head comes, what is about the connection alone is nothing to read. */
    @Override
    public boolean isReadable() {
        if (outbox.hasUnsent() && super.isWritable()) flushQuietly();
        if (reply != null && !reply.headCame() && hasCome()) handle(null);
        return isOver() || reply != null && (reply.available() > 0 || reply.isEnded()) || hasCome();
    }

    private void flush() throws IOException {
        if (unheard != null) throw unheard;
        try {
            outbox.flush();
        } catch (IOException failure) {
            outbox.close();
            throw unheard = failure;
        }
    }

    private void flushQuietly() {
        try {
            flush();
        } catch (IOException failure) {
            outbox.close(); // what has come is read all the same
        }
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        int before = into.position();
        if (reply != null) reply.drain(into);
        if (into.hasRemaining() && hasCome()) handle(into);
        int count = into.position() - before;
        if (count > 0) {
            widen();
            flushQuietly();
            return count;
        }
        if (isRead()) return -1; // whatever came after it
        if (broken != null) throw broken;
        if (reply == null) return ended || frames.goesAway() ? -1 : 0;
        if (!ended || !into.hasRemaining()) return 0;
        if (reply.headCame()) throw new EOFException("the connection ended before the answer");
        return -1;
    }

    /** A window that is shut opens as frames come. */
    @Override
    public boolean isWritable() {
        if (hasCome()) handle(null);
        if (isOver() || unheard != null || frames.takesNoMore()) return true;
        boolean wasBlocked = blocked;
        blocked = outbox.isBlocked();
        return !blocked && (wasBlocked || super.isWritable());
    }

    @Override
    public void wantWrite(Thread thread) {
        blocked = outbox.isBlocked();
        super.wantWrite(thread);
        super.wantRead(thread);
    }

    /** What comes is heard while nobody reads; null: no more comes. */
    public Waitable news() {
        return isOver() ? null : news;
    }

    /** For whom no byte of the answer is of interest. */
    private final class News implements Waitable {
        @Override
        public Loop loop() {
            return loop;
        }

        @Override
        public boolean isReadable() {
            if (hasCome()) handle(null);
            return isOver();
        }

        @Override
        public boolean isWritable() {
            return isOver();
        }

        @Override
        public void deadlineIn(long millis) {
            Http2Wire.this.deadlineIn(millis);
        }

        @Override
        public long deadline() {
            return Http2Wire.this.deadline();
        }

        @Override
        public void wantRead(Thread thread) {
            Http2Wire.this.wantRead(thread);
        }

        @Override
        public void wantWrite(Thread thread) {
            Http2Wire.this.wantWrite(thread);
        }

        @Override
        public void wantNothing() {
            Http2Wire.this.wantNothing();
        }

        @Override
        public void check() throws IOException {
            Http2Wire.this.check();
        }
    }

    /** What the server waits for may have to leave first. */
    @Override
    public void wantRead(Thread thread) {
        super.wantRead(thread);
        if (outbox.hasUnsent()) super.wantWrite(thread);
    }

    @Override
    public int writeNow(ByteBuffer from) throws IOException {
        if (broken != null) throw broken;
        if (ended || frames.takesNoMore()) throw new EOFException("upstream takes no more of the request");
        if (unheard != null) throw unheard;
        int count = outbox.take(from);
        flush();
        return count;
    }

    @Override
    public boolean hasUnsent() {
        return outbox.hasUnsent();
    }

    @Override
    public void flushNow() throws IOException {
        flush();
    }

    /** A request that is under way is wanted no more (RFC 9113 §8.1, §8.7). */
    @Override
    protected void sayGoodbye() throws IOException {
        try {
            boolean open = reply != null && !(reply.isEnded() && outbox.isEnded());
            if (open && !isOver() && unheard == null) {
                outbox.reset(stream, reply.isEnded() ? Http2Error.NO_ERROR : Http2Error.CANCEL);
                outbox.flush();
            }
        } finally {
            outbox.close();
            reader.close();
        }
    }
}
