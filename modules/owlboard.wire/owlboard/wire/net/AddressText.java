package owlboard.wire.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * How addresses are written: IPv6 in the form of RFC 5952, as nginx writes it, so that one address has one text in logs, headers and keys.
 */
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /** Without brackets and without the zone of a link-local address. */
    public static String of(InetAddress address) {
        return address instanceof Inet4Address ? address.getHostAddress() : six(address.getAddress());
    }

    /** With brackets around an IPv6 address, and the port. */
    public static String of(InetSocketAddress address) {
        var host = of(address.getAddress());
        return (address.getAddress() instanceof Inet4Address ? host : "[" + host + "]") + ":" + address.getPort();
    }

    /** The same, or {@code unix:} and the path of a unix socket. */
    public static String of(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? of(inet) : "unix:" + address;
    }

    /** Of 4 or 16 bytes in network order. */
    public static String of(byte[] address) {
        return address.length == 4 ? four(address, 0) : six(address);
    }

    private static String four(byte[] from, int at) {
        return (from[at] & 255) + "." + (from[at + 1] & 255) + "." + (from[at + 2] & 255) + "." + (from[at + 3] & 255);
    }

    /**
     * RFC 5952 §4: lower case, no leading zeros, the longest run of zero groups shortened, the first one of equals, never one group alone.
     */
    private static String six(byte[] bytes) {
        int run = 0;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zeros(bytes, i);
            if (zeros > length) {
                run = i;
                length = zeros;
            }
        }
        if (length == 1) run = GROUPS;
        boolean embeds = run == 0 && embedsFour(bytes, length);
        var text = new StringBuilder(40);
        for (int i = 0; i < (embeds ? GROUPS - 2 : GROUPS); i++) {
            if (i == run) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (i > 0 && text.charAt(text.length() - 1) != ':') text.append(':');
            text.append(Integer.toHexString(group(bytes, i)));
        }
        if (!embeds) return text.toString();
        if (text.charAt(text.length() - 1) != ':') text.append(':');
        return text.append(four(bytes, 12)).toString();
    }

    private static int zeros(byte[] bytes, int from) {
        int i = from;
        while (i < GROUPS && group(bytes, i) == 0) i++;
        return i - from;
    }

    private static int group(byte[] bytes, int i) {
        return (bytes[2 * i] & 255) << 8 | bytes[2 * i + 1] & 255;
    }

    /** RFC 5952 §5: behind {@code ::ffff} and behind nothing stands an IPv4 address ({@code ::1} is none). */
    private static boolean embedsFour(byte[] bytes, int zeros) {
        return zeros == 5 && group(bytes, 5) == 0xffff || zeros == 6 || zeros == 7 && bytes[14] != 0 && bytes[15] != 1;
    }
}
