package owlboard.config.directive;

import static owlboard.config.language.Context.*;
import static owlboard.config.directive.Directive.directive;

import owlboard.config.language.Context;
import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.language.Refusal;
import owlboard.config.language.Units;
import owlboard.config.language.Words;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** ngx_http_ssl_module: TLS towards clients. */
public final class Ssl {
    public enum VerifyClient { OFF, ON, OPTIONAL, OPTIONAL_NO_CA }

    /** {@code ssl_ocsp}: of all certificates of a client's chain, or of its own alone. */
    public enum Ocsp { OFF, ON, LEAF }

    /** SSL_CONF_cmd(3). */
    public record Command(String name, String value) {}

    /** {@code ssl_session_cache}. {@code most}: sessions that are kept, 0 for none. {@code zone} may be null. */
    public record SessionCache(Place place, int most, String zone, long zoneBytes) {}

    /** {@code ssl}, on or off. */
    public record Switch(Place place, boolean isOn) {}

    private static final int BUILTIN_SESSIONS = 20_480;
    private static final int SESSIONS_MOST = 1_000_000;
    /** nginx keeps some 4000 in a megabyte. */
    private static final long SESSION_BYTES = 256;
    /** RFC 8446 §5.1. */
    private static final int RECORD_BYTES = 16 << 10;
    private static final long ZONE_LEAST_BYTES = 8 * 4096;
    private static final Context[] SERVERS = {HTTP, SERVER, STREAM, STREAM_SERVER};
    private static final Set<String> PROTOCOLS = Set.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    /** Of the default server of an address: it is as if each {@code listen} there said so. */
    public static final Directive<Switch> SSL = directive("ssl").in(HTTP, SERVER).takes(1).reads(Ssl::deprecated)
            .otherwise(new Switch(null, false));
    /** Files, or their text behind {@code data:}; with variables each handshake names its own. */
    public static final Directive<List<Template>> SSL_CERTIFICATE = directive("ssl_certificate").in(SERVERS).takes(1)
            .collects(Ssl::named).otherwise(List.of());
    public static final Directive<List<Template>> SSL_CERTIFICATE_KEY = directive("ssl_certificate_key").in(SERVERS).takes(1)
            .collects(Ssl::named).otherwise(List.of());
    public static final Directive<List<String>> SSL_PROTOCOLS =
            directive("ssl_protocols").in(SERVERS).takesAtLeast(1).accumulates(Ssl::protocols).unset("TLSv1.2 TLSv1.3").repeats();
    /** OpenSSL names; null: the JDK's choice. */
    public static final Directive<String> SSL_CIPHERS = directive("ssl_ciphers").in(SERVERS).takes(1).reads(Words::text);
    public static final Directive<Boolean> SSL_PREFER_SERVER_CIPHERS = directive("ssl_prefer_server_ciphers").in(SERVERS).takes(1)
            .reads(Words::flag).unset("off");
    public static final Directive<SessionCache> SSL_SESSION_CACHE = directive("ssl_session_cache").in(SERVERS).takes(1, 2)
            .reads(Ssl::sessionCache).unset("none").repeats();
    public static final Directive<Long> SSL_SESSION_TIMEOUT = directive("ssl_session_timeout").in(SERVERS).takes(1).reads(Words::seconds)
            .unset("5m");
    public static final Directive<Boolean> SSL_SESSION_TICKETS = directive("ssl_session_tickets").in(SERVERS).takes(1).reads(Words::flag)
            .unset("on");
    public static final Directive<String> SSL_CLIENT_CERTIFICATE = directive("ssl_client_certificate").in(SERVERS).takes(1)
            .reads(Words::text);
    public static final Directive<String> SSL_TRUSTED_CERTIFICATE = directive("ssl_trusted_certificate").in(SERVERS).takes(1)
            .reads(Words::text);
    public static final Directive<String> SSL_CRL = directive("ssl_crl").in(SERVERS).takes(1).reads(Words::text);
    public static final Directive<VerifyClient> SSL_VERIFY_CLIENT =
            directive("ssl_verify_client").in(SERVERS).takes(1).reads(words -> words.choice(VerifyClient.class, 0)).unset("off");
    public static final Directive<Integer> SSL_VERIFY_DEPTH = directive("ssl_verify_depth").in(SERVERS).takes(1).reads(Words::number)
            .unset("1");
    public static final Directive<Boolean> SSL_REJECT_HANDSHAKE = directive("ssl_reject_handshake").in(SERVERS).takes(1).reads(Words::flag)
            .unset("off");

    public static final Directive<?> SSL_DHPARAM = directive("ssl_dhparam").in(SERVERS).takes(1)
            .meansNothing("the JDK chooses the groups of finite-field key exchange");
    /** OpenSSL names; null: the JDK's choice, X25519 first. */
    public static final Directive<String> SSL_ECDH_CURVE = directive("ssl_ecdh_curve").in(SERVERS).takes(1).reads(Words::text);
    /** What a record carries at most. */
    public static final Directive<Integer> SSL_BUFFER_SIZE = directive("ssl_buffer_size").in(HTTP, SERVER).takes(1).reads(Ssl::bufferSize)
            .unset("16k");
    /** Files of 48 or 80 bytes. */
    public static final Directive<List<String>> SSL_SESSION_TICKET_KEY = directive("ssl_session_ticket_key").in(SERVERS).takes(1)
            .collects(Words::text).otherwise(List.<String>of())
            .meansNothing("Java makes the keys of its tickets itself, and they outlive a reload");
    public static final Directive<Boolean> SSL_STAPLING = directive("ssl_stapling").in(SERVERS).takes(1).reads(Words::flag)
            .unset("off");
    /** A responder's answer, in DER; null: a responder is asked. */
    public static final Directive<String> SSL_STAPLING_FILE = directive("ssl_stapling_file").in(SERVERS).takes(1).reads(Words::text);
    /** Null: the one that a certificate names. */
    public static final Directive<URI> SSL_STAPLING_RESPONDER = directive("ssl_stapling_responder").in(SERVERS).takes(1)
            .reads(Ssl::responder);
    public static final Directive<Boolean> SSL_STAPLING_VERIFY = directive("ssl_stapling_verify").in(SERVERS).takes(1).reads(Words::flag)
            .meansNothing("an answer is stapled when it is signed as it should be, on or off");
    public static final Directive<?> SSL_EARLY_DATA = directive("ssl_early_data").in(SERVERS).takes(1)
            .refused("Java takes no early data, which can be replayed: remove the line");
    public static final Directive<?> SSL_ECH_FILE = directive("ssl_ech_file").in(SERVERS).takes(1).repeats()
            .refused("Java reads no encrypted ClientHello: remove the line, and names travel in the clear");
    public static final Directive<?> SSL_KEY_LOG = directive("ssl_key_log").in(SERVERS).takes(1)
            .refused("Java tells its secrets to nobody: remove the line");
    public static final Directive<Boolean> SSL_CERTIFICATE_COMPRESSION = directive("ssl_certificate_compression").in(SERVERS).takes(1)
            .reads(Words::flag).unset("off").meansNothing("certificates go out as they are, which every client takes");
    public static final Directive<Ocsp> SSL_OCSP = directive("ssl_ocsp").in(SERVERS).takes(1).reads(words -> words.choice(Ocsp.class, 0))
            .unset("off");
    /** Null: the one that a certificate names. */
    public static final Directive<URI> SSL_OCSP_RESPONDER = directive("ssl_ocsp_responder").in(SERVERS).takes(1).reads(Ssl::responder);
    /** How many answers are kept; 0: none. */
    public static final Directive<Integer> SSL_OCSP_CACHE = directive("ssl_ocsp_cache").in(SERVERS).takes(1).reads(Ssl::ocspCache)
            .unset("off");
    public static final Directive<String> SSL_PASSWORD_FILE = directive("ssl_password_file").in(SERVERS).takes(1).reads(Words::text);
    public static final Directive<List<Command>> SSL_CONF_COMMAND = directive("ssl_conf_command").in(SERVERS).takes(2)
            .collects(Ssl::command).otherwise(List.of());
    public static final Directive<?> SSL_CERTIFICATE_CACHE =
            directive("ssl_certificate_cache").in(SERVERS).takesAtLeast(1).meansNothing("certificates are read again when they change");

    private Ssl() {}

    private static Switch deprecated(Words words) throws Refusal {
        boolean isOn = words.flag();
        words.warn("the \"ssl\" directive is deprecated, use the \"listen ... ssl\" directive instead");
        return new Switch(words.place(), isOn);
    }

    static Command command(Words words) throws Refusal {
        var remedy = switch (words.text(0).toLowerCase(Locale.ROOT)) {
            case "minprotocol", "maxprotocol", "ciphersuites", "cipherstring", "groups", "curves", "options" -> null;
            case "certificate", "privatekey", "chaincafile", "chaincapath" -> "use the directives for certificates and keys";
            case "verifymode", "verifycafile", "verifycapath", "requestcafile", "clientcafile" -> "use ssl_verify_client and its like";
            case "protocol" -> "use ssl_protocols, MinProtocol or MaxProtocol";
            default -> "known are MinProtocol, MaxProtocol, Ciphersuites, CipherString, Groups, Options";
        };
        if (remedy != null) throw words.refuse("SSL_CONF_cmd(\"" + words.text(0) + "\", \"" + words.text(1) + "\") failed", remedy);
        return new Command(words.text(0), words.text(1));
    }

    /** Of a certificate or key: variables are put in when it is wanted. */
    static Template named(Words words) throws Refusal {
        return words.text().contains("$") ? words.template() : Template.of(fixedName(words));
    }

    /** The name of a file, or its text behind {@code data:}; nginx also takes keys out of {@code engine:} and {@code store:}. */
    private static String fixedName(Words words) throws Refusal {
        var name = words.text();
        for (var scheme : List.of("engine:", "store:")) {
            if (name.startsWith(scheme)) {
                throw words.refuse('"' + scheme + "\" in \"" + words.name() + "\" is not supported",
                        "name a file, or give its text behind data:");
            }
        }
        return name;
    }

    private static int bufferSize(Words words) throws Refusal {
        long bytes = words.size();
        if (bytes == 0) throw words.invalid(0, "1k is small already");
        return (int) Math.min(RECORD_BYTES, bytes);
    }

    private static URI responder(Words words) throws Refusal {
        if (!words.text().startsWith("http://")) {
            throw words.refuse("invalid URL prefix in OCSP responder \"" + words.text() + "\" in \"" + words.name() + '"',
                    "write http://...");
        }
        try {
            var address = new URI(words.text());
            if (address.getHost() != null) return address;
        } catch (URISyntaxException told) {
            // below
        }
        throw words.refuse("no host in OCSP responder \"" + words.text() + "\" in \"" + words.name() + '"');
    }

    private static int ocspCache(Words words) throws Refusal {
        if (words.text().equals("off")) return 0;
        var parts = words.text().split(":", -1);
        boolean good = parts.length == 3 && parts[0].equals("shared") && !parts[1].isEmpty() && Units.size(parts[2]).isPresent();
        if (!good) throw words.refuse("invalid OCSP cache \"" + words.text() + '"', "write off, or shared:NAME:SIZE");
        long bytes = Units.size(parts[2]).getAsLong();
        if (bytes < ZONE_LEAST_BYTES) throw words.refuse("OCSP cache \"" + words.text() + "\" is too small", "32k is the least");
        return (int) Math.min(SESSIONS_MOST, bytes / SESSION_BYTES);
    }

    private static SessionCache sessionCache(Words words) throws Refusal {
        int most = 0;
        String zone = null;
        long zoneBytes = 0;
        for (var word : words.args()) {
            var parts = word.split(":", -1);
            if (word.equals("off") || word.equals("none")) continue;
            if (word.equals("builtin")) {
                most = Math.max(most, BUILTIN_SESSIONS);
            } else if (word.matches("builtin:[0-9]{1,9}")) {
                most = Math.max(most, Integer.parseInt(parts[1]));
            } else if (word.matches("shared:[^:]+:[0-9]+[kKmMgG]?") && Units.size(parts[2]).isPresent()) {
                zone = parts[1];
                zoneBytes = Units.size(parts[2]).getAsLong();
                if (zoneBytes < ZONE_LEAST_BYTES) throw words.refuse("session cache \"" + word + "\" is too small", "32k is the least");
                most = (int) Math.max(most, Math.min(SESSIONS_MOST, zoneBytes / SESSION_BYTES));
            } else {
                throw words.refuse("invalid session cache \"" + word + '"', "write off, none, or shared:NAME:SIZE");
            }
        }
        return new SessionCache(words.place(), most, zone, zoneBytes);
    }

    static List<String> protocols(Words words, List<String> before) throws Refusal {
        var all = new LinkedHashSet<String>();
        if (before != null) all.addAll(before);
        for (int i = 0; i < words.count(); i++) {
            if (!PROTOCOLS.contains(words.text(i))) {
                throw words.refuse("invalid value \"" + words.text(i) + '"', "TLSv1.2 and TLSv1.3 are known");
            }
            words.collect(i, words.text(i), all);
        }
        return List.copyOf(all);
    }
}
