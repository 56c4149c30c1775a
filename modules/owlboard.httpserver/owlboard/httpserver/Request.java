package owlboard.httpserver;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import owlboard.wire.http.BadMessage;
import owlboard.wire.http.Framing;
import owlboard.wire.http.Head;
import owlboard.wire.http.KeepAlive;
import owlboard.wire.http.Name;

/**
 * What the head of a request says, off the connection's buffer.
 * @param keepAlive whether the client wants to go on after this exchange
 * @param expectsContinue whether it waits for a 100 before it sends its body (RFC 9110 §10.1.1)
 * @param upgrade whether it may be answered with a 101: a GET without a body that lists {@code Upgrade} in Connection
 */
record Request(String method, URI uri, Headers headers, String protocol, Framing framing, boolean keepAlive, boolean expectsContinue,
        boolean upgrade) {
    private static final int HEADERS_MAX = 200;
    private static final byte[] CONTINUE = bytes("100-continue");
    private static final byte[] UPGRADE = bytes("upgrade");
    private static final byte[] GET = bytes("GET");
    private static final byte[] HEAD = bytes("HEAD");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static Request of(Head head) throws BadMessage {
        if (head.version < 10) throw new BadMessage(400, "Bad request line");
        var framing = Framing.ofRequest(head);
        boolean old = head.version == 10;
        int expect = head.find(Name.EXPECT);
        boolean expectsContinue = !old && expect >= 0 && head.valueIs(expect, CONTINUE) && framing.kind() != Framing.Kind.NONE;
        boolean upgrade = !old && head.has(Name.UPGRADE) && head.methodIs(GET) && framing.kind() == Framing.Kind.NONE
                && head.lists(Name.CONNECTION, UPGRADE);
        return new Request(method(head), uri(head), headers(head), old ? "HTTP/1.0" : "HTTP/1.1", framing,
                KeepAlive.isMeantBy(head), expectsContinue, upgrade);
    }

    private static String method(Head head) {
        if (head.methodIs(GET)) return "GET";
        return head.methodIs(HEAD) ? "HEAD" : head.latin1(head.methodAt, head.methodLength);
    }

    private static URI uri(Head head) throws BadMessage {
        int at = head.methodAt + head.methodLength;
        while (head.array[at] == ' ') at++; // an absolute target begins before its path
        String target = head.latin1(at, head.targetAt + head.targetLength - at);
        try {
            return new URI(target);
        } catch (URISyntaxException wrong) {
            throw new BadMessage(400, "the target of the request is not a URI: " + wrong.getMessage());
        }
    }

    private static Headers headers(Head head) throws BadMessage {
        if (head.count() > HEADERS_MAX) throw new BadMessage(431, "more than " + HEADERS_MAX + " header lines");
        var headers = new Headers();
        for (int i = 0; i < head.count(); i++) {
            if (head.id(i) == Name.OTHER && !isToken(head, i)) throw new BadMessage(400, "Header key contains illegal characters");
            headers.add(head.name(i), head.value(i));
        }
        return headers;
    }

    /** RFC 9110 §5.6.2. */
    private static boolean isToken(Head head, int line) {
        int end = head.nameAt(line) + head.nameLength(line);
        for (int i = head.nameAt(line); i < end; i++) {
            byte b = head.array[i];
            boolean token = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
                    || b > ' ' && "!#$%&'*+-.^_`|~".indexOf(b) >= 0;
            if (!token) return false;
        }
        return head.nameLength(line) > 0;
    }

    /** Decoded, as contexts are looked up by it. */
    String path() {
        return uri.getPath() == null ? "" : uri.getPath();
    }

    boolean isOld() {
        return protocol.equals("HTTP/1.0");
    }
}
