package owlboard.wire.http;

import java.nio.charset.StandardCharsets;

/**
 * How a body is delimited (RFC 9112 §6). {@code length} is used by {@link Kind#LENGTH} only.
 */
public record Framing(Kind kind, long length) {
    public enum Kind { NONE, LENGTH, CHUNKED, UNTIL_CLOSE }

    public static final Framing NONE = new Framing(Kind.NONE, 0);
    public static final Framing CHUNKED = new Framing(Kind.CHUNKED, -1);
    public static final Framing UNTIL_CLOSE = new Framing(Kind.UNTIL_CLOSE, -1);

    private static final byte[] CHUNKED_CODING = "chunked".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] IDENTITY_CODING = "identity".getBytes(StandardCharsets.US_ASCII);

    public static Framing ofLength(long length) {
        return length == 0 ? NONE : new Framing(Kind.LENGTH, length);
    }

    /** The framing of a request. Both framings, or a doubtful one, are 400; a coding that is not {@code chunked} is 501. */
    public static Framing ofRequest(Head head) throws BadMessage {
        int coding = head.find(Name.TRANSFER_ENCODING);
        int length = head.find(Name.CONTENT_LENGTH);
        if (coding < 0) {
            if (length < 0) return NONE;
            if (head.find(Name.CONTENT_LENGTH, length + 1) >= 0) {
                throw new BadMessage(400, "client sent duplicate header line: \"Content-Length\"");
            }
            return ofLength(contentLength(head, length, 400));
        }
        if (head.version < 11) throw new BadMessage(400, "client sent HTTP/1.0 request with \"Transfer-Encoding\" header");
        if (length >= 0) throw new BadMessage(400, "client sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time");
        if (head.find(Name.TRANSFER_ENCODING, coding + 1) >= 0) {
            throw new BadMessage(400, "client sent duplicate header line: \"Transfer-Encoding\"");
        }
        if (!head.valueIs(coding, CHUNKED_CODING)) {
            throw new BadMessage(501, "client sent unknown \"Transfer-Encoding\": \"" + head.value(coding) + "\"");
        }
        return CHUNKED;
    }

    /** The framing of a response to a request with method HEAD or not. */
    public static Framing ofResponse(Head head, boolean toHead) throws BadMessage {
        int coding = head.find(Name.TRANSFER_ENCODING);
        int length = head.find(Name.CONTENT_LENGTH);
        long bytes = -1;
        if (length >= 0) {
            bytes = contentLength(head, length, 502);
            if (head.find(Name.CONTENT_LENGTH, length + 1) >= 0) {
                throw new BadMessage(502, "upstream sent duplicate header line: \"Content-Length\"");
            }
        }
        if (coding >= 0) {
            if (length >= 0) {
                throw new BadMessage(502, "upstream sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time");
            }
            if (head.find(Name.TRANSFER_ENCODING, coding + 1) >= 0) {
                throw new BadMessage(502, "upstream sent duplicate header line: \"Transfer-Encoding\"");
            }
            if (!head.valueIs(coding, CHUNKED_CODING) && !head.valueIs(coding, IDENTITY_CODING)) {
                throw new BadMessage(502, "upstream sent unknown \"Transfer-Encoding\": \"" + head.value(coding) + "\"");
            }
        }
        if (toHead || head.status == 204 || head.status == 304 || head.status < 200) return NONE;
        if (coding >= 0 && head.valueIs(coding, CHUNKED_CODING)) return CHUNKED;
        return length >= 0 ? ofLength(bytes) : UNTIL_CLOSE;
    }

    /** All digits, no sign, no list, below 2^63 (RFC 9110 §8.6). */
    private static long contentLength(Head head, int line, int status) throws BadMessage {
        int at = head.valueAt(line);
        int end = at + head.valueLength(line);
        long value = 0;
        boolean valid = end > at;
        for (int i = at; i < end && valid; i++) {
            int digit = head.array[i] - '0';
            valid = digit >= 0 && digit <= 9 && value <= (Long.MAX_VALUE - digit) / 10;
            value = value * 10 + digit;
        }
        if (!valid) {
            throw new BadMessage(status, (status == 400 ? "client" : "upstream") + " sent invalid \"Content-Length\" header: \""
                    + head.value(line) + "\"");
        }
        return value;
    }
}
