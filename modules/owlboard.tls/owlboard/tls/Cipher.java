package owlboard.tls;

import java.util.List;

/**
 * A cipher suite of TLS 1.2 and before, in OpenSSL's words.
 *
 * @param name OpenSSL's: {@code ECDHE-RSA-AES128-GCM-SHA256}
 * @param suite the JDK's: {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
 * @param exchange ECDHE, DHE, or RSA: the client sends the secret under the server's key
 * @param signer ECDSA, RSA or DSS
 * @param cipher AESGCM, AES or CHACHA20
 * @param bits of the key
 * @param mac AEAD, SHA, SHA256 or SHA384
 * @param since the version that brought it
 */
public record Cipher(String name, String suite, String exchange, String signer, String cipher, int bits, String mac, String since) {
    /** OpenSSL's order of those that the JDK can have, as {@code openssl ciphers ALL} prints it. */
    private static final List<String> ORDER = List.of("""
            ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 DHE-DSS-AES256-GCM-SHA384 DHE-RSA-AES256-GCM-SHA384
            ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305 DHE-RSA-CHACHA20-POLY1305
            ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256 DHE-DSS-AES128-GCM-SHA256 DHE-RSA-AES128-GCM-SHA256
            ECDHE-ECDSA-AES256-SHA384 ECDHE-RSA-AES256-SHA384 DHE-RSA-AES256-SHA256 DHE-DSS-AES256-SHA256
            ECDHE-ECDSA-AES128-SHA256 ECDHE-RSA-AES128-SHA256 DHE-RSA-AES128-SHA256 DHE-DSS-AES128-SHA256
            ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES256-SHA DHE-RSA-AES256-SHA DHE-DSS-AES256-SHA
            ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA DHE-RSA-AES128-SHA DHE-DSS-AES128-SHA
            AES256-GCM-SHA384 AES128-GCM-SHA256 AES256-SHA256 AES128-SHA256 AES256-SHA AES128-SHA
            """.trim().split("\\s+"));
    private static final String CHACHA20 = "CHACHA20";
    private static final String TLS_1_2 = "TLSv1.2";
    private static final String PREFIX = "TLS_";
    private static final String WITH = "_WITH_";

    /** All that OpenSSL has and the JDK can have, in OpenSSL's order. */
    static final List<Cipher> ALL = ORDER.stream().map(Cipher::of).toList();

    private static Cipher of(String name) {
        boolean ephemeral = name.contains("DHE-");
        var parts = name.split("-");
        var exchange = ephemeral ? parts[0] : "RSA";
        var signer = ephemeral ? parts[1] : "RSA";
        var rest = ephemeral ? name.substring(exchange.length() + signer.length() + 2) : name;
        var mac = rest.substring(rest.lastIndexOf('-') + 1);
        var kind = rest.startsWith(CHACHA20) ? CHACHA20 : "AES";
        if (rest.contains("-GCM-")) kind = "AESGCM";
        boolean aead = !kind.equals("AES");
        boolean old = mac.equals("SHA");
        var suite = PREFIX + (ephemeral ? exchange + "_" + signer : exchange) + WITH + suiteOf(rest, kind, mac);
        var since = old ? "SSLv3" : TLS_1_2;
        if (old && exchange.equals("ECDHE")) since = "TLSv1";
        return new Cipher(name, suite, exchange, signer, kind, rest.startsWith("AES128") ? 128 : 256, aead ? "AEAD" : mac, since);
    }

    private static String suiteOf(String rest, String kind, String mac) {
        if (kind.equals(CHACHA20)) return "CHACHA20_POLY1305_SHA256";
        var bits = rest.substring(3, 6);
        return "AES_" + bits + (kind.equals("AESGCM") ? "_GCM_" : "_CBC_") + mac;
    }

    /** {@code $ssl_cipher}: OpenSSL's name of a suite of the JDK; suites of TLS 1.3 have one name. */
    public static String nameOf(String suite) {
        for (var cipher : ALL) if (cipher.suite.equals(suite)) return cipher.name;
        return suite;
    }

    /** Whether one word of OpenSSL's means it: an alias, or its name in OpenSSL or the JDK. */
    boolean is(String word) {
        return switch (word) {
            case "ALL", "HIGH", "FIPS" -> !word.equals("FIPS") || !cipher.equals(CHACHA20);
            case "COMPLEMENTOFDEFAULT" -> signer.equals("DSS");
            case "EECDH", "ECDHE", "kEECDH", "kECDHE", "ECDH" -> exchange.equals("ECDHE");
            case "EDH", "DHE", "kEDH", "kDHE", "DH" -> exchange.equals("DHE");
            case "RSA", "kRSA" -> exchange.equals("RSA");
            case "aRSA" -> signer.equals("RSA");
            case "ECDSA", "aECDSA" -> signer.equals("ECDSA");
            case "DSS", "aDSS" -> signer.equals("DSS");
            case "AES" -> !cipher.equals(CHACHA20);
            case "AES128" -> bits == 128;
            case "AES256" -> bits == 256 && !cipher.equals(CHACHA20);
            case "AESGCM", CHACHA20 -> cipher.equals(word);
            case "SHA", "SHA1" -> mac.equals("SHA");
            case "SHA256", "SHA384" -> mac.equals(word);
            case "SSLv3", "TLSv1", TLS_1_2 -> since.equals(word);
            case "TLSv1.0" -> since.equals("TLSv1");
            default -> name.equals(word) || suite.equals(word);
        };
    }
}
