package owlboard.proxy.http;

import owlboard.proxy.exchange.Connection;
import owlboard.wire.net.Wire;

/** A connection after its handshakes, as the session on it sees it. */
interface Opened extends Connection {
    Wire wire();

    /** One more request has come. */
    void countRequest();

    /** The request that comes next was here before the answer to the one in front of it had left. */
    void isPipelined(boolean now);
}
