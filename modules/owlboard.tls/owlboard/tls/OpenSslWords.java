package owlboard.tls;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * A failure of TLS as OpenSSL 3 tells it, which is what stands in nginx's logs and what people grep for. What OpenSSL has no words for is
 * told in the JDK's. Source: RFC 8446 §6, RFC 5246 §7.2; {@code ssl_err.c} of OpenSSL.
 */
public final class OpenSslWords {
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");
    private static final Pattern NO_TLS = Pattern.compile("(?i)unrecognized SSL message.*");
    private static final int ALERT_BASE = 1000;

    /** What this side found, by what the JDK says of it. The first that is in its text counts. */
    private enum Found {
        NO_SHARED_CIPHER("no cipher suites in common", 193), UNSUPPORTED_PROTOCOL("(protocol_version) Client requested protocol", 258),
        UNSUPPORTED_PROTOCOLS("are not accepted by server preferences", 258, "unsupported protocol"),
        NO_APPLICATION_PROTOCOL("No matching application layer protocol", 235),
        NO_SUITABLE_SIGNATURE_ALGORITHM("No available authentication scheme", 118), BAD_LEGACY_VERSION("legacy_version field", 292),
        UNEXPECTED_MESSAGE("Unexpected handshake message", 244),
        UNKNOWN_MESSAGE("Unknown handshake type", 244, "unexpected message"),
        DECRYPTION_FAILED_OR_BAD_RECORD_MAC("(bad_record_mac)", 281), PACKET_LENGTH_TOO_LONG("record_overflow", 198);

        final String said;
        final String error;

        Found(String said, int reason) {
            this(said, reason, null);
        }

        /** {@code words} null: those of its name. */
        Found(String said, int reason, String words) {
            this.said = said;
            var usual = name().toLowerCase(Locale.ROOT).replace('_', ' ');
            error = "error:0A%06X:SSL routines::%s".formatted(reason, words == null ? usual : words);
        }
    }

    private record Alert(int number, String words) {
        @Override
        public String toString() {
            return "error:0A%06X:SSL routines::%s:SSL alert number %d".formatted(ALERT_BASE + number, words, number);
        }
    }

    /** By the JDK's names. */
    private static final Map<String, Alert> ALERTS = Map.ofEntries(alert("unexpected_message", 10, "sslv3 alert unexpected message"),
            alert("bad_record_mac", 20, "sslv3 alert bad record mac"), alert("decryption_failed", 21, "tlsv1 alert decryption failed"),
            alert("record_overflow", 22, "tlsv1 alert record overflow"),
            alert("decompression_failure", 30, "sslv3 alert decompression failure"),
            alert("handshake_failure", 40, "sslv3 alert handshake failure"), alert("no_certificate", 41, "sslv3 alert no certificate"),
            alert("bad_certificate", 42, "sslv3 alert bad certificate"),
            alert("unsupported_certificate", 43, "sslv3 alert unsupported certificate"),
            alert("certificate_revoked", 44, "sslv3 alert certificate revoked"),
            alert("certificate_expired", 45, "sslv3 alert certificate expired"),
            alert("certificate_unknown", 46, "sslv3 alert certificate unknown"),
            alert("illegal_parameter", 47, "sslv3 alert illegal parameter"), alert("unknown_ca", 48, "tlsv1 alert unknown ca"),
            alert("access_denied", 49, "tlsv1 alert access denied"), alert("decode_error", 50, "tlsv1 alert decode error"),
            alert("decrypt_error", 51, "tlsv1 alert decrypt error"), alert("export_restriction", 60, "tlsv1 alert export restriction"),
            alert("protocol_version", 70, "tlsv1 alert protocol version"),
            alert("insufficient_security", 71, "tlsv1 alert insufficient security"),
            alert("internal_error", 80, "tlsv1 alert internal error"),
            alert("inappropriate_fallback", 86, "tlsv1 alert inappropriate fallback"),
            alert("user_canceled", 90, "tlsv1 alert user cancelled"), alert("no_renegotiation", 100, "tlsv1 alert no renegotiation"),
            alert("missing_extension", 109, "tlsv13 alert missing extension"),
            alert("unsupported_extension", 110, "tlsv1 unsupported extension"),
            alert("certificate_unobtainable", 111, "tlsv1 certificate unobtainable"),
            alert("unrecognized_name", 112, "tlsv1 unrecognized name"),
            alert("bad_certificate_status_response", 113, "tlsv1 bad certificate status response"),
            alert("bad_certificate_hash_value", 114, "tlsv1 bad certificate hash value"),
            alert("unknown_psk_identity", 115, "tlsv1 alert unknown psk identity"),
            alert("certificate_required", 116, "tlsv13 alert certificate required"),
            alert("no_application_protocol", 120, "tlsv1 alert no application protocol"));

    private OpenSslWords() {}

    private static Map.Entry<String, Alert> alert(String name, int number, String words) {
        return Map.entry(name, new Alert(number, words));
    }

    /** What stands behind {@code SSL: } in a line of nginx's. */
    public static String of(SSLException failure) {
        var text = String.valueOf(failure.getMessage());
        if (NO_TLS.matcher(text).find()) return "error:0A00010B:SSL routines::wrong version number";
        var received = ALERT.matcher(text);
        var alert = received.find() ? ALERTS.get(received.group(1)) : null;
        if (alert != null) return alert.toString();
        for (var found : Found.values()) if (text.contains(found.said)) return found.error;
        return text;
    }

    /** Whether nginx tells this of a client as critical: it is not among what clients do every day. */
    public static boolean isCritical(String words) {
        return words.equals(Found.BAD_LEGACY_VERSION.error) || words.equals(Found.PACKET_LENGTH_TOO_LONG.error);
    }
}
