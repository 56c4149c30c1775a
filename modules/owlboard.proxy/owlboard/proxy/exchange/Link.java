package owlboard.proxy.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A link between a content and the protocol's own: passes everything on. What it changes it overrides. */
public abstract class Link implements Outgoing {
    /** The link behind it. */
    protected Outgoing next;

    public final void before(Outgoing link) {
        next = link;
    }

    @Override
    public void head(AnswerHead head) throws IOException {
        next.head(head);
    }

    @Override
    public void body(ByteBuffer bytes, boolean last) throws IOException {
        next.body(bytes, last);
    }

    @Override
    public void flush() throws IOException {
        next.flush();
    }

    @Override
    public void sendPending() throws IOException {
        next.sendPending();
    }

    @Override
    public int headroom() {
        return next.headroom();
    }

    @Override
    public void buffering(Buffering limits) {
        next.buffering(limits);
    }

    @Override
    public boolean isPending() {
        return next.isPending();
    }

    @Override
    public long pausedMillis() {
        return next.pausedMillis();
    }

    @Override
    public boolean hasRoom() {
        return next.hasRoom();
    }

    @Override
    public void close() {
        next.close();
    }
}
