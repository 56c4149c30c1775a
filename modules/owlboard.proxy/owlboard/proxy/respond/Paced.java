package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.Outgoing;
import owlboard.proxy.listen.Exchange;
import owlboard.proxy.listen.Failure;

/** {@code X-Accel-Limit-Rate}: hands on so many bytes of a body in each second, and waits in between, which keeps whoever makes the body waiting too. */
final class Paced implements Outgoing {
    private final Exchange exchange;
    private final Outgoing next;
    private final long bytesPerSecond;
    private long startNanos;
    private long given;

    private Paced(Exchange exchange, Outgoing next, long bytesPerSecond) {
        this.exchange = exchange;
        this.next = next;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** {@code rate} in bytes per second; what is no number, and 0, limits nothing. */
    static void limit(Exchange exchange, String rate) {
        if (!rate.matches("[0-9]{1,12}") || Long.parseLong(rate) == 0) return;
        exchange.out = new Paced(exchange, exchange.out, Long.parseLong(rate));
    }

    @Override
    public void head(AnswerHead head) throws IOException {
        next.head(head);
    }

    /** In each second what it may have by its end, as nginx does. */
    @Override
    public void body(ByteBuffer bytes, boolean last) throws IOException {
        if (startNanos == 0) startNanos = exchange.loop().now();
        if (!bytes.hasRemaining()) next.body(bytes, last);
        while (bytes.hasRemaining()) {
            long seconds = (exchange.loop().now() - startNanos) / 1_000_000_000 + 1;
            long allowed = bytesPerSecond * seconds - given;
            if (allowed <= 0) {
                await(Math.min(1000, -allowed * 1000 / bytesPerSecond + 1));
                continue;
            }
            int part = (int) Math.min(allowed, bytes.remaining());
            boolean end = last && part == bytes.remaining();
            next.body(bytes.slice(bytes.position(), part).asReadOnlyBuffer(), end); // what follows in the buffer must not be written over
            bytes.position(bytes.position() + part);
            given += part;
        }
    }

    private void await(long millis) throws IOException {
        next.flush();
        try {
            exchange.client.delay(millis);
        } catch (Failure left) {
            throw exchange.client.gone();
        }
    }

    @Override
    public void flush() throws IOException {
        next.flush();
    }

    @Override
    public int headroom() {
        return 0;
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
    public boolean hasRoom() {
        return next.hasRoom();
    }

    @Override
    public void close() {
        next.close();
    }
}
