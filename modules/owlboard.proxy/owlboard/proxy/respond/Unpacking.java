package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import owlboard.config.Level;
import owlboard.config.directive.Gzip;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Slot;
import owlboard.wire.http.Name;

/** {@code gunzip} (ngx_http_gunzip_module): answers that come as gzip, unpacked on their way for clients that do not take it. */
public final class Unpacking implements Filter {
    private static final Slot<Unpacking> SLOT = new Slot<>((scope, _) -> of(scope.level()));
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT);

    private static final byte[] GZIP = {'g', 'z', 'i', 'p'};

    private final TakesGzip takesGzip;

    private Unpacking(TakesGzip takesGzip) {
        this.takesGzip = takesGzip;
    }

    /** Null: {@code gunzip off}. */
    private static Unpacking of(Level level) {
        return level.get(Gzip.GUNZIP) ? new Unpacking(TakesGzip.of(level)) : null;
    }

    /** A part of a packed answer cannot be unpacked. */
    private static boolean isPacked(AnswerHead head) {
        int line = head.find(Name.CONTENT_ENCODING);
        return line >= 0 && head.status != 206 && Name.is(head.text().array(), head.valueAt(line), head.valueLength(line), GZIP);
    }

    @Override
    public boolean recodes(Exchange exchange, AnswerHead head) {
        if (!isPacked(head)) return false;
        head.varies = true;
        return !takesGzip.test(exchange, head);
    }

    @Override
    public Link link(Exchange exchange, AnswerHead head) {
        if (!isPacked(head)) return null;
        head.varies = true;
        if (takesGzip.test(exchange, head)) return null;
        head.drop(Name.CONTENT_ENCODING);
        head.becomesOther();
        return head.bodiless ? null : new Unpacker(exchange);
    }

    /** One buffer at a time, which waits until the client has room: what a small answer unpacks to takes time, and no memory. */
    private static final class Unpacker extends Link {
        private final Exchange exchange;
        private final Members members = new Members();

        Unpacker(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public int headroom() {
            return 0;
        }

        @Override
        public void body(ByteBuffer bytes, boolean last) throws IOException {
            var plain = exchange.loop().buffers.takeDirect();
            try {
                while (true) {
                    int from = next.headroom();
                    plain.clear().position(from).limit(plain.capacity() - TAILROOM);
                    members.read(bytes, plain);
                    boolean ended = plain.hasRemaining();
                    if (ended && last) members.end();
                    if (plain.position() > from || ended && last) next.body(plain.flip().position(from), ended && last);
                    if (ended) return;
                    Thread.yield(); // others of the loop have their turn
                    exchange.loop().resumed(Thread.currentThread());
                }
            } catch (DataFormatException bad) {
                throw new IOException("inflate() failed: " + bad.getMessage());
            } finally {
                exchange.loop().buffers.give(plain);
            }
        }

        @Override
        public void close() {
            members.close();
            next.close();
        }
    }
}
