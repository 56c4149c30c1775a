package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.content.Ranges;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Outgoing;

/** Of a body that comes whole the part that was asked for goes on; what comes behind it is read and dropped. */
final class Cut extends Link {
    private final long from;
    private final long to;
    private long at;
    private boolean ended;

    private Cut(Ranges.Part part) {
        from = part.from();
        to = part.to();
    }

    static Outgoing of(Outgoing way, Ranges.Part part) {
        var cut = new Cut(part);
        cut.before(way);
        return cut;
    }

    @Override
    public void body(ByteBuffer bytes, boolean last) throws IOException {
        int size = bytes.remaining();
        int limit = bytes.limit();
        int first = Math.clamp(from - at, 0, size);
        int end = Math.clamp(to - at, first, size);
        at += size;
        boolean ends = last || at >= to;
        if (!ended && (end > first || ends)) {
            bytes.limit(bytes.position() + end).position(bytes.position() + first);
            ended = ends;
            next.body(bytes, ends);
        }
        bytes.limit(limit).position(limit);
    }

    @Override
    public void flush() throws IOException {
        if (!ended) next.flush();
    }

    @Override
    public boolean hasRoom() {
        return ended || next.hasRoom();
    }
}
