package owlboard.proxy.tls;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** OpenSSL's protocol and cipher words in the JDK's. What the JDK does not have is left out; a list of which nothing is left is an error. */
final class Ciphers {
    private Ciphers() {}

    static String[] protocols(List<String> nginx, Set<String> supported) {
        var chosen = new ArrayList<String>();
        for (var name : nginx) {
            var java = name.equals("TLSv1") ? "TLSv1" : name;
            if (supported.contains(java)) chosen.add(java);
        }
        if (chosen.isEmpty()) throw new IllegalArgumentException("none of the protocols " + nginx + " is supported: use TLSv1.2 TLSv1.3");
        return chosen.toArray(String[]::new);
    }

    /** {@code spec} is an OpenSSL cipher list; the suites of TLS 1.3 always stay, as there. */
    static String[] suites(String spec, String[] usual, Set<String> supported) {
        if (spec == null) return usual;
        var chosen = new LinkedHashSet<String>();
        for (var suite : usual) if (isOf13(suite)) chosen.add(suite);
        int before = chosen.size();
        var excluded = new LinkedHashSet<String>();
        for (var word : spec.split("[:, ]+")) {
            if (word.startsWith("!") || word.startsWith("-")) {
                var unwanted = word.substring(1);
                excluded.add(fromOpenSsl(unwanted));
                for (var suite : usual) if (!isOf13(suite) && hasKind(suite, unwanted)) excluded.add(suite);
            } else if (!word.startsWith("@") && !word.startsWith("+")) {
                var named = fromOpenSsl(word);
                if (supported.contains(named)) chosen.add(named);
                for (var suite : usual) if (!isOf13(suite) && hasKind(suite, word)) chosen.add(suite);
            }
        }
        chosen.removeAll(excluded);
        if (chosen.size() <= before) throw new IllegalArgumentException("no cipher of \"" + spec + "\" is supported");
        return chosen.toArray(String[]::new);
    }

    private static boolean isOf13(String suite) {
        return suite.startsWith("TLS_AES") || suite.startsWith("TLS_CHACHA20");
    }

    /** Whether a suite has all that a word like {@code ECDHE+AESGCM} names. */
    private static boolean hasKind(String suite, String word) {
        for (var part : word.split("\\+")) {
            boolean has = switch (part) {
                case "HIGH", "DEFAULT", "ALL", "MEDIUM" -> true;
                case "EECDH", "ECDHE", "kECDHE", "kEECDH" -> suite.contains("_ECDHE_");
                case "EDH", "DHE", "kDHE", "kEDH", "DH" -> suite.contains("_DHE_");
                case "AESGCM" -> suite.contains("_GCM_");
                case "CHACHA20" -> suite.contains("CHACHA20");
                case "AES" -> suite.contains("_AES_");
                case "AES128" -> suite.contains("_AES_128_");
                case "AES256" -> suite.contains("_AES_256_");
                case "ECDSA", "aECDSA" -> suite.contains("_ECDSA_");
                case "aRSA" -> suite.contains("_RSA_");
                case "RSA", "kRSA" -> suite.startsWith("TLS_RSA_"); // RSA is short for kRSA
                case "SHA", "SHA1" -> suite.endsWith("_SHA");
                case "SHA256" -> suite.endsWith("_CBC_SHA256");
                case "SHA384" -> suite.endsWith("_CBC_SHA384");
                case "3DES" -> suite.contains("3DES");
                case "MD5", "RC4", "DES", "aNULL", "eNULL", "NULL", "EXPORT", "EXP", "LOW", "PSK", "SRP", "DSS", "CAMELLIA", "SEED", "IDEA" -> suite.contains(part);
                default -> false;
            };
            if (!has) return false;
        }
        return true;
    }

    /** {@code ECDHE-RSA-AES128-GCM-SHA256} is {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}. */
    private static String fromOpenSsl(String name) {
        if (name.startsWith("TLS_")) return name;
        var text = name.replace("CHACHA20-POLY1305", "CHACHA20_POLY1305_SHA256").replace('-', '_').replaceAll("AES(128|256)", "AES_$1");
        if (!text.contains("GCM") && !text.contains("CHACHA20")) text = text.replaceAll("AES_(128|256)_SHA", "AES_$1_CBC_SHA");
        var exchange = text.startsWith("ECDHE_ECDSA_") ? "ECDHE_ECDSA" : text.startsWith("ECDHE_RSA_") ? "ECDHE_RSA" : text.startsWith("DHE_RSA_") ? "DHE_RSA" : "RSA";
        var rest = text.startsWith(exchange + "_") ? text.substring(exchange.length() + 1) : text;
        return "TLS_" + exchange + "_WITH_" + rest;
    }
}
