package owlboard.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;

/**
 * What a handshake may agree on, in the JDK's words: protocols, ciphers, groups of the key exchange.
 *
 * @param groups null: the JDK's choice
 */
public record TlsTerms(String[] protocols, String[] suites, String[] groups, boolean serverOrder) {
    /**
     * As a configuration names them, in OpenSSL's words. {@code ciphers} and {@code curves} may be null: the JDK's choice.
     *
     * @param commands {@code ssl_conf_command}, in its order
     */
    public record Words(List<String> protocols, String ciphers, String curves, boolean serverOrder, List<Command> commands) {}

    /** One {@code ssl_conf_command}: SSL_CONF_cmd(3). */
    public record Command(String name, String value) {}

    /** That the key of a certificate may be of. */
    public static final List<String> CURVES = List.of("secp256r1", "secp384r1", "secp521r1");
    private static final List<String> VERSIONS = List.of("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
    private static final Map<String, String> GROUPS = Map.ofEntries(Map.entry("x25519", "x25519"), Map.entry("x448", "x448"),
            Map.entry("prime256v1", "secp256r1"), Map.entry("p-256", "secp256r1"), Map.entry("secp256r1", "secp256r1"),
            Map.entry("p-384", "secp384r1"), Map.entry("secp384r1", "secp384r1"), Map.entry("p-521", "secp521r1"),
            Map.entry("secp521r1", "secp521r1"), Map.entry("ffdhe2048", "ffdhe2048"), Map.entry("ffdhe3072", "ffdhe3072"),
            Map.entry("ffdhe4096", "ffdhe4096"), Map.entry("ffdhe6144", "ffdhe6144"), Map.entry("ffdhe8192", "ffdhe8192"));
    /** Options that change nothing here: what they ask for is so anyway, or only tunes OpenSSL. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("KTLS", "PrioritizeChaCha", "Compression", "EmptyFragments", "Bugs",
            "DHSingle", "ECDHSingle", "NoRenegotiation", "NoResumptionOnRenegotiation", "MiddleboxCompat", "AntiReplay", "EncryptThenMac",
            "ExtendedMasterSecret", "SessionTicket", "TxCertificateCompression", "RxCertificateCompression", "StrictCertCheck");

    /**
     * @param usual the suites that the JDK is ready to use
     * @throws IllegalArgumentException nothing is left of a list, or a command asks for what is not there
     */
    public static TlsTerms of(Words words, String[] usual) {
        var protocols = new ArrayList<>(List.of(Ciphers.protocols(words.protocols)));
        var ciphers = words.ciphers;
        var curves = words.curves;
        boolean serverOrder = words.serverOrder;
        String thirteen = null;
        for (var command : words.commands) {
            var value = command.value;
            switch (command.name.toLowerCase(Locale.ROOT)) {
                case "minprotocol" -> protocols.removeIf(protocol -> VERSIONS.indexOf(protocol) < version(command));
                case "maxprotocol" -> protocols.removeIf(protocol -> VERSIONS.indexOf(protocol) > version(command));
                case "ciphersuites" -> thirteen = value;
                case "cipherstring" -> ciphers = value;
                case "groups", "curves" -> curves = value;
                case "options" -> serverOrder = options(command, serverOrder);
                default -> throw refused(command, "known are MinProtocol, MaxProtocol, Ciphersuites, CipherString, Groups, Options");
            }
        }
        if (protocols.isEmpty()) throw new IllegalArgumentException("ssl_conf_command leaves no protocol");
        var suites = Ciphers.suites(ciphers, usual);
        if (thirteen != null) suites = withThirteen(thirteen, suites);
        return new TlsTerms(protocols.toArray(String[]::new), suites, groups(curves), serverOrder);
    }

    private static IllegalArgumentException refused(Command command, String why) {
        return new IllegalArgumentException("SSL_CONF_cmd(\"" + command.name + "\", \"" + command.value + "\") failed: " + why);
    }

    private static int version(Command command) {
        int version = VERSIONS.indexOf(command.value);
        if (version < 0) throw refused(command, "the versions are " + String.join(", ", VERSIONS));
        return version;
    }

    private static boolean options(Command command, boolean serverOrder) {
        for (var option : command.value.split(",")) {
            var name = option.strip().replaceFirst("^[+-]", "");
            if (name.equals("ServerPreference")) serverOrder = !option.strip().startsWith("-");
            else if (!WITHOUT_EFFECT.contains(name)) throw refused(command, "the option \"" + name + "\" is not there");
        }
        return serverOrder;
    }

    /** The suites of TLS 1.3 are a list of their own, by their full names and in that order. */
    private static String[] withThirteen(String list, String[] suites) {
        var all = new ArrayList<String>();
        var ready = List.of(suites);
        for (var suite : list.split(":")) if (ready.contains(suite) && isThirteen(suite)) all.add(suite);
        if (all.isEmpty()) throw new IllegalArgumentException("no cipher suite of TLS 1.3 is left of \"" + list + "\"");
        Arrays.stream(suites).filter(suite -> !isThirteen(suite)).forEach(all::add);
        return all.toArray(String[]::new);
    }

    private static boolean isThirteen(String suite) {
        return suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
    }

    /** Null: the JDK's choice. What it does not have is left out, as OpenSSL does with a question mark. */
    private static String[] groups(String curves) {
        if (curves == null || curves.equals("auto")) return null;
        var groups = new ArrayList<String>();
        for (var curve : curves.split("[:/]")) {
            var group = GROUPS.get(curve.strip().replaceFirst("^[?*-]+", "").toLowerCase(Locale.ROOT));
            if (group != null && !groups.contains(group)) groups.add(group);
        }
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("SSL_CTX_set1_curves_list(\"" + curves + "\") failed; here are X25519, X448, P-256, P-384,"
                    + " P-521, ffdhe2048 to ffdhe8192");
        }
        return groups.toArray(String[]::new);
    }

    /**
     * Where TLS 1.3 is not agreed on, the JDK shows a certificate only if the curve of its key is among the groups of the key exchange,
     * which OpenSSL does not want: they are, then.
     *
     * @param thirteen the peer knows TLS 1.3
     * @param curves   of the keys of our certificates
     */
    public void applyTo(SSLParameters parameters, boolean thirteen, List<String> curves) {
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(suites);
        parameters.setUseCipherSuitesOrder(serverOrder);
        if (groups == null) return;
        boolean asTold = thirteen && List.of(protocols).contains("TLSv1.3");
        var more = asTold ? Stream.<String>empty() : curves.stream();
        parameters.setNamedGroups(Stream.concat(Arrays.stream(groups), more).distinct().toArray(String[]::new));
    }
}
