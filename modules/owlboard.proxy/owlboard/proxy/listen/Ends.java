package owlboard.proxy.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import owlboard.wire.net.Wire;

/** The two addresses of a connection, as variables and logs want them; {@code unix:} and nothing for a socket without. */
record Ends(String remoteAddress, byte[] binaryRemote, String remotePort, String localAddress) {
    static Ends of(Wire wire) {
        try {
            var local = wire.local() instanceof InetSocketAddress inet ? text(inet) : "unix:";
            if (!(wire.remote() instanceof InetSocketAddress remote)) return new Ends("unix:", new byte[0], "", local);
            return new Ends(text(remote), remote.getAddress().getAddress(), Integer.toString(remote.getPort()), local);
        } catch (IOException closed) {
            return new Ends("unix:", new byte[0], "", "");
        }
    }

    /** Without the zone of a link-local address. */
    private static String text(InetSocketAddress address) {
        var text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
