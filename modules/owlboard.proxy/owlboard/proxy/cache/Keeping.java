package owlboard.proxy.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.ClientGone;
import owlboard.proxy.exchange.Outgoing;

/**
 * The way out of an answer that is stored as it passes: all of it goes to the {@link Fill}, and to the client what it asked for. A client
 * that has what it wanted, or goes away, does not end the storing.
 */
final class Keeping implements Outgoing {
    private final Outgoing next;
    private final Visit visit;
    private final Fill fill;
    private final long from;
    private final long to;
    private long at;
    /** Nothing more is for the client. */
    private boolean served;
    private ClientGone gone;

    /** The client gets the bytes from {@code from} to {@code to}, which is not one of them; nothing where these are equal. */
    Keeping(Outgoing next, Visit visit, Fill fill, long from, long to) {
        this.next = next;
        this.visit = visit;
        this.fill = fill;
        this.from = from;
        this.to = to;
        served = next == null;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void unlessGone(Step step) throws IOException {
        if (served) return;
        try {
            step.run();
        } catch (ClientGone left) {
            served = true;
            gone = left;
        }
    }

    @Override
    public void head(AnswerHead head) throws IOException {
        next.head(head);
    }

    @Override
    public void body(ByteBuffer bytes, boolean last) throws IOException {
        int size = bytes.remaining();
        int limit = bytes.limit();
        int start = bytes.position();
        fill.add(bytes);
        var stored = last ? visit.filled(fill) : null;
        int first = Math.clamp(from - at, 0, size);
        int end = Math.clamp(to - at, first, size);
        boolean ends = last || at + size >= to;
        if (end > first || ends) {
            bytes.position(start + first).limit(start + end);
            unlessGone(() -> next.body(bytes, ends));
            served |= ends;
        }
        bytes.limit(limit).position(limit);
        at += size;
        if (!last) return;
        fill.settle(stored);
        if (gone != null) throw gone;
    }

    @Override
    public void flush() throws IOException {
        unlessGone(next::flush);
    }

    @Override
    public void sendPending() throws IOException {
        unlessGone(next::sendPending);
    }

    @Override
    public int headroom() {
        return served ? 0 : next.headroom();
    }

    @Override
    public void buffering(Buffering limits) {
        if (!served) next.buffering(limits);
    }

    @Override
    public boolean isPending() {
        return !served && next.isPending();
    }

    @Override
    public long pausedMillis() {
        return served ? 0 : next.pausedMillis();
    }

    @Override
    public boolean hasRoom() {
        return served || next.hasRoom();
    }

    @Override
    public void close() {
        if (next != null) next.close();
    }
}
