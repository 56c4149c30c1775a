package owlboard.proxy.filter;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Link;

/** A link that composes the bytes that go on, in a buffer that it has while it works. */
abstract class Composer extends Link {
    final Exchange exchange;
    /** Null when there is nothing. */
    private ByteBuffer out;

    Composer(Exchange exchange) {
        this.exchange = exchange;
    }

    final boolean hasComposed() {
        return out != null;
    }

    final void put(byte[] text) throws IOException {
        put(text, text.length);
    }

    final void put(byte[] text, int size) throws IOException {
        for (int at = 0; at < size; ) {
            room();
            int length = Math.min(out.remaining(), size - at);
            out.put(text, at, length);
            at += length;
        }
    }

    /** Bytes of a buffer, whose position stays. */
    final void copy(ByteBuffer in, int from, int to) throws IOException {
        for (int at = from; at < to; ) {
            room();
            int length = Math.min(out.remaining(), to - at);
            out.put(out.position(), in, at, length).position(out.position() + length);
            at += length;
        }
    }

    private void room() throws IOException {
        if (out != null && out.hasRemaining()) return;
        if (out != null) pass(false);
        else out = exchange.loop().buffers.takeDirect();
        out.clear().position(next.headroom()).limit(out.capacity() - TAILROOM);
    }

    private void pass(boolean last) throws IOException {
        int from = next.headroom();
        next.body(out.flip().position(from), last);
    }

    /** What was composed goes on. */
    final void send(boolean last) throws IOException {
        try {
            if (out != null) pass(last);
            else if (last) next.body(ByteBuffer.allocate(0), true);
        } finally {
            release();
        }
    }

    /** To be called whatever became of the work. */
    final void release() {
        if (out != null) exchange.loop().buffers.give(out);
        out = null;
    }
}
