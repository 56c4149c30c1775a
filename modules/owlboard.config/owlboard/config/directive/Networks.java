package owlboard.config.directive;

import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A network such as {@code 10.0.0.0/8}, {@code 192.168.1.1} or {@code 2001:db8::/32}; bits beyond {@code prefix} are 0.
 *
 * @param address 4 or 16 bytes
 */
public record Networks(byte[] address, int prefix, boolean lowBitsWereSet) {
    private static final int MAPPED_BITS = 96;

    /** The same of a directive's word; bits that mean nothing are told. */
    static Networks of(Words words) {
        var network = parse(words.text());
        if (network != null && network.lowBitsWereSet) words.warn("low address bits of " + words.text() + " are meaningless");
        return network;
    }

    /** Null when it is no network. Names are never resolved. */
    public static Networks parse(String text) {
        int slash = text.indexOf('/');
        var address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) return null;
        var prefix = slash < 0 ? OptionalInt.of(address.length * 8) : prefix(text.substring(slash + 1), address.length);
        if (prefix.isEmpty()) return null;
        int bits = prefix.getAsInt();
        if (bits >= MAPPED_BITS && isMapped(address)) {
            address = Arrays.copyOfRange(address, 12, 16);
            bits -= MAPPED_BITS;
        }
        return new Networks(address, bits, clear(address, bits));
    }

    /** An IPv4 address in IPv6 form (RFC 4291 §2.5.5.2), which no client has here: it has the IPv4 one. */
    private static boolean isMapped(byte[] address) {
        if (address.length != 16 || address[10] != -1 || address[11] != -1) return false;
        for (int i = 0; i < 10; i++) if (address[i] != 0) return false;
        return true;
    }

    /** Whether a bit beyond the prefix was set. */
    private static boolean clear(byte[] address, int prefix) {
        boolean dirty = false;
        for (int i = prefix >> 3; i < address.length; i++) {
            int beyond = i == prefix >> 3 ? 0xff >> (prefix & 7) : 0xff;
            dirty |= (address[i] & beyond) != 0;
            address[i] &= (byte) ~beyond;
        }
        return dirty;
    }

    /** The bytes of a literal address without brackets; null for anything else. {@code ::ffff:1.2.3.4} is one of IPv6. */
    public static byte[] literal(String text) {
        return text.indexOf(':') < 0 ? dotted(text) : Inet6.parse(text);
    }

    /** Four numbers of up to three digits. By hand: a file may have a hundred thousand of them. */
    static byte[] dotted(String text) {
        var address = new byte[4];
        int octet = 0;
        int number = 0;
        int digits = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (digits == 0 || octet == 4) return null;
                address[octet++] = (byte) number;
                number = digits = 0;
            } else {
                number = 10 * number + c - '0';
                boolean fits = c >= '0' && c <= '9' && ++digits <= 3 && number <= 255;
                if (!fits) return null;
            }
        }
        return octet == 4 ? address : null;
    }

    private static OptionalInt prefix(String text, int bytes) {
        var bits = Units.number(text);
        if (bits.isPresent()) return bits.getAsLong() <= bytes * 8L ? OptionalInt.of((int) bits.getAsLong()) : OptionalInt.empty();
        var mask = bytes == 4 ? literal(text) : null;  // 10.0.0.0/255.0.0.0
        if (mask == null || mask.length != 4) return OptionalInt.empty();
        int value = (mask[0] & 0xff) << 24 | (mask[1] & 0xff) << 16 | (mask[2] & 0xff) << 8 | mask[3] & 0xff;
        int ones = Integer.numberOfLeadingZeros(~value);
        return ones == 32 || value << ones == 0 ? OptionalInt.of(ones) : OptionalInt.empty();
    }
}
