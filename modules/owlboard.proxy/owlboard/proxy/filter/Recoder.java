package owlboard.proxy.filter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import owlboard.config.directive.Charsets.Recoding;
import owlboard.config.directive.Charsets;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.MainSlot;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.respond.Charset;
import owlboard.wire.http.Name;

/** {@code charset_map}: texts in another charset than they were written in (ngx_http_charset_module). */
public final class Recoder implements Filter {
    private static final MainSlot<Map<Recoding, Tables>> TABLES = new MainSlot<>((making, _) -> {
        var all = new IdentityHashMap<Recoding, Tables>();
        for (var map : making.configuration().http().level().get(Charsets.CHARSET_MAP)) all.put(map, Tables.of(map));
        return all;
    });
    private static final Slot<Recoder> SLOT = new Slot<>((scope, making) -> {
        making.main(TABLES);
        return scope.level().get(Charsets.CHARSET_MAP).isEmpty() ? null : new Recoder();
    });
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT);

    private static final int PIECE = 4 << 10;

    private Recoder() {}

    /**
     * @param there of each byte the bytes
     * @param back of each character of utf-8, or of each byte, the byte
     */
    private record Tables(byte[][] there, Map<Integer, Byte> back) {
        static Tables of(Recoding map) {
            var there = new byte[256][];
            var back = new HashMap<Integer, Byte>();
            boolean utf8 = Recoding.isUtf8(map.to());
            for (int b = 0; b < there.length; b++) {
                there[b] = map.there().get(b).getBytes(StandardCharsets.ISO_8859_1);
                boolean unmapped = b >= 128 && map.there().get(b).equals("?");
                int character = utf8 ? new String(there[b], StandardCharsets.UTF_8).charAt(0) : there[b][0] & 0xff;
                if (!unmapped) back.put(character, (byte) b);
            }
            return new Tables(there, back);
        }
    }

    @Override
    public boolean recodes(Exchange exchange, AnswerHead head) {
        return Charset.recodes(exchange, head.value(Name.CONTENT_TYPE, null));
    }

    @Override
    public Link link(Exchange exchange, AnswerHead head) {
        var recoded = Charset.recoding(exchange);
        if (recoded == null) return null;
        if (!head.value(Name.CONTENT_ENCODING, "").isEmpty()) { // what is packed goes as it is, under the type that it came with
            head.replace(head.find(Name.CONTENT_TYPE), recoded.type());
            return null;
        }
        boolean utf8 = Charset.isUtf8(recoded);
        if (utf8) {
            head.length = -1;
            boolean fromPeer = exchange.answerHead != null && exchange.answerHead.has(Name.ACCEPT_RANGES);
            if (!fromPeer) head.drop(Name.ACCEPT_RANGES);
        }
        if (head.bodiless) return null;
        var tables = exchange.snapshot.get(TABLES).get(recoded.map());
        if (!recoded.back()) return new Bytewise(exchange, tables.there);
        return utf8 ? new FromUtf8(exchange, tables.back) : new Bytewise(exchange, backwards(tables));
    }

    private static byte[][] backwards(Tables tables) {
        var bytes = new byte[256][];
        for (int b = 0; b < bytes.length; b++) {
            var back = tables.back.get(b);
            bytes[b] = new byte[] {b < 128 ? (byte) b : (byte) '?'};
            if (back != null) bytes[b][0] = back;
        }
        return bytes;
    }

    private abstract static class Pieces extends Composer {
        private final byte[] in = new byte[PIECE];

        Pieces(Exchange exchange) {
            super(exchange);
        }

        abstract void recode(byte[] piece, int length) throws IOException;

        @Override
        public final void body(ByteBuffer bytes, boolean last) throws IOException {
            try {
                while (bytes.hasRemaining()) {
                    int length = Math.min(in.length, bytes.remaining());
                    bytes.get(in, 0, length);
                    recode(in, length);
                }
                send(last);
            } finally {
                release();
            }
        }
    }

    private static final class Bytewise extends Pieces {
        private final byte[][] table;
        private byte[] out = new byte[PIECE];

        Bytewise(Exchange exchange, byte[][] table) {
            super(exchange);
            this.table = table;
        }

        @Override
        void recode(byte[] piece, int length) throws IOException {
            int size = 0;
            for (int i = 0; i < length; i++) size += table[piece[i] & 0xff].length;
            if (size > out.length) out = new byte[size];
            int at = 0;
            for (int i = 0; i < length; i++) for (byte b : table[piece[i] & 0xff]) out[at++] = b;
            put(out, size);
        }
    }

    /** Characters that the other charset has not are written as entities; what is no character, as a question mark. */
    private static final class FromUtf8 extends Pieces {
        private final Map<Integer, Byte> table;
        /** Of a character whose bytes are not all there: how many are to come, and its bits. */
        private int missing;
        private int bits;
        private int mostValid;
        private final StringBuilder out = new StringBuilder();

        FromUtf8(Exchange exchange, Map<Integer, Byte> table) {
            super(exchange);
            this.table = table;
        }

        @Override
        void recode(byte[] piece, int length) throws IOException {
            out.setLength(0);
            for (int i = 0; i < length; i++) take(piece[i] & 0xff);
            put(out.toString().getBytes(StandardCharsets.ISO_8859_1));
        }

        private void take(int b) {
            if (missing > 0) {
                more(b);
            } else if (b < 0x80) {
                out.append((char) b);
            } else if (b >= 0xf0 && b < 0xf8) {
                begin(3, b & 0x07, 0xffff);
            } else if (b >= 0xe0 && b < 0xf0) {
                begin(2, b & 0x0f, 0x7ff);
            } else if (b >= 0xc2 && b < 0xe0) {
                begin(1, b & 0x1f, 0x7f);
            } else {
                out.append('?');
            }
        }

        private void begin(int further, int first, int most) {
            missing = further;
            bits = first;
            mostValid = most;
        }

        private void more(int b) {
            if (b < 0x80) {
                missing = 0;
                out.append('?');
                return;
            }
            bits = bits << 6 | b & 0x3f;
            if (--missing > 0) return;
            var there = table.get(bits);
            if (bits <= mostValid || bits > 0x10ffff) out.append('?');
            else if (there != null) out.append((char) (there & 0xff));
            else out.append("&#").append(bits).append(';');
        }
    }
}
