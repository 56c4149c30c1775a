package owlboard.proxy.upstream;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.RequestBody;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Chunks;
import owlboard.wire.net.Wire;

/**
 * A request on its way to a peer, which may answer before it has read it all: the head, what of the body was kept, then what the client
 * still sends. Nothing here waits for either side.
 */
public final class Sending implements AutoCloseable {
    private final Exchange exchange;
    private final Wire wire;
    private final RequestBody body;
    private final boolean chunked;
    /** Bytes of what was kept that are on their way. */
    private long kept;
    /** What the peer has not taken yet; null when there is nothing. */
    private ByteBuffer part;
    /** The end of the request is in {@link #part}, or behind it. */
    private boolean ended;
    private boolean cut;

    Sending(Exchange exchange, Wire wire, RequestBody body, boolean chunked) {
        this.exchange = exchange;
        this.wire = wire;
        this.body = body;
        this.chunked = chunked;
    }

    /** Lays the head before the body, so that a small request is one write. Waits for the peer only when a head is larger than a buffer. */
    void begin(Bytes head) throws IOException, Failure {
        part = wire.loop.buffers.takeDirect();
        if (head.length() + Chunks.ROOM + Chunks.END.length + 3 > part.capacity()) {
            wire.write(head.array(), 0, head.length());
            part.flip();
            return;
        }
        part.put(head.array(), 0, head.length());
        fill();
        part.flip();
    }

    /** Adds what there is of the body behind what is in {@link #part}. */
    private void fill() throws Failure {
        int start = part.position();
        int from = chunked ? start + Chunks.ROOM : start;
        part.limit(part.capacity() - Chunks.END.length - 2).position(from);
        if (kept < body.length()) kept += body.copy(kept, part);
        if (kept == body.length() && body.isLive() && part.hasRemaining()) body.readOn(part);
        boolean any = part.position() > from;
        ended = kept == body.length() && !body.isLive();
        part.limit(part.capacity());
        if (!chunked) return;
        if (any) Chunks.frameBehind(part, start, from);
        else part.position(start);
        if (ended) part.put(Chunks.END);
    }

    /** Sends what can be sent now; true when anything went. An IOException is the peer's, a {@link Failure} the client's or ours. */
    public boolean move() throws IOException, Failure {
        boolean moved = false;
        while (true) {
            if (wire.hasUnsent()) wire.flushNow();
            if (part != null && part.hasRemaining()) moved |= wire.writeNow(part) > 0;
            if (isStuck()) return moved;
            if (ended || !hasMore()) {
                close();
                return moved;
            }
            if (part == null) part = wire.loop.buffers.takeDirect();
            part.clear();
            fill();
            part.flip();
        }
    }

    /** The end of the request is more, too: over HTTP/2 it may come behind the last byte. */
    private boolean hasMore() {
        return kept < body.length() || !body.isLive() || exchange.body.isReadable();
    }

    /** The peer has it all. */
    public boolean isDone() {
        return ended && !isStuck();
    }

    /** There is nothing more to do: the peer has it all, or takes no more of it. */
    public boolean isOver() {
        return cut || isDone();
    }

    /** Bytes wait until the peer takes them. */
    public boolean isStuck() {
        return part != null && part.hasRemaining() || wire.hasUnsent();
    }

    /** All that is here has been sent, and the client has still to send more. */
    public boolean wantsClient() {
        return !ended && !isStuck();
    }

    /** The peer takes no more: it may answer all the same. */
    public void cut() {
        cut = true;
        close();
    }

    @Override
    public void close() {
        if (part != null) wire.loop.buffers.give(part);
        part = null;
    }
}
