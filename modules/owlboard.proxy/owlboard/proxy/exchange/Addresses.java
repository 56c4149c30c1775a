package owlboard.proxy.exchange;

import java.net.InetAddress;

/** IP addresses as 4 or 16 bytes. */
public final class Addresses {
    private static final byte[] NONE = {};

    private Addresses() {}

    /** The bytes of a literal address; none when the text is no address. Never asks a resolver. */
    public static byte[] parse(String text) {
        if (text.isEmpty() || !looksLikeAddress(text)) return NONE;
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException notAnAddress) {
            return NONE;
        }
    }

    private static boolean looksLikeAddress(String text) {
        boolean colon = text.indexOf(':') >= 0;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') dots++;
            else if (!(c >= '0' && c <= '9' || colon && (c == ':' || Character.digit(c, 16) >= 0))) return false;
        }
        return colon || dots == 3;
    }

    /** Whether an address lies in a network. */
    public static boolean isIn(byte[] address, byte[] network, int prefix) {
        if (address.length != network.length) return false;
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) if (address[i] != network[i]) return false;
        int rest = prefix % 8;
        return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >> (8 - rest) == 0;
    }
}
