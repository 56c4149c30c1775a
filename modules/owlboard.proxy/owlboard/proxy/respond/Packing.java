package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import owlboard.config.Level;
import owlboard.config.directive.Gzip;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Slot;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Name;

/**
 * {@code gzip} (ngx_http_gzip_filter_module): answers of the types that are worth it, packed on their way (RFC 1952) for clients that
 * take it.
 */
public final class Packing implements Filter {
    private static final Slot<Packing> SLOT = new Slot<>((scope, _) -> of(scope.level()));
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT).defines(Map.of("gzip_ratio", Packing::addRatio));
    private static final Note<Ratio> RATIO = new Note<>();

    private static final byte[] CONTENT_ENCODING = "Content-Encoding".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] GZIP = "gzip".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BEGIN = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
    /** CRC and length. */
    private static final int END_LENGTH = 8;
    /** What is packed in one go, a millisecond at the highest level: then others of the loop have their turn. */
    private static final int SLICE = 16 << 10;

    private final int level;
    private final long lengthLeast;
    private final Types types;
    private final TakesGzip takesGzip;

    /** Bytes that it took and gave. */
    private static final class Ratio {
        long taken;
        long given;
    }

    /** {@code $gzip_ratio}: two decimals, rounded. */
    private static boolean addRatio(Bytes out, Exchange exchange) {
        var ratio = exchange.note(RATIO);
        if (ratio == null || ratio.given == 0) return false;
        long hundredths = (ratio.taken * 1000 / ratio.given + 5) / 10;
        out.addDecimal(hundredths / 100).add('.').addPadded(hundredths % 100, 2);
        return true;
    }

    private Packing(Level rules, TakesGzip takesGzip) {
        level = rules.get(Gzip.GZIP_COMP_LEVEL);
        lengthLeast = rules.get(Gzip.GZIP_MIN_LENGTH);
        types = Types.of(rules.get(Gzip.GZIP_TYPES));
        this.takesGzip = takesGzip;
    }

    /** Null: {@code gzip off}. */
    private static Packing of(Level level) {
        return level.get(Gzip.GZIP) ? new Packing(level, TakesGzip.of(level)) : null;
    }

    private boolean isWorthIt(AnswerHead head) {
        if (head.status != 200 && head.status != 403 && head.status != 404) return false;
        if (head.length >= 0 && head.length < lengthLeast || isEncoded(head)) return false;
        return types.has(head) && !isToStay(head);
    }

    /** {@code no-transform} (RFC 9111 §5.2.2.6). */
    private static boolean isToStay(AnswerHead head) {
        if (!head.has(Name.CACHE_CONTROL)) return false;
        for (int i = 0; i < head.count(); i++) {
            if (head.id(i) != Name.CACHE_CONTROL) continue;
            for (var word : head.value(i).split(",")) if (word.strip().equalsIgnoreCase("no-transform")) return true;
        }
        return false;
    }

    static boolean isEncoded(AnswerHead head) {
        int line = head.find(Name.CONTENT_ENCODING);
        return line >= 0 && head.valueLength(line) > 0;
    }

    @Override
    public boolean recodes(Exchange exchange, AnswerHead head) {
        if (!isWorthIt(head)) return false;
        head.varies = true;
        return takesGzip.test(exchange, head);
    }

    @Override
    public Link link(Exchange exchange, AnswerHead head) {
        if (!isWorthIt(head)) return null;
        head.varies = true;
        if (!takesGzip.test(exchange, head)) return null;
        var deflater = head.bodiless ? null : Deflaters.of(exchange.loop()).take(level);
        if (deflater == null && !head.bodiless) return null;
        head.becomesOther();
        head.add(CONTENT_ENCODING, Name.CONTENT_ENCODING, GZIP);
        return deflater == null ? null : new Packer(exchange, deflater);
    }

    private static final class Packer extends Link {
        private final Exchange exchange;
        private final Ratio ratio = new Ratio();
        private final CRC32 crc = new CRC32();
        private Deflater deflater;
        private boolean begun;
        /** Bytes went in since the last flush. */
        private boolean holds;

        Packer(Exchange exchange, Deflater deflater) {
            this.exchange = exchange;
            this.deflater = deflater;
            exchange.note(RATIO, ratio);
        }

        @Override
        public int headroom() {
            return 0;
        }

        @Override
        public void body(ByteBuffer bytes, boolean last) throws IOException {
            if (!bytes.hasRemaining() && !last) return;
            var packed = exchange.loop().buffers.takeDirect();
            try {
                room(packed);
                while (bytes.hasRemaining()) {
                    pack(packed, bytes);
                    if (bytes.hasRemaining()) giveWay();
                }
                if (last) end(packed);
                else if (packed.position() > next.headroom()) pass(packed, false);
            } finally {
                exchange.loop().buffers.give(packed);
            }
        }

        /** Empties it, but for what goes in front. */
        private void room(ByteBuffer packed) {
            packed.clear().position(next.headroom()).limit(packed.capacity() - TAILROOM - END_LENGTH);
            if (!begun) packed.put(BEGIN);
            begun = true;
        }

        private void pack(ByteBuffer packed, ByteBuffer bytes) throws IOException {
            int size = Math.min(SLICE, bytes.remaining());
            var slice = bytes.slice(bytes.position(), size);
            bytes.position(bytes.position() + size);
            crc.update(slice.duplicate());
            deflater.setInput(slice);
            holds = true;
            while (!deflater.needsInput()) {
                deflater.deflate(packed, Deflater.NO_FLUSH);
                if (!packed.hasRemaining()) pass(packed, false);
            }
        }

        /** Others of the loop have their turn; nothing is packed for a client that has left. */
        private void giveWay() throws IOException {
            Thread.yield();
            exchange.loop().resumed(Thread.currentThread());
            if (exchange.client.isGone()) throw exchange.client.gone();
        }

        private void pass(ByteBuffer packed, boolean last) throws IOException {
            int from = next.headroom();
            ratio.given += packed.position() - from;
            ratio.taken = deflater.getBytesRead();
            next.body(packed.flip().position(from), last);
            if (!last) room(packed);
        }

        private void end(ByteBuffer packed) throws IOException {
            deflater.finish();
            while (!deflater.finished()) {
                deflater.deflate(packed, Deflater.NO_FLUSH);
                if (!packed.hasRemaining() && !deflater.finished()) pass(packed, false);
            }
            packed.limit(packed.capacity() - TAILROOM).order(ByteOrder.LITTLE_ENDIAN);
            packed.putInt((int) crc.getValue()).putInt((int) deflater.getBytesRead()).order(ByteOrder.BIG_ENDIAN);
            pass(packed, true);
            release();
        }

        @Override
        public void flush() throws IOException {
            if (holds) {
                var packed = exchange.loop().buffers.takeDirect();
                try {
                    room(packed);
                    while (deflater.deflate(packed, Deflater.SYNC_FLUSH) > 0 && !packed.hasRemaining()) pass(packed, false);
                    if (packed.position() > next.headroom()) pass(packed, false);
                    holds = false;
                } finally {
                    exchange.loop().buffers.give(packed);
                }
            }
            next.flush();
        }

        @Override
        public void close() {
            release();
            next.close();
        }

        private void release() {
            if (deflater != null) Deflaters.of(exchange.loop()).give(deflater);
            deflater = null;
        }
    }
}
