package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import owlboard.config.directive.Slice;
import owlboard.proxy.content.Ranges;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.SentFile;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Subrequest;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;

/**
 * {@code slice}: an answer that is asked for in parts of one size, one behind the other, so that a cache may keep each of them
 * (ngx_http_slice_filter_module). The first is asked for by the request itself, and says how long the whole is; the others by subrequests.
 * It begins when {@code $slice_range} is asked for.
 */
public final class Slicing {
    private static final Slot<Long> SLOT = new Slot<>((scope, _) -> scope.level().get(Slice.SLICE) == 0 ? null
            : scope.level().get(Slice.SLICE));
    public static final Feature FEATURE = Feature.of(SLOT).defines(Map.of("slice_range", Slicing::addRange));
    private static final Note<Asked> NOTE = new Note<>();
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes *(\\d{1,18}) *- *(\\d{1,18}) */ *(\\*|\\d{1,18}) *");
    private static final Pattern ONE_RANGE = Pattern.compile("(?i:bytes)= *\\d+ *- *(\\d{1,18}) *");
    private static final int DIGITS_MAX = 18;

    /**
     * The part that an exchange asks for.
     *
     * @param of null: it is asked for in the background, for a cache alone
     * @param redirects how often the request had been redirected then: it holds for that place alone
     */
    private record Asked(Slicing of, String range, int redirects) {
        static Asked by(Exchange exchange) {
            var asked = exchange.note(NOTE);
            return asked == null || asked.redirects != exchange.internalRedirects ? null : asked;
        }
    }

    private final Exchange main;
    private final long sizeBytes;
    /** Where the next part begins. */
    private long start;
    /** Of what the client gets; 0 as long as nothing of it goes out. */
    private long from;
    private long to;
    private String etag;
    /** Null: nothing says so. */
    private Long version;
    /** The part that was asked for has come. */
    private boolean came;

    private Slicing(Exchange main, long sizeBytes) {
        this.main = main;
        this.sizeBytes = sizeBytes;
        start = sizeBytes * (wantedStart(main.head) / sizeBytes);
    }

    /** Where the client's one range begins; 0 when that is not known before the answer is. */
    private static long wantedStart(Head head) {
        int line = head.find(Name.RANGE);
        if (line < 0 || head.has(Name.IF_RANGE)) return 0;
        var text = head.value(line);
        if (!text.regionMatches(true, 0, "bytes=", 0, 6) || text.indexOf(',') >= 0) return 0;
        var digits = text.substring(6).stripLeading().split("\\D", 2)[0];
        return digits.isEmpty() || digits.length() > DIGITS_MAX ? 0 : Long.parseLong(digits);
    }

    private Asked ask(Exchange exchange) {
        var asked = new Asked(this, range(start, sizeBytes), exchange.internalRedirects);
        exchange.note(NOTE, asked);
        return asked;
    }

    /** {@code $slice_range}. */
    private static boolean addRange(Bytes out, Exchange exchange) {
        var asked = Asked.by(exchange);
        if (asked == null) {
            var sizeBytes = exchange.settings.get(SLOT);
            if (sizeBytes == null || exchange.parent != null || exchange.status != 0 || exchange.failedWith != 0) return false;
            asked = new Slicing(exchange, sizeBytes).ask(exchange);
        }
        out.add(asked.range);
        return true;
    }

    /** Whether it asks for a part of what its parent answers with. */
    public static boolean isPart(Exchange exchange) {
        var asked = Asked.by(exchange);
        return asked != null && asked.of != null;
    }

    /** The part that an exchange asks for; null where it is not sliced. */
    public static String range(Exchange exchange) {
        var asked = Asked.by(exchange);
        return asked == null ? null : asked.range;
    }

    /** A text of the request. */
    public interface Text {
        String get() throws Failure;
    }

    /** What {@code of} says of all parts together: {@code $slice_range} is empty in it. */
    public static String ofAll(Exchange exchange, Text of) throws Failure {
        return at(exchange, "", of);
    }

    private static String at(Exchange exchange, String range, Text of) throws Failure {
        var asked = exchange.note(NOTE);
        exchange.note(NOTE, new Asked(null, range, exchange.internalRedirects));
        try {
            return of.get();
        } finally {
            exchange.note(NOTE, asked);
        }
    }

    /**
     * All parts of an answer are of one version, by a cache that parts them by what has changed the resource. Trouble: this one is of
     * another than the first.
     */
    public static void belongs(Exchange exchange, long version) throws Failure {
        var asked = Asked.by(exchange);
        if (asked == null || asked.of == null) return;
        if (asked.of.version == null) asked.of.version = version;
        else if (asked.of.version != version) throw trouble("resource was changed between two slice responses");
    }

    /** The key of each part that the client wants behind the first one, whose head is {@code first}; {@code key} makes it. */
    public static List<String> others(Exchange exchange, Head first, Text key) throws Failure {
        var asked = Asked.by(exchange);
        var whole = CONTENT_RANGE.matcher(first.value(Name.CONTENT_RANGE, ""));
        boolean isFirst = asked != null && asked.of != null && asked.of.main == exchange && whole.matches() && !whole.group(3).equals("*");
        if (!isFirst || exchange.is(Methods.HEAD)) return List.of();
        long size = asked.of.sizeBytes;
        long end = wantedEnd(exchange.head, Long.parseLong(whole.group(3)));
        var keys = new ArrayList<String>();
        for (long at = asked.of.start + size; at < end; at += size) keys.add(at(exchange, range(at, size), key));
        return keys;
    }

    /** Behind the client's one range; all there is where that is not known. */
    private static long wantedEnd(Head head, long length) {
        int line = head.find(Name.RANGE);
        var last = line < 0 || head.has(Name.IF_RANGE) ? null : ONE_RANGE.matcher(head.value(line));
        return last != null && last.matches() ? Math.min(length, Long.parseLong(last.group(1)) + 1) : length;
    }

    private static String range(long start, long sizeBytes) {
        return "bytes=" + start + '-' + (start + sizeBytes - 1);
    }

    /** In the background this part is fetched again; null: it is not sliced. */
    public static void renews(Exchange child, String range) {
        if (range != null) child.note(NOTE, new Asked(null, range, child.internalRedirects));
    }

    /** What an answer belongs to; null where it is not sliced. Trouble: it is not the part that was asked for. */
    static Slicing of(Exchange exchange, Head answer) throws Failure {
        var asked = Asked.by(exchange);
        if (asked == null || asked.of == null) return null;
        if (exchange != asked.of.main) {
            asked.of.check(answer);
            return asked.of;
        }
        if (answer.status == 206 && exchange.imposedStatus == 0) return asked.of;
        exchange.note(NOTE, null);
        return null;
    }

    private void check(Head answer) throws Failure {
        if (answer.status != 206) throw trouble("unexpected status code " + answer.status + " in slice response");
        if (etag != null && !etag.equals(answer.value(Name.ETAG, null))) throw trouble("etag mismatch in slice response");
    }

    /** The connection ends, with no answer where nothing of it has left. */
    private static Failure trouble(String detail) {
        return new Failure(206, Failure.Side.OURS, Failure.Kind.GONE, detail, null);
    }

    /**
     * Begins a part: the head of the whole goes out with the first one. Returns which bytes of the part are for the client; null: it gets
     * no body.
     *
     * @param cached conditions are answered here
     */
    Ranges.Part begin(Exchange exchange, RelayedHead relayed, Head answer, boolean cached) throws Failure, IOException {
        long begins = start;
        long length = length(answer);
        came = true;
        if (exchange == main && !beginWhole(relayed, answer, length, cached)) return null;
        long held = start - begins;
        long first = Math.clamp(from - begins, 0, held);
        long last = Math.clamp(to - begins, first, held);
        if (exchange == main && start + sizeBytes <= from) start = sizeBytes * (from / sizeBytes);
        return new Ranges.Part(first, last);
    }

    /** Of the whole; the answer has the part of it that was asked for. */
    private long length(Head answer) throws Failure {
        etag = answer.value(Name.ETAG, etag);
        var range = CONTENT_RANGE.matcher(answer.value(Name.CONTENT_RANGE, ""));
        if (!range.matches()) throw trouble("invalid range in slice response");
        if (range.group(3).equals("*")) throw trouble("no complete length in slice response");
        long begin = Long.parseLong(range.group(1));
        long end = Long.parseLong(range.group(2)) + 1;
        long length = Long.parseLong(range.group(3));
        if (begin != start || end != Math.min(begin + sizeBytes, length)) {
            throw trouble("unexpected range in slice response: " + begin + '-' + end);
        }
        start = end;
        return length;
    }

    /** Sends the head of the whole. False: the client gets no body. */
    private boolean beginWhole(RelayedHead relayed, Head answer, long length, boolean cached) throws Failure, IOException {
        Ranges parts;
        int status = 200;
        if (cached) {
            var chosen = Selection.of(main, relayed, length, 1, true);
            status = chosen.status();
            parts = chosen.ranges();
        } else {
            parts = Selection.forced(main, relayed, length);
        }
        boolean bodiless = main.is(Methods.HEAD) || status == 304;
        relayed.joined();
        if (parts == null) relayed.send(status, length, bodiless);
        else relayed.sendParts(parts, length, bodiless);
        if (bodiless) return false;
        from = parts == null ? 0 : parts.parts().getFirst().from();
        to = parts == null ? length : parts.parts().getFirst().to();
        return true;
    }

    /** Where the client's bytes of a part go. */
    Joined way(Exchange exchange) {
        return new Joined(main, exchange);
    }

    /** The way of the whole, which goes on behind this part. */
    static final class Joined extends Link {
        private final Exchange part;

        private Joined(Exchange main, Exchange part) {
            this.part = part;
            before(main.way());
        }

        @Override
        public void body(ByteBuffer bytes, boolean last) throws IOException {
            if (!bytes.hasRemaining()) return;
            part.headSent = true;
            next.body(bytes, false);
        }

        @Override
        public boolean file(SentFile file, long from, long to, boolean last) throws IOException {
            if (!next.file(file, from, to, false)) return false;
            part.headSent = true;
            return true;
        }

        @Override
        public void close() {}
    }

    /** Behind what has answered a request: fetches the other parts. */
    public static Verdict rest(Exchange exchange, Verdict verdict) throws Failure, IOException {
        var asked = Asked.by(exchange);
        if (asked == null || exchange.parent != null) return verdict;
        exchange.note(NOTE, null);
        if (asked.of.to > 0) asked.of.fetchAll();
        return verdict;
    }

    private void fetchAll() throws Failure, IOException {
        // its connection may serve another one by now
        if (start < to && main.answerHead != null) main.answerHead = main.answerHead.copy();
        while (start < to) {
            main.way().flush();
            fetch();
        }
        main.way().body(ByteBuffer.allocate(0), true);
    }

    private void fetch() throws Failure, IOException {
        came = false;
        var child = Subrequest.again(main, null);
        child.out = way(child);
        ask(child);
        try {
            var verdict = main.settings.content.answer(child);
            if (verdict instanceof Verdict.Refused refused) throw Failure.ours(refused.status(), refused.detail());
        } catch (Failure failure) {
            throw failure.kind == Failure.Kind.GONE || child.headSent ? failure : answered(failure);
        } finally {
            Subrequest.end(child);
        }
        if (!came) throw trouble("missing slice response");
    }

    private Failure answered(Failure failure) {
        if (failure.getMessage() != null) main.log(Severity.ERROR, failure.getMessage());
        return trouble("unexpected status code " + failure.status + " in slice response");
    }
}
