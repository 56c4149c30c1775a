package owlboard.proxy.forward;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import owlboard.proxy.upstream.UpstreamConnection;
import owlboard.wire.http.Body;
import owlboard.wire.http.Framing;

/** The body of an answer to a {@code health_check}, read when it is wanted. */
final class ProbeBody {
    /** What comes behind is not looked at (ngx_http_upstream_hc_module). */
    private static final int LENGTH_MAX = 256 << 10;
    /** So long the rest is waited for where it is wanted for the sake of the connection alone. */
    private static final long REST_NANOS = 500_000_000;

    private final UpstreamConnection connection;
    private final Dialect dialect;
    private final StringBuilder text = new StringBuilder();
    private final long until;
    private Framing framing;
    private Body body;

    /** {@code until}: by {@link System#nanoTime}. */
    ProbeBody(UpstreamConnection connection, Dialect dialect, long until) {
        this.connection = connection;
        this.dialect = dialect;
        this.until = until;
    }

    /** Latin-1. */
    String text() throws IOException {
        read(until);
        return text.toString();
    }

    /** Whether the connection may serve another request. */
    boolean leavesConnection() {
        try {
            read(Math.min(until, System.nanoTime() + REST_NANOS));
            return body.ended() && dialect.mayRest(connection, framing);
        } catch (IOException broken) {
            return false;
        }
    }

    private void read(long end) throws IOException {
        if (body == null) {
            framing = dialect.framing(connection, false);
            body = new Body(connection.input, framing);
        }
        var piece = connection.wire.loop.buffers.takeDirect();
        try {
            while (!body.ended() && text.length() < LENGTH_MAX) {
                connection.wire.deadlineIn(Probe.left(end));
                if (body.read(piece.clear()) < 0) break;
                text.append(StandardCharsets.ISO_8859_1.decode(piece.flip()));
            }
        } finally {
            connection.wire.loop.buffers.give(piece);
        }
    }
}
