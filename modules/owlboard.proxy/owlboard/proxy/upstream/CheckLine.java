package owlboard.proxy.upstream;

import owlboard.wire.loop.Loop;

/** Where one check asks one peer: a loop, and with {@code keepalive_time} a connection that is kept until the next time. Its loop's. */
public final class CheckLine {
    public final Loop loop;
    private final long keepNanos;
    private UpstreamConnection kept;
    private boolean closed;

    CheckLine(Loop loop, long keepMillis) {
        this.loop = loop;
        keepNanos = keepMillis * 1_000_000;
    }

    public boolean keeps() {
        return keepNanos > 0;
    }

    /** The one that was kept; null: there is none, it is old enough, or its peer has closed it. */
    public UpstreamConnection take() {
        var connection = kept;
        kept = null;
        if (connection == null) return null;
        boolean old = loop.now() - connection.openedNanos() >= keepNanos;
        if (!old && connection.wire.isOpen() && !(connection.wire.isReadable() && connection.isDead())) return connection;
        connection.close();
        return null;
    }

    /** All of the answer was read, and the peer keeps the connection. */
    public void keep(UpstreamConnection connection) {
        if (closed || connection.input.available() > 0) {
            connection.close();
            return;
        }
        connection.input.release();
        connection.wire.deadlineIn(0);
        kept = connection;
    }

    /** From any thread: nothing is asked any more, and nothing kept. */
    void close() {
        loop.start(() -> {
            closed = true;
            if (kept != null) kept.close();
            kept = null;
        });
    }
}
