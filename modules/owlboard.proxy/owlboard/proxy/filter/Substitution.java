package owlboard.proxy.filter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import owlboard.config.Level;
import owlboard.config.directive.Sub;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.respond.Types;
import owlboard.wire.http.Name;

/**
 * {@code sub_filter}: texts in a body that are replaced, whatever the case of their letters (ngx_http_sub_filter_module). Of those that
 * begin at one place the first of the configuration.
 */
public final class Substitution implements Filter {
    private static final Slot<Substitution> SLOT = new Slot<>((scope, making) -> of(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT);

    private static final byte[] NO_TEXT = {};
    private static final byte[] LOWER = new byte[256];

    static {
        for (int b = 0; b < LOWER.length; b++) LOWER[b] = (byte) (b >= 'A' && b <= 'Z' ? b | 0x20 : b);
    }

    private final List<Value> matches;
    private final List<Value> values;
    /** Each text once only. */
    private final boolean once;
    private final boolean keepsDate;
    private final Types types;

    private Substitution(Level level, Making making) {
        var pairs = level.get(Sub.SUB_FILTER);
        matches = pairs.stream().map(pair -> making.value(pair.match())).toList();
        values = pairs.stream().map(pair -> making.value(pair.value())).toList();
        once = level.get(Sub.SUB_FILTER_ONCE);
        keepsDate = level.get(Sub.SUB_FILTER_LAST_MODIFIED);
        types = Types.of(level.get(Sub.SUB_FILTER_TYPES));
    }

    /** Null: off. */
    private static Substitution of(Level level, Making making) {
        return level.get(Sub.SUB_FILTER).isEmpty() ? null : new Substitution(level, making);
    }

    private static byte[] bytes(String latin1) {
        return latin1.isEmpty() ? NO_TEXT : latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Letters of ASCII alone: other bytes are parts of characters that are written in several. */
    private static byte[] lowered(byte[] text) {
        for (int i = 0; i < text.length; i++) text[i] = LOWER[text[i] & 0xff];
        return text;
    }

    @Override
    public boolean recodes(Exchange exchange, AnswerHead head) {
        return head.length != 0 && types.has(head);
    }

    @Override
    public Link link(Exchange exchange, AnswerHead head) {
        if (!recodes(exchange, head)) return null;
        var wanted = matches.stream().map(match -> lowered(bytes(match.text(exchange)))).toArray(byte[][]::new);
        if (Stream.of(wanted).allMatch(match -> match.length == 0)) return null;
        head.becomesOther();
        if (!keepsDate) {
            head.drop(Name.LAST_MODIFIED);
            head.drop(Name.ETAG);
        }
        return head.bodiless ? null : new Replacer(exchange, wanted);
    }

    private final class Replacer extends Composer {
        private static final int NONE = -1, PERHAPS = -2;

        /** In lower case; an empty one is not looked for, or not any more. */
        private final byte[][] wanted;
        private final byte[][] replacements;
        /** By a byte in lower case: a wanted text begins with it. */
        private final boolean[] begins = new boolean[256];
        private boolean looks;
        /** What came before, and may be the beginning of a wanted text. */
        private byte[] kept = NO_TEXT;
        private ByteBuffer in;

        Replacer(Exchange exchange, byte[][] wanted) {
            super(exchange);
            this.wanted = wanted;
            replacements = new byte[wanted.length][];
            index();
        }

        private void index() {
            Arrays.fill(begins, false);
            looks = false;
            for (var text : wanted) {
                if (text.length == 0) continue;
                begins[text[0] & 0xff] = true;
                looks = true;
            }
        }

        /** In lower case: of what is kept and what came, one behind the other. */
        private byte lower(int i) {
            return LOWER[(i < kept.length ? kept[i] : in.get(in.position() + i - kept.length)) & 0xff];
        }

        @Override
        public void body(ByteBuffer bytes, boolean last) throws IOException {
            if (!looks && kept.length == 0) {
                next.body(bytes, last);
                return;
            }
            in = bytes;
            try {
                replace(kept.length + bytes.remaining(), last);
            } finally {
                in = null;
                release();
            }
            bytes.position(bytes.limit());
        }

        private void replace(int total, boolean last) throws IOException {
            int done = 0;
            int at = 0;
            while (at < total) {
                int found = begins[lower(at) & 0xff] ? find(at, total) : NONE;
                if (found == PERHAPS && last) at = total; // what ends in the beginning of a text is not looked at once more
                if (found == PERHAPS) break;
                if (found == NONE) {
                    at++;
                    continue;
                }
                copy(done, at);
                put(replacement(found));
                at += wanted[found].length;
                done = at;
                if (once) {
                    wanted[found] = NO_TEXT;
                    index();
                }
            }
            var rest = rest(at, total);
            if (done == 0 && kept.length == 0) {
                pass(rest, last);
            } else {
                copy(done, at);
                kept = rest;
                send(last);
            }
        }

        /** The first of the wanted texts that stands there; or what of it is there may be one. */
        private int find(int at, int total) {
            for (int i = 0; i < wanted.length; i++) {
                var text = wanted[i];
                int length = Math.min(text.length, total - at);
                int same = 0;
                while (same < length && lower(at + same) == text[same]) same++;
                if (same < length || length == 0) continue;
                return same == text.length ? i : PERHAPS;
            }
            return NONE;
        }

        private byte[] replacement(int i) {
            if (replacements[i] == null) replacements[i] = bytes(values.get(i).text(exchange));
            return replacements[i];
        }

        private byte[] rest(int from, int total) {
            if (from == total) return NO_TEXT;
            var rest = new byte[total - from];
            for (int i = from; i < total; i++) rest[i - from] = i < kept.length ? kept[i] : in.get(in.position() + i - kept.length);
            return rest;
        }

        /** Nothing was replaced: it goes as it came, but for what is kept. */
        private void pass(byte[] rest, boolean last) throws IOException {
            kept = rest;
            int limit = in.limit();
            in.limit(limit - rest.length);
            if (in.hasRemaining() || last) next.body(in, last);
            in.limit(limit);
        }

        private void copy(int from, int to) throws IOException {
            if (from < kept.length && from < to) put(Arrays.copyOfRange(kept, from, Math.min(kept.length, to)));
            int shift = in.position() - kept.length;
            copy(in, shift + Math.max(from, kept.length), shift + to);
        }
    }
}
