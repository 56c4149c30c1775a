package owlboard.wire.net;

import java.util.Map;

/**
 * What a PROXY header of version 2 says beyond addresses: type, two bytes of length, value (HAProxy's specification, §2.2; the names are
 * nginx's, {@code ngx_proxy_protocol_get_tlv}).
 */
public final class ProxyTlvs {
    private static final Map<String, Integer> NAMES =
            Map.of("alpn", 0x01, "authority", 0x02, "unique_id", 0x05, "ssl", 0x20, "netns", 0x30);
    private static final Map<String, Integer> SSL_NAMES =
            Map.of("version", 0x21, "cn", 0x22, "cipher", 0x23, "sig_alg", 0x24, "key_alg", 0x25);
    private static final String SSL = "ssl_";
    /** Of the value of the type {@code ssl}: a byte of flags and four that tell how the certificate was verified. */
    private static final int SSL_HEAD = 5;

    private ProxyTlvs() {}

    /** Whether there is a type of that name: one of nginx's, or a number ({@code 0xE0}, {@code ssl_0x21}). */
    public static boolean isKnown(String name) {
        return name.equals("ssl_verify") || (name.startsWith(SSL) ? type(name.substring(SSL.length()), SSL_NAMES) : type(name, NAMES)) >= 0;
    }

    /** A character per byte; null: it is not there. */
    public static String find(ProxyHeader header, String name) {
        if (!name.startsWith(SSL)) return find(header.more(), type(name, NAMES));
        var ssl = find(header.more(), NAMES.get("ssl"));
        if (ssl == null || ssl.length() < SSL_HEAD) return null;
        if (name.equals("ssl_verify")) {
            long verdict = 0;
            for (int i = 1; i < SSL_HEAD; i++) verdict = verdict << 8 | ssl.charAt(i);
            return Long.toString(verdict);
        }
        return find(ssl.substring(SSL_HEAD), type(name.substring(SSL.length()), SSL_NAMES));
    }

    private static int type(String name, Map<String, Integer> names) {
        if (!name.startsWith("0x")) return names.getOrDefault(name, -1);
        try {
            return Integer.parseUnsignedInt(name, 2, name.length(), 16);
        } catch (NumberFormatException other) {
            return -1;
        }
    }

    /** One that says it is longer than what is left ends the list. */
    private static String find(String tlvs, int type) {
        for (int at = 0; at + 3 <= tlvs.length(); ) {
            int length = tlvs.charAt(at + 1) << 8 | tlvs.charAt(at + 2);
            int from = at + 3;
            if (from + length > tlvs.length()) return null;
            if (tlvs.charAt(at) == type) return tlvs.substring(from, from + length);
            at = from + length;
        }
        return null;
    }
}
