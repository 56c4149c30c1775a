package owlboard.tls;

import java.util.HashMap;
import java.util.Map;

/** What a ClientHello names by the numbers of IANA, in OpenSSL's words: {@code $ssl_ciphers}, {@code $ssl_curves}. */
public final class OfferedNames {
    private static final Map<Integer, String> SUITES = names("""
            1301 TLS_AES_128_GCM_SHA256 1302 TLS_AES_256_GCM_SHA384 1303 TLS_CHACHA20_POLY1305_SHA256
            1304 TLS_AES_128_CCM_SHA256 1305 TLS_AES_128_CCM_8_SHA256
            c02b ECDHE-ECDSA-AES128-GCM-SHA256 c02c ECDHE-ECDSA-AES256-GCM-SHA384 cca9 ECDHE-ECDSA-CHACHA20-POLY1305
            c02f ECDHE-RSA-AES128-GCM-SHA256 c030 ECDHE-RSA-AES256-GCM-SHA384 cca8 ECDHE-RSA-CHACHA20-POLY1305
            009e DHE-RSA-AES128-GCM-SHA256 009f DHE-RSA-AES256-GCM-SHA384 ccaa DHE-RSA-CHACHA20-POLY1305
            c023 ECDHE-ECDSA-AES128-SHA256 c024 ECDHE-ECDSA-AES256-SHA384 c027 ECDHE-RSA-AES128-SHA256 c028 ECDHE-RSA-AES256-SHA384
            c009 ECDHE-ECDSA-AES128-SHA c00a ECDHE-ECDSA-AES256-SHA c013 ECDHE-RSA-AES128-SHA c014 ECDHE-RSA-AES256-SHA
            0067 DHE-RSA-AES128-SHA256 006b DHE-RSA-AES256-SHA256 0033 DHE-RSA-AES128-SHA 0039 DHE-RSA-AES256-SHA
            009c AES128-GCM-SHA256 009d AES256-GCM-SHA384 003c AES128-SHA256 003d AES256-SHA256 002f AES128-SHA 0035 AES256-SHA
            00ff TLS_EMPTY_RENEGOTIATION_INFO_SCSV 5600 TLS_FALLBACK_SCSV
            """);
    private static final Map<Integer, String> GROUPS = names("""
            0017 prime256v1 0018 secp384r1 0019 secp521r1 001d X25519 001e X448 11ec X25519MLKEM768
            0100 ffdhe2048 0101 ffdhe3072 0102 ffdhe4096 0103 ffdhe6144 0104 ffdhe8192
            """);

    private OfferedNames() {}

    /** With colons between; {@code 0x1234} for one that is not known. */
    public static String suites(short[] numbers) {
        return joined(numbers, SUITES);
    }

    /** Likewise. */
    public static String groups(short[] numbers) {
        return joined(numbers, GROUPS);
    }

    private static String joined(short[] numbers, Map<Integer, String> names) {
        var out = new StringBuilder();
        for (short number : numbers) {
            int code = Short.toUnsignedInt(number);
            out.append(out.isEmpty() ? "" : ":").append(names.getOrDefault(code, String.format("0x%04x", code)));
        }
        return out.toString();
    }

    private static Map<Integer, String> names(String table) {
        var names = new HashMap<Integer, String>();
        var words = table.trim().split("\\s+");
        for (int i = 0; i < words.length; i += 2) names.put(Integer.parseInt(words[i], 16), words[i + 1]);
        return Map.copyOf(names);
    }
}
