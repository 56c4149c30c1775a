package owlboard.proxy.forward;

import java.io.IOException;
import owlboard.proxy.exchange.Attempt;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.upstream.Peer;
import owlboard.proxy.upstream.UpstreamConnection;

/** One peer that is being asked. An exchange has one of them, and for a while a second one beside a late one. */
final class Try {
    final Peer peer;
    final Attempt attempt;
    /** Null before it is there. */
    UpstreamConnection connection;
    Sending sending;
    /** Its connection had served before. */
    boolean reused;

    /** The peer was picked, which occupies it. */
    Try(Exchange exchange, Peer peer) {
        this.peer = peer;
        attempt = exchange.beginAttempt(peer.shown());
        attempt.occupies(peer);
    }

    /** It has something to read: bytes, or the end. */
    boolean isReadable() {
        return connection.input.available() > 0 || connection.wire.isReadable();
    }

    /** Whether a first byte of the answer is there. It fails where there is the end in place of one. */
    boolean answers(int most) throws IOException {
        if (connection.input.available() > 0) return true;
        int count = connection.input.fillNow(most);
        if (count < 0) throw new IOException("upstream prematurely closed connection");
        return count > 0;
    }

    /** Nothing more comes of it: its connection is closed unless it rests. Idempotent. */
    void end() {
        if (sending != null) sending.close();
        if (connection != null) connection.end();
        leave();
    }

    /** Its peer is done with it. Idempotent. */
    void leave() {
        attempt.leavePeer();
        attempt.leaveWire();
        if (attempt.responseNanos < 0) attempt.responseNanos = attempt.loop.now() - attempt.start;
    }
}
