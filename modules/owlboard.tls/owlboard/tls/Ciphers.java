package owlboard.tls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * OpenSSL's protocol and cipher lists in the JDK's words. What the JDK does not have, or has switched off, is left out; a list of which
 * nothing is left is an error. Source: openssl-ciphers(1), {@code ssl_cipher_process_rulestr} of OpenSSL 3.
 */
public final class Ciphers {
    private static final String SEPARATORS = ": ,;";
    private static final String DEFAULT = "DEFAULT";
    private static final String DEFAULT_LIST = "ALL:!COMPLEMENTOFDEFAULT:!eNULL";

    private final String spec;
    /** Every cipher that was not killed, in the order of preference, and whether it is chosen. */
    private final Map<Cipher, Boolean> chosen = new LinkedHashMap<>();

    private Ciphers(String spec) {
        this.spec = spec;
        for (var cipher : Cipher.ALL) chosen.put(cipher, false);
    }

    /** The newer two of {@code TLSv1 TLSv1.1 TLSv1.2 TLSv1.3} that are named: others are not spoken here. */
    public static String[] protocols(List<String> named) {
        var spoken = named.stream().filter(Set.of("TLSv1.2", "TLSv1.3")::contains).toArray(String[]::new);
        if (spoken.length == 0) {
            throw new IllegalArgumentException("none of the protocols " + named + " is spoken here: use TLSv1.2 TLSv1.3");
        }
        return spoken;
    }

    /**
     * @param spec an OpenSSL cipher list; null: all
     * @param usual what the JDK is ready to use; its suites of TLS 1.3 always stay, as in OpenSSL
     */
    public static String[] suites(String spec, String[] usual) {
        if (spec == null) return usual;
        var ready = Set.of(usual);
        var suites = new ArrayList<String>();
        for (var suite : usual) if (suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_")) suites.add(suite);
        int before = suites.size();
        for (var cipher : new Ciphers(spec).list()) if (ready.contains(cipher.suite())) suites.add(cipher.suite());
        if (suites.size() == before) {
            throw new IllegalArgumentException("SSL_CTX_set_cipher_list(\"" + spec + "\") failed: no cipher match;"
                    + " here are AES and ChaCha20 with ephemeral keys, RSA key exchange is off");
        }
        return suites.toArray(String[]::new);
    }

    /** What OpenSSL would choose of the ciphers that the JDK can have, in that order. */
    static List<Cipher> list(String spec) {
        return new Ciphers(spec).list();
    }

    private List<Cipher> list() {
        boolean standard = spec.startsWith(DEFAULT);
        if (standard) new Rules(DEFAULT_LIST).run();
        new Rules(standard ? spec.substring(DEFAULT.length()) : spec).run();
        return chosen.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
    }

    /** One string of rules. */
    private final class Rules {
        private final String text;
        private int next;

        Rules(String text) {
            this.text = text;
        }

        void run() {
            while (next < text.length()) {
                char c = text.charAt(next);
                if (SEPARATORS.indexOf(c) >= 0) {
                    next++;
                    continue;
                }
                boolean command = "-+!@".indexOf(c) >= 0;
                if (command) next++;
                rule(command ? c : '=');
            }
        }

        private void rule(char command) {
            Predicate<Cipher> kind = cipher -> true;
            while (true) {
                int from = next;
                while (next < text.length() && isWord(text.charAt(next))) next++;
                var word = text.substring(from, next);
                if (word.isEmpty()) throw invalid();
                if (command == '@') {
                    special(word);
                    return;
                }
                kind = kind.and(cipher -> cipher.is(word));
                if (next == text.length() || text.charAt(next) != '+') break;
                next++;
            }
            apply(command, kind);
        }

        private static boolean isWord(char c) {
            return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "-_.=".indexOf(c) >= 0;
        }

        private void special(String word) {
            if (word.equals("STRENGTH")) sortByStrength();
            else if (!word.matches("SECLEVEL=[0-5]")) throw invalid(); // the JDK's own limits on keys hold, whatever the level
            while (next < text.length() && SEPARATORS.indexOf(text.charAt(next)) < 0) next++;
        }

        private IllegalArgumentException invalid() {
            return new IllegalArgumentException("SSL_CTX_set_cipher_list(\"" + spec + "\") failed: invalid command");
        }
    }

    private void apply(char command, Predicate<Cipher> kind) {
        var concerned = chosen.keySet().stream().filter(kind).toList();
        switch (command) {
            case '!' -> chosen.keySet().removeAll(concerned);
            case '-' -> drop(concerned.stream().filter(chosen::get).toList());
            case '+' -> toEnd(concerned.stream().filter(chosen::get).toList());
            default -> toEnd(concerned.stream().filter(cipher -> !chosen.get(cipher)).toList());
        }
    }

    private void toEnd(List<Cipher> ciphers) {
        for (var cipher : ciphers) {
            chosen.remove(cipher);
            chosen.put(cipher, true);
        }
    }

    /** To the front, in their order: chosen again they come first. */
    private void drop(List<Cipher> ciphers) {
        var rest = new LinkedHashMap<>(chosen);
        chosen.clear();
        for (var cipher : ciphers) chosen.put(cipher, false);
        rest.forEach(chosen::putIfAbsent);
    }

    private void sortByStrength() {
        for (int bits : new int[] {256, 128}) {
            toEnd(chosen.keySet().stream().filter(cipher -> cipher.bits() == bits && chosen.get(cipher)).toList());
        }
    }
}
