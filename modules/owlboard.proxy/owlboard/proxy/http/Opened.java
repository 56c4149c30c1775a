package owlboard.proxy.http;

import owlboard.proxy.exchange.Connection;
import owlboard.proxy.exchange.VirtualServer;
import owlboard.wire.net.Wire;

/** A connection after its handshakes, as the session on it sees it. */
interface Opened extends Connection {
    Wire wire();

    /** Of the configuration in force: the server of the handshake's name, or the address's own. */
    VirtualServer standard();

    /** One more request has come. */
    void countRequest();

    /** The request that comes next was here before the answer to the one in front of it had left. */
    void isPipelined(boolean now);
}
