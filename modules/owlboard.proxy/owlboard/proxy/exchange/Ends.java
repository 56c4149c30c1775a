package owlboard.proxy.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import owlboard.wire.net.AddressText;
import owlboard.wire.net.Wire;

/**
 * The two addresses of a connection, as variables and logs want them; {@code unix:}, with the path of the local one, and nothing for a
 * socket without.
 */
public record Ends(String remoteAddress, byte[] binaryRemote, String remotePort, String localAddress) {
    public static Ends of(Wire wire) {
        try {
            var local = switch (wire.local()) {
                case InetSocketAddress inet -> AddressText.of(inet.getAddress());
                case UnixDomainSocketAddress unix -> "unix:" + Paths.latin1(unix.getPath());
                case null, default -> "unix:";
            };
            if (!(wire.remote() instanceof InetSocketAddress remote)) return new Ends("unix:", new byte[0], "", local);
            return new Ends(AddressText.of(remote.getAddress()), remote.getAddress().getAddress(), Integer.toString(remote.getPort()),
                    local);
        } catch (IOException closed) {
            return new Ends("unix:", new byte[0], "", "");
        }
    }
}
