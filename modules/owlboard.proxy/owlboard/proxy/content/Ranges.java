package owlboard.proxy.content;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Exchange;
import owlboard.wire.http.Name;

/**
 * What a {@code Range} line asks of a representation (RFC 9110 §14.2), as nginx reads it.
 *
 * @param parts in the order of the request; empty when none of it exists: 416
 */
public record Ranges(List<Part> parts) {
    /** Bytes {@code from} to {@code to}, which is not one of them. */
    public record Part(long from, long to) {
        public long length() {
            return to - from;
        }

        public String of(long size) {
            return "bytes " + from + '-' + (to - 1) + '/' + size;
        }
    }

    private static final byte[] CONTENT_RANGE = "Content-Range".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONTENT_TYPE = "Content-Type".getBytes(StandardCharsets.US_ASCII);

    /** So large no representation is. */
    private static final long BEYOND = Long.MAX_VALUE / 2;
    static final Ranges NONE_EXISTS = new Ranges(List.of());

    /** Null: all of it is to be sent. More than {@code max} parts, or more bytes than there are, are no reason to send so much. */
    public static Ranges of(String line, long size, int max) {
        if (max == 0 || line.length() < 7 || !line.regionMatches(true, 0, "bytes=", 0, 6)) return null;
        var parts = new ArrayList<Part>();
        long sum = 0;
        for (var item : line.substring(6).split(",", -1)) {
            if (item.isBlank()) continue;
            int dash = item.indexOf('-');
            if (dash < 0) return NONE_EXISTS;
            var first = unspaced(item.substring(0, dash));
            var last = unspaced(item.substring(dash + 1));
            if (first.isEmpty() && item.startsWith(" ", dash + 1)) return NONE_EXISTS;
            long from = first.isEmpty() ? 0 : number(first);
            long to = last.isEmpty() ? size : number(last);
            if (from < 0 || to < 0 || first.isEmpty() && last.isEmpty()) return NONE_EXISTS;
            if (first.isEmpty()) {
                from = Math.max(0, size - to);
                to = size;
            } else if (!last.isEmpty()) {
                to = Math.min(size - 1, to) + 1;
            }
            if (from < to) {
                if (parts.size() == max) return null;
                parts.add(new Part(from, to));
                sum += to - from;
            } else if (from == 0) {
                return null;
            }
        }
        return sum > size ? null : new Ranges(List.copyOf(parts));
    }

    /** Whether all of it, {@code size} bytes of that type, is less than these parts and what stands between them. */
    boolean isMoreThan(long size, String type) {
        return Multipart.of(this, type, size).length() > size;
    }

    private static String unspaced(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') from++;
        while (to > from && text.charAt(to - 1) == ' ') to--;
        return text.substring(from, to);
    }

    /** -1: it is none. One that is too big is beyond every end. */
    private static long number(String digits) {
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) return -1;
            number = number > (BEYOND - digit) / 10 ? BEYOND : number * 10 + digit;
        }
        return number;
    }

    /** The head of the whole, {@code size} bytes, becomes that of these parts. Null: there is one part, which goes out as it is. */
    public Multipart cut(AnswerHead head, Exchange exchange, long size) {
        exchange.status = 206;
        if (parts.size() == 1) {
            head.becomesPart(parts.getFirst().length());
            head.add(CONTENT_RANGE, Name.CONTENT_RANGE, parts.getFirst().of(size));
            return null;
        }
        int type = head.find(Name.CONTENT_TYPE);
        var multipart = Multipart.of(this, type < 0 ? null : head.value(type), size);
        head.becomesPart(multipart.length());
        if (type < 0) head.add(CONTENT_TYPE, Name.CONTENT_TYPE, multipart.mediaType());
        else head.replace(type, multipart.mediaType());
        return multipart;
    }

    /** {@code multipart/byteranges} (RFC 9110 §14.6): what stands before each part, and behind the last. */
    public record Multipart(Ranges ranges, String boundary, String type, long wholeBytes) {
        static Multipart of(Ranges ranges, String type, long wholeBytes) {
            return new Multipart(ranges, String.format("%020d", ThreadLocalRandom.current().nextLong(Long.MAX_VALUE)), type, wholeBytes);
        }

        String mediaType() {
            return "multipart/byteranges; boundary=" + boundary;
        }

        public String before(Part part) {
            return "\r\n--" + boundary + "\r\n" + (type == null ? "" : "Content-Type: " + type + "\r\n") + "Content-Range: "
                    + part.of(wholeBytes) + "\r\n\r\n";
        }

        public String end() {
            return "\r\n--" + boundary + "--\r\n";
        }

        long length() {
            return ranges.parts.stream().mapToLong(part -> before(part).length() + part.length()).sum() + end().length();
        }
    }
}
