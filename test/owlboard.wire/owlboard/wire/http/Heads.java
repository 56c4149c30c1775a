package owlboard.wire.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import owlboard.fuzz.Seeds;
import owlboard.fuzz.Target;
import owlboard.wire.Pair;

/**
 * Heads of requests and the bodies behind them. What is read is written as it would be passed on, and read once more: the same must come of
 * it. A chunked body must be the one that a reader by the letter of RFC 9112 §7.1 finds.
 */
public final class Heads implements Target {
    private static final RequestHead.Limits LIMITS = new RequestHead.Limits(8192, 33_792, false, false, 1000);

    private final Pair pair;
    private final ByteBuffer into = ByteBuffer.allocateDirect(4096);

    /** {@code ended}: the far end has said all that it says. */
    public Heads(Pair ended) {
        pair = ended;
    }

    @Override
    public String name() {
        return "heads";
    }

    @Override
    public List<byte[]> seeds() {
        var seeds = new ArrayList<>(Seeds.requests());
        seeds.addAll(Seeds.of("GET /a/b/../c%20d?page=7&x=y HTTP/1.1\r\nHost: shop\r\nCookie: id=5\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0a\r\n0123456789\r\n0\r\nT: 1\r\n"
                        + "\r\nGET /next HTTP/1.1\r\nHost: shop\r\n\r\n",
                "POST /x HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhelloGET http://shop:80/f/a.txt HTTP/1.1\r\nHost: x\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: shop\r\n\r\n", "GET /old\r\n", "GET /ten HTTP/1.0\r\n\r\n"));
        return seeds;
    }

    @Override
    public List<byte[]> spice() {
        return Seeds.of("\r", "\n", "\r\n", "\r\n\r\n", "\0", ":", " ", "\t", "\u000b", "%", "%00", "/..", "//", "?", "#", "http://", "@",
                "\u00ff",
                "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding:\tchunked\r\n",
                "Transfer-Encoding: x, chunked\r\n", " HTTP/1.1", "HTTP/1.0", "0\r\n\r\n", "5\r\nhello\r\n", "ffffffffffffffff", "00000000",
                ";",
                ";a=\"b\"", "-1", "+5", "0x5", ",", "_", "\r\n ", "GET / HTTP/1.1\r\nHost: shop\r\n\r\n", "99999999999999999999");
    }

    @Override
    public void take(byte[] bytes) throws IOException {
        var input = new Input(pair.near);
        var head = new Head();
        if (bytes.length == 0) return;
        input.unread(bytes);
        try {
            while (RequestHead.read(input, head, LIMITS)) {
                isReadTheSame(head, pair);
                var framing = Framing.ofRequest(head);
                int from = input.from();
                var rest = new String(input.array(), from, input.available(), ISO_8859_1);
                var body = body(new Body(input, framing));
                if (framing.kind() == Framing.Kind.CHUNKED) isTheChunkedBody(rest, body, rest.length() - input.available());
            }
        } catch (BadMessage | EOFException refused) {
            return;
        } finally {
            input.release();
            pair.near.keepLess(pair.near.kept());
            pair.near.finishes();
        }
    }

    private String body(Body body) throws IOException {
        var text = new StringBuilder();
        while (body.read(into.clear()) >= 0) text.append(ISO_8859_1.decode(into.flip()));
        return text.toString();
    }

    /** As HTTP/1.1 passes it on. */
    private static String written(Head head) {
        var target = head.latin1(head.targetAt, head.targetLength);
        var text = new StringBuilder(head.latin1(head.methodAt, head.methodLength)).append(' ');
        if (!target.startsWith("/")) text.append('/'); // of an authority alone
        text.append(target).append(" HTTP/1.1\r\n");
        for (int i = 0; i < head.count(); i++) text.append(head.name(i)).append(": ").append(head.value(i)).append("\r\n");
        return text.append("\r\n").toString();
    }

    /** What was read, passed on, is one head, and the same one. Over {@code pair}, whose far end has said all that it says. */
    public static void isReadTheSame(Head head, Pair pair) throws IOException {
        var text = written(head);
        int lines = text.split("\n", -1).length - 1;
        if (lines != head.count() + 2 || text.indexOf('\0') >= 0) throw new AssertionError("lines break: " + text);
        if (text.length() > LIMITS.headMax() - 100) return; // what was one space is two bytes now
        var again = new Head();
        var input = new Input(pair.near);
        int kept = pair.near.kept();
        input.unread(text.getBytes(ISO_8859_1));
        try {
            if (!RequestHead.read(input, again, LIMITS)) throw new AssertionError("nothing is read of " + text);
            if (input.available() > 0) throw new AssertionError(input.available() + " bytes are left of " + text);
        } catch (IOException refused) {
            throw new AssertionError("refused at the second reading: " + refused.getMessage() + ": " + text);
        } finally {
            input.release();
            pair.near.keepLess(pair.near.kept() - kept);
        }
        if (!written(again).equals(text)) throw new AssertionError("read as " + written(again) + " in place of " + text);
    }

    private static void isTheChunkedBody(String bytes, String body, int used) {
        var whole = new StringBuilder();
        int at = 0;
        while (true) {
            int end = bytes.indexOf("\r\n", at);
            var line = bytes.substring(at, end);
            int digits = 0;
            while (digits < line.length() && Character.digit(line.charAt(digits), 16) >= 0) digits++;
            if (digits == 0 || line.matches("(?s).*[\r\n\0].*")) throw new AssertionError("no chunk: " + line);
            int size = Integer.parseInt(line.substring(0, digits).replaceFirst("^0+(?=.)", ""), 16);
            at = end + 2;
            if (size == 0) break;
            whole.append(bytes, at, at + size);
            at += size;
            if (!bytes.startsWith("\r\n", at)) throw new AssertionError("no end of a chunk in " + bytes);
            at += 2;
        }
        while (!bytes.startsWith("\r\n", at)) at = bytes.indexOf("\r\n", at) + 2; // trailers
        if (!whole.toString().equals(body)) throw new AssertionError("a body of " + body.length() + " in place of " + whole.length());
        if (at + 2 != used) throw new AssertionError(used + " bytes were used in place of " + (at + 2));
    }
}
