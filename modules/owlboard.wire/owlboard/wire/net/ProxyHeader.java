package owlboard.wire.net;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The PROXY protocol's header (versions 1 and 2, as HAProxy's specification has them): who the client is, from a balancer in front.
 * {@code more}: what follows the addresses in version 2, a character per byte; see {@link ProxyTlvs}.
 */
public record ProxyHeader(String sourceAddress, String sourcePort, String targetAddress, String targetPort, String more) {
    private static final byte[] SIGNATURE_2 = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final byte[] LINE = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final int LINE_MAX = 107;
    /** Of the second version, with everything that may follow the addresses; nginx reads as much. */
    private static final int LENGTH_MAX = 4096 - 16;
    /** The command of version 2; any other tells nothing about a client. */
    private static final int PROXIED = 1;
    /** Family and transport; those of datagrams and unix sockets tell nothing here, as with nginx. */
    private static final byte TCP_4 = 0x11;
    private static final byte TCP_6 = 0x21;
    /** Nothing is told of the client. */
    public static final ProxyHeader UNKNOWN = new ProxyHeader("", "", "", "", "");

    /** What came is no such header; the message is nginx's. */
    public static final class Broken extends IOException {
        private static final long serialVersionUID = 1;

        private Broken(String message) {
            super(message);
        }

        private static Broken of(String line) {
            return new Broken("broken header: \"" + line + '"');
        }
    }

    /** Version 1 of one; {@code UNKNOWN} where the source has no address. */
    public byte[] line() {
        var family = sourceAddress.indexOf(':') >= 0 ? "TCP6 " : "TCP4 ";
        var said = sourceAddress.isEmpty() || targetAddress.isEmpty() ? "UNKNOWN"
                : family + sourceAddress + ' ' + targetAddress + ' ' + sourcePort + ' ' + targetPort;
        return ("PROXY " + said + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads the header and not a byte more. {@link Broken} as soon as what comes cannot be one. */
    public static ProxyHeader read(PlainWire wire) throws IOException {
        var header = header(wire);
        wire.finishes();
        return header;
    }

    private static ProxyHeader header(PlainWire wire) throws IOException {
        var first = beginning(wire);
        if (begins(first, first.length, SIGNATURE_2)) return version2(wire);
        var line = new StringBuilder(new String(first, StandardCharsets.ISO_8859_1));
        while (line.charAt(line.length() - 1) != '\n') {
            if (line.length() > LINE_MAX) throw Broken.of(line.toString());
            line.append((char) exactly(wire, 1)[0]);
        }
        if (line.charAt(line.length() - 2) != '\r') throw Broken.of(line.toString().strip());
        return version1(line.substring(0, line.length() - 2));
    }

    private static byte[] exactly(PlainWire wire, int count) throws IOException {
        var bytes = new byte[count];
        wire.keep(count);
        for (int at = 0; at < count; ) at += some(wire, bytes, at);
        wire.keepLess(count);
        return bytes;
    }

    /** What both versions have at least. */
    private static byte[] beginning(PlainWire wire) throws IOException {
        var bytes = new byte[SIGNATURE_2.length];
        wire.keep(bytes.length);
        for (int at = 0; at < bytes.length; ) {
            at += some(wire, bytes, at);
            if (!begins(bytes, at, SIGNATURE_2) && !begins(bytes, at, LINE)) {
                throw Broken.of(new String(bytes, 0, at, StandardCharsets.ISO_8859_1));
            }
        }
        wire.keepLess(bytes.length);
        return bytes;
    }

    private static int some(PlainWire wire, byte[] bytes, int at) throws IOException {
        wire.isSlow();
        int got = wire.read(bytes, at, bytes.length - at);
        if (got < 0) throw new EOFException("the client closed before its PROXY header");
        return got;
    }

    /** Whether so many bytes are, or may become, what begins so. */
    private static boolean begins(byte[] bytes, int count, byte[] prefix) {
        for (int i = 0; i < Math.min(count, prefix.length); i++) if (bytes[i] != prefix[i]) return false;
        return true;
    }

    private static ProxyHeader version1(String line) throws IOException {
        var words = line.split(" ");
        if (words.length >= 2 && words[1].equals("UNKNOWN")) return UNKNOWN;
        boolean four = words.length == 6 && words[1].equals("TCP4");
        if (words.length != 6 || !four && !words[1].equals("TCP6") || !isAddress(words[2], four) || !isAddress(words[3], four)
                || !isPort(words[4]) || !isPort(words[5])) {
            throw Broken.of(line);
        }
        int source = Integer.parseInt(words[4]);
        int target = Integer.parseInt(words[5]);
        return new ProxyHeader(canonical(words[2]), port(source), canonical(words[3]), port(target), "");
    }

    /** It goes into logs and into headers to upstreams: only what an address is made of. */
    private static boolean isAddress(String text, boolean four) {
        if (!text.matches(four ? "[0-9]{1,3}(\\.[0-9]{1,3}){3}" : "[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) return false;
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    private static String canonical(String literal) {
        return literal.indexOf(':') < 0 ? literal : AddressText.of(InetAddress.ofLiteral(literal));
    }

    private static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) < 65_536;
    }

    private static ProxyHeader version2(PlainWire wire) throws IOException {
        var head = exactly(wire, 4);
        if (head[0] >> 4 != 2) throw new Broken("unknown PROXY protocol version: " + (head[0] >> 4 & 15));
        int length = (head[2] & 255) << 8 | head[3] & 255;
        if (length > LENGTH_MAX) throw new Broken("header is too large: more than " + (16 + LENGTH_MAX) + " bytes");
        var body = length == 0 ? new byte[0] : exactly(wire, length);
        int size = switch (head[1]) {
            case TCP_4 -> 4;
            case TCP_6 -> 16;
            default -> 0;
        };
        if ((head[0] & 15) != PROXIED || size == 0) return UNKNOWN;
        int addresses = 2 * size + 4;
        if (length < addresses) throw new Broken("header is too short: " + length + " bytes behind its length, " + addresses + " expected");
        return new ProxyHeader(address(body, 0, size), port(body, 2 * size), address(body, size, size), port(body, 2 * size + 2),
                new String(body, addresses, length - addresses, StandardCharsets.ISO_8859_1));
    }

    private static String address(byte[] from, int at, int size) {
        return AddressText.of(Arrays.copyOfRange(from, at, at + size));
    }

    private static String port(byte[] from, int at) {
        return port((from[at] & 255) << 8 | from[at + 1] & 255);
    }

    /** As nginx shows it. */
    private static String port(int number) {
        return number == 0 ? "" : Integer.toString(number);
    }
}
