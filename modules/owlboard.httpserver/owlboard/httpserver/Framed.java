package owlboard.httpserver;

import java.util.Set;
import owlboard.httpserver.ResponseBody.Mode;
import owlboard.wire.http.Bytes;

/**
 * How a final response delimits its body (RFC 9112 §6.3), and which of the handler's headers give way to ours.
 * To HEAD, and with 304, the handler's own Content-Length stands: it tells of a body that is not sent.
 */
record Framed(Mode mode, long length, Set<String> skipped) {
    static final Set<String> SKIPPED = Set.of("Content-length", "Transfer-encoding");

    static Framed of(Request request, int status, long length) {
        if (status == 204) return new Framed(Mode.ENDED, -1, SKIPPED);
        if (status == 304 || request.method().equals("HEAD")) return new Framed(Mode.ENDED, -1, Set.of());
        if (length < 0) return new Framed(Mode.ENDED, 0, SKIPPED);
        if (length > 0) return new Framed(Mode.LENGTH, length, SKIPPED);
        return new Framed(request.isOld() ? Mode.UNTIL_CLOSE : Mode.CHUNKED, -1, SKIPPED);
    }

    void writeTo(Bytes head) {
        if (mode == Mode.CHUNKED) head.add("Transfer-Encoding: chunked\r\n");
        else if (length >= 0) head.add("Content-Length: ").addDecimal(length).addCrlf();
    }
}
