package owlboard.proxy.upstream;

import java.net.SocketAddress;

/**
 * Where a name leads.
 *
 * @param weight of the service's record; 0: its line says it
 * @param later  the service has others that come first
 */
record Spot(SocketAddress address, int weight, boolean later) {
    Spot(SocketAddress address) {
        this(address, 0, false);
    }
}
