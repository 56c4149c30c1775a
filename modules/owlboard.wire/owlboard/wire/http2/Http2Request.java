package owlboard.wire.http2;

import java.nio.charset.StandardCharsets;
import owlboard.wire.http.Bytes;
import owlboard.wire.http.Head;
import owlboard.wire.http.Name;
import owlboard.wire.http.RequestHead;

/**
 * Makes a head, as HTTP/1 would have filled it, of a decoded field block (RFC 9113 §8.1 to §8.5). A malformed one is a stream error of type
 * PROTOCOL_ERROR.
 */
final class Http2Request {
    private static final byte[] VERSION = " HTTP/2.0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COOKIE = "cookie".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HOST = "host".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRAILERS = "trailers".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OPTIONS = "OPTIONS".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS = "https".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTPS_PORT = ":443".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HTTP_PORT = ":80".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CONNECT = "CONNECT".getBytes(StandardCharsets.US_ASCII);
    /** What a WebSocket's extended CONNECT is for everybody behind us: the upgrade of RFC 6455 (RFC 8441 §5). */
    private static final byte[] GET = "GET".getBytes(StandardCharsets.US_ASCII);
    private static final byte[][] UPGRADE = {bytes("connection"), bytes("Upgrade"), bytes("upgrade"), null, bytes("sec-websocket-key"),
            bytes("AAAAAAAAAAAAAAAAAAAAAA==")};
    /** Of {@link #UPGRADE}: a client's own means nothing (RFC 8441 §5). */
    private static final int KEY = 4;

    private static final int METHOD = 0, SCHEME = 1, PATH = 2, AUTHORITY = 3, PROTOCOL = 4;
    private static final byte[][] PSEUDO = {bytes(":method"), bytes(":scheme"), bytes(":path"), bytes(":authority"), bytes(":protocol")};

    private final int stream;
    private final FieldBlock fields;
    private final byte[] text;
    /** The field of each pseudo-header; -1 for none. */
    private final int[] pseudo = {-1, -1, -1, -1, -1};
    private int firstCookie = -1;
    private int cookies;
    private int host = -1;
    /** Declared by Content-Length; -1 when it is not. */
    private long length = -1;

    private Http2Request(int stream, FieldBlock fields) {
        this.stream = stream;
        this.fields = fields;
        text = fields.text.array();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Fills the head of a stream.
     *
     * @throws Http2Error of the stream
     */
    static void read(Http2Stream stream, FieldBlock fields) throws Http2Error {
        var request = new Http2Request(stream.id, fields);
        request.look();
        request.fill(stream.head, stream.connection.limits.head());
        stream.headCame(request.length, fields.isTooLarge(), request.isTunnel());
    }

    /** Trailers have no pseudo-headers (RFC 9113 §8.1), and nothing of one connection (§8.2.2). */
    static void checkTrailers(int stream, FieldBlock fields) throws Http2Error {
        var request = new Http2Request(stream, fields);
        for (int i = 0; i < fields.count(); i++) {
            request.checkName(i); // which has no colon: no pseudo-header either
            request.checkValue(i);
            request.checkConnection(request.id(i), i);
        }
    }

    /** An extended CONNECT (RFC 8441). */
    private boolean isTunnel() {
        return pseudo[PROTOCOL] >= 0;
    }

    private void look() throws Http2Error {
        boolean regular = false;
        for (int i = 0; i < fields.count(); i++) {
            checkValue(i);
            if (fields.nameLength(i) > 0 && text[fields.nameAt(i)] == ':') {
                if (regular) throw malformed("a pseudo-header behind other headers");
                pseudo(i);
                continue;
            }
            regular = true;
            checkName(i);
            regular(i);
        }
        boolean cut = fields.isTooLarge(); // what is missing may have been there
        if (pseudo[METHOD] < 0 && cut) return;
        if (pseudo[METHOD] < 0) throw malformed("no :method");
        boolean connect = is(pseudo[METHOD], CONNECT);
        if (isTunnel() && !connect) throw malformed(":protocol without CONNECT");
        if (connect && !isTunnel()) {
            if (pseudo[SCHEME] >= 0 || pseudo[PATH] >= 0 || pseudo[AUTHORITY] < 0 && !cut) {
                throw malformed("a CONNECT with :scheme or :path, or without :authority");
            }
        } else {
            if (pseudo[SCHEME] < 0 && !cut) throw malformed("no :scheme");
            if (pseudo[PATH] < 0 ? !cut : fields.valueLength(pseudo[PATH]) == 0) throw malformed("no :path");
        }
        checkMethod();
        checkScheme();
        checkTarget();
        if (host >= 0 && pseudo[AUTHORITY] >= 0 && !sameAuthority(host, pseudo[AUTHORITY])) {
            throw malformed("a Host that is not the :authority");
        }
    }

    private void pseudo(int i) throws Http2Error {
        for (int kind = 0; kind < PSEUDO.length; kind++) {
            if (fields.nameLength(i) != PSEUDO[kind].length || !isName(i, PSEUDO[kind])) continue;
            if (pseudo[kind] >= 0) throw malformed("two " + new String(PSEUDO[kind], StandardCharsets.US_ASCII));
            pseudo[kind] = i;
            return;
        }
        throw malformed("an unknown pseudo-header");
    }

    private void regular(int i) throws Http2Error {
        int id = id(i);
        checkConnection(id, i);
        switch (id) {
            case Name.COOKIE -> {
                if (cookies++ == 0) firstCookie = i;
            }
            case Name.HOST -> {
                if (host >= 0) throw malformed("two Host headers");
                host = i;
            }
            case Name.CONTENT_LENGTH -> length(i);
            default -> {}
        }
    }

    /** RFC 9113 §8.2.2. */
    private void checkConnection(int id, int i) throws Http2Error {
        if (Name.isOfAConnection(id)) throw malformed("a header of one connection");
        if (id == Name.TE && !is(i, TRAILERS)) throw malformed("TE");
    }

    private void length(int i) throws Http2Error {
        if (length >= 0) throw malformed("two Content-Length headers");
        int at = fields.valueAt(i);
        int end = at + fields.valueLength(i);
        if (at == end || end - at > 18) throw malformed("an invalid Content-Length");
        length = 0;
        for (; at < end; at++) {
            if (text[at] < '0' || text[at] > '9') throw malformed("an invalid Content-Length");
            length = length * 10 + text[at] - '0';
        }
    }

    private void checkName(int i) throws Http2Error {
        if (!fields.hasName(i)) throw malformed("an invalid header name");
    }

    private void checkValue(int i) throws Http2Error {
        int at = fields.valueAt(i);
        int end = at + fields.valueLength(i);
        if (at < end && (isSpace(text[at]) || isSpace(text[end - 1]))) throw malformed("space around a header value");
        if (fields.breaksLine(i)) throw malformed("CR, LF or NUL in a header value");
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private void checkMethod() throws Http2Error {
        int at = fields.valueAt(pseudo[METHOD]);
        int end = at + fields.valueLength(pseudo[METHOD]);
        if (at == end) throw malformed("an empty :method");
        for (; at < end; at++) {
            if (!(text[at] >= 'A' && text[at] <= 'Z') && text[at] != '_' && text[at] != '-') throw malformed("an invalid :method");
        }
    }

    /** RFC 3986 §3.1: any scheme, but nothing that could be more than one. */
    private void checkScheme() throws Http2Error {
        int scheme = pseudo[SCHEME];
        if (scheme < 0) return;
        int at = fields.valueAt(scheme);
        int end = at + fields.valueLength(scheme);
        if (at == end || !isLetter(text[at])) throw malformed("an invalid :scheme");
        for (; at < end; at++) {
            byte b = text[at];
            if (!isLetter(b) && !(b >= '0' && b <= '9') && b != '+' && b != '-' && b != '.') throw malformed("an invalid :scheme");
        }
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }

    private void checkTarget() throws Http2Error {
        int path = pseudo[PATH];
        if (path < 0) return;
        int at = fields.valueAt(path);
        int end = at + fields.valueLength(path);
        boolean asterisk = end - at == 1 && text[at] == '*' && is(pseudo[METHOD], OPTIONS);
        if (text[at] != '/' && !asterisk) throw malformed("an invalid :path");
        for (; at < end; at++) {
            if (text[at] >= 0 && text[at] <= ' ' || text[at] == 0x7f || text[at] == '#') throw malformed("an invalid :path");
        }
    }

    // Putting it together.

    private void fill(Head head, RequestHead.Limits limits) {
        boolean tunnel = isTunnel();
        var out = new Bytes(fields.text.length() + 2 * cookies + fields.count() + 128);
        head.reset(out.array(), 0);
        head.version = 20;
        if (tunnel || pseudo[METHOD] < 0) out.add(GET);
        else out.add(text, fields.valueAt(pseudo[METHOD]), fields.valueLength(pseudo[METHOD]));
        head.methodLength = out.length();
        out.add(' ');
        head.targetAt = out.length();
        int target = pseudo[PATH] >= 0 || fields.isTooLarge() ? pseudo[PATH] : pseudo[AUTHORITY];
        if (target >= 0) out.add(text, fields.valueAt(target), fields.valueLength(target));
        head.targetLength = out.length() - head.targetAt;
        out.add(VERSION);
        head.lineLength = out.length();
        if (pseudo[AUTHORITY] >= 0) {
            int nameAt = out.length();
            out.add(HOST);
            head.authorityAt = out.length();
            head.authorityLength = fields.valueLength(pseudo[AUTHORITY]);
            out.add(text, fields.valueAt(pseudo[AUTHORITY]), head.authorityLength);
            head.add(nameAt, HOST.length, Name.HOST, head.authorityAt, head.authorityLength);
        }
        for (int i = 0; i < fields.count(); i++) {
            if (text[fields.nameAt(i)] == ':' || i == host && pseudo[AUTHORITY] >= 0) continue;
            if (tunnel && isName(i, UPGRADE[KEY])) continue;
            if (cookies > 1 && id(i) == Name.COOKIE) {
                if (i == firstCookie) cookies(out, head);
                continue;
            }
            // the names that HTTP/1 keeps: what is behind us must not take x_real_ip for X-Real-IP
            if (Head.isUsual(text, fields.nameAt(i), fields.nameLength(i), false)) add(out, head, i);
            else if (limits.keeps(text, fields.nameAt(i), fields.nameLength(i))) addOdd(out, head, i);
            else drop(out, head, i);
        }
        if (tunnel) upgrade(out, head);
        head.end = out.length();
        head.array = out.array();
    }

    private void upgrade(Bytes out, Head head) {
        for (int i = 0; i < UPGRADE.length; i += 2) {
            int nameAt = out.length();
            out.add(UPGRADE[i]);
            int valueAt = out.length();
            if (UPGRADE[i + 1] != null) out.add(UPGRADE[i + 1]);
            else out.add(text, fields.valueAt(pseudo[PROTOCOL]), fields.valueLength(pseudo[PROTOCOL]));
            head.add(nameAt, UPGRADE[i].length, Name.of(UPGRADE[i], 0, UPGRADE[i].length), valueAt, out.length() - valueAt);
        }
    }

    /** RFC 9113 §8.2.3: crumbs are one cookie for whoever does not speak HTTP/2; empty ones would leave a space at its end. */
    private void cookies(Bytes out, Head head) {
        int nameAt = out.length();
        out.add(COOKIE);
        int valueAt = out.length();
        for (int i = firstCookie; i < fields.count(); i++) {
            if (id(i) != Name.COOKIE || fields.valueLength(i) == 0) continue;
            if (out.length() > valueAt) out.add(';').add(' ');
            out.add(text, fields.valueAt(i), fields.valueLength(i));
        }
        head.add(nameAt, COOKIE.length, Name.COOKIE, valueAt, out.length() - valueAt);
    }

    private void drop(Bytes out, Head head, int i) {
        head.droppedAt = out.length();
        out.add(text, fields.nameAt(i), fields.nameLength(i)).add(':').add(' ');
        out.add(text, fields.valueAt(i), fields.valueLength(i));
        head.droppedLength = out.length() - head.droppedAt;
    }

    /** Written as {@link #drop} does, as it may come to that ({@link Head#dropOdd}). */
    private void addOdd(Bytes out, Head head, int i) {
        int nameAt = out.length();
        out.add(text, fields.nameAt(i), fields.nameLength(i)).add(':').add(' ');
        head.add(nameAt, fields.nameLength(i), id(i), out.length(), fields.valueLength(i));
        out.add(text, fields.valueAt(i), fields.valueLength(i));
        head.odd = true;
    }

    private void add(Bytes out, Head head, int i) {
        int nameAt = out.length();
        int nameLength = fields.nameLength(i);
        out.add(text, fields.nameAt(i), nameLength + fields.valueLength(i)); // one behind the other
        head.add(nameAt, nameLength, id(i), nameAt + nameLength, fields.valueLength(i));
    }

    private int id(int i) {
        return Name.of(text, fields.nameAt(i), fields.nameLength(i));
    }

    private boolean isName(int i, byte[] name) {
        return Name.is(text, fields.nameAt(i), fields.nameLength(i), name);
    }

    private boolean is(int i, byte[] value) {
        int at = fields.valueAt(i);
        if (fields.valueLength(i) != value.length) return false;
        for (int k = 0; k < value.length; k++) if (text[at + k] != value[k]) return false;
        return true;
    }

    /** RFC 9113 §8.3.1: compared as the scheme says (RFC 3986 §6.2.3): in any case, and with or without the port that is usual. */
    private boolean sameAuthority(int a, int b) {
        int length = authorityLength(a);
        if (length != authorityLength(b)) return false;
        for (int k = 0; k < length; k++) if (lower(text[fields.valueAt(a) + k]) != lower(text[fields.valueAt(b) + k])) return false;
        return true;
    }

    private int authorityLength(int i) {
        int length = fields.valueLength(i);
        int scheme = pseudo[SCHEME];
        if (scheme < 0) return length;
        var port = is(scheme, HTTPS) ? HTTPS_PORT : HTTP_PORT;
        int rest = length - port.length;
        if (rest < 0) return length;
        for (int k = 0; k < port.length; k++) if (text[fields.valueAt(i) + rest + k] != port[k]) return length;
        return rest;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b | 0x20 : b;
    }

    private Http2Error malformed(String what) {
        return Http2Error.stream(stream, Http2Error.PROTOCOL_ERROR, "client sent a malformed request: " + what);
    }
}
