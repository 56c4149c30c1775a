package owlboard.config.directive;

/** Literal IPv6 addresses (RFC 4291 §2.2), as inet_pton reads them. By hand: a file may have a hundred thousand of them. */
final class Inet6 {
    private static final int GROUPS = 8;

    private final String text;
    private final byte[] address = new byte[2 * GROUPS];
    private int at;
    private int groups;
    /** How many groups stand before {@code ::}; -1: there is none. */
    private int gap = -1;

    private Inet6(String text) {
        this.text = text;
    }

    /** 16 bytes; null when it is no address. No brackets, no zone. */
    static byte[] parse(String text) {
        var literal = new Inet6(text);
        return literal.read() && literal.fill() ? literal.address : null;
    }

    private boolean read() {
        if (text.startsWith("::")) {
            gap = 0;
            at = 2;
        }
        while (at < text.length()) {
            if (!group()) return false;
            if (at == text.length()) return true;
            if (text.charAt(at++) != ':' || at == text.length()) return false;
            if (text.charAt(at) == ':') {
                if (gap >= 0) return false;
                gap = groups;
                at++;
            }
        }
        return true;
    }

    /** Up to four hexadecimal digits, or an IPv4 address at the end. */
    private boolean group() {
        int from = at;
        int number = 0;
        while (at < text.length() && at - from < 5) {
            int digit = digit(text.charAt(at));
            if (digit < 0) break;
            number = number << 4 | digit;
            at++;
        }
        if (at < text.length() && text.charAt(at) == '.') return four(Networks.dotted(text.substring(from)));
        if (at == from || at - from > 4 || groups == GROUPS) return false;
        put(number);
        return true;
    }

    private boolean four(byte[] octets) {
        if (octets == null || groups > GROUPS - 2) return false;
        put((octets[0] & 255) << 8 | octets[1] & 255);
        put((octets[2] & 255) << 8 | octets[3] & 255);
        at = text.length();
        return true;
    }

    private void put(int group) {
        address[2 * groups] = (byte) (group >> 8);
        address[2 * groups++ + 1] = (byte) group;
    }

    /** Moves what stands behind {@code ::} to the end. */
    private boolean fill() {
        if (gap < 0) return groups == GROUPS;
        if (groups == GROUPS) return false;
        for (int i = 1; i <= 2 * (groups - gap); i++) {
            address[address.length - i] = address[2 * groups - i];
            address[2 * groups - i] = 0;
        }
        return true;
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') return c - '0';
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
