package owlboard.proxy.route;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Value;
import owlboard.tls.Cipher;
import owlboard.tls.DistinguishedName;
import owlboard.tls.OfferedNames;
import owlboard.tls.Pem;
import owlboard.wire.net.TlsWire;

/** {@code $ssl_*} of the client's connection; none of them has a value on a plain one. */
final class TlsVariables {
    /** {@code ASN1_TIME_print} of OpenSSL: {@code Nov  6 08:49:37 2026 GMT}. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** What two clocks may differ by. */
    private static final long CLOCK_MILLIS = 100;

    /** The JDK does not say how a handshake was signed, and with TLS 1.3 that is encrypted. */
    private static final Value.Part UNTOLD = (_, _) -> false;

    static final Map<String, Value.Part> ALL = Map.ofEntries(
            Map.entry("ssl_protocol", session(session -> session.getProtocol().replace("TLSv1.0", "TLSv1"))),
            Map.entry("ssl_cipher", session(session -> Cipher.nameOf(session.getCipherSuite()))),
            Map.entry("ssl_session_id", session(session -> HexFormat.of().formatHex(session.getId()))),
            Map.entry("ssl_session_reused", exchange(x -> x.connection.isTls() ? reused(x) : null)),
            Map.entry("ssl_ciphers", wire(wire -> OfferedNames.suites(wire.offeredSuites()))),
            Map.entry("ssl_curves", wire(wire -> OfferedNames.groups(wire.offeredGroups()))),
            Map.entry("ssl_curve", wire(wire -> wire.agreedGroup() == 0 ? null : OfferedNames.groups(new short[] {wire.agreedGroup()}))),
            Map.entry("ssl_sigalg", UNTOLD),
            Map.entry("ssl_client_sigalg", UNTOLD),
            Map.entry("ssl_client_cert", certificate(c -> pem(c).strip().replace("\n", "\n\t"))),
            Map.entry("ssl_client_s_dn_legacy", certificate(c -> DistinguishedName.oneLine(c.getSubjectX500Principal()))),
            Map.entry("ssl_client_i_dn_legacy", certificate(c -> DistinguishedName.oneLine(c.getIssuerX500Principal()))),
            Map.entry("ssl_server_name", exchange(x -> x.connection.tlsServerName())),
            Map.entry("ssl_alpn_protocol", wire(TlsWire::applicationProtocol)),
            Map.entry("ssl_client_verify", exchange(x -> x.connection.isTls() ? x.connection.clientVerdict().variable() : null)),
            Map.entry("ssl_client_s_dn", certificate(c -> DistinguishedName.rfc2253(c.getSubjectX500Principal()))),
            Map.entry("ssl_client_i_dn", certificate(c -> DistinguishedName.rfc2253(c.getIssuerX500Principal()))),
            Map.entry("ssl_client_serial", certificate(c -> serial(c.getSerialNumber().toString(16)))),
            Map.entry("ssl_client_fingerprint",
            certificate(c -> HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(c.getEncoded())))),
            Map.entry("ssl_client_v_start", certificate(c -> DATE.format(c.getNotBefore().toInstant()))),
            Map.entry("ssl_client_v_end", certificate(c -> DATE.format(c.getNotAfter().toInstant()))),
            Map.entry("ssl_client_v_remain",
            certificate(c ->
            Long.toString(Math.max(0, (c.getNotAfter().toInstant().getEpochSecond() - Instant.now().getEpochSecond()) / 86_400)))),
            Map.entry("ssl_client_raw_cert", certificate(TlsVariables::pem)),
            Map.entry("ssl_client_escaped_cert", certificate(c -> URLEncoder.encode(pem(c), StandardCharsets.US_ASCII)
            .replace("+", "%20"))));

    @FunctionalInterface
    private interface OfCertificate {
        String read(X509Certificate certificate) throws Exception;
    }

    private TlsVariables() {}

    private static Value.Part exchange(Function<Exchange, String> of) {
        return (out, exchange) -> {
            var text = of.apply(exchange);
            if (text == null || text.isEmpty()) return false; // as nginx has it: an empty value is none
            out.add(text);
            return true;
        };
    }

    private static Value.Part session(Function<SSLSession, String> of) {
        return wire(wire -> of.apply(wire.session()));
    }

    private static Value.Part wire(Function<TlsWire, String> of) {
        return exchange(x -> {
            if (!x.connection.isTls()) return null;
            return x.connection.tls() == null ? "(as negotiated)" : of.apply(x.connection.tls());
        });
    }

    /** The JDK does not tell whether a session was resumed; but a resumed one is older than its connection. */
    private static String reused(Exchange exchange) {
        if (exchange.connection.tls() == null) return ".";
        long ageMillis = (exchange.loop().now() - exchange.connection.openedNanos()) / 1_000_000;
        long openedMillis = exchange.loop().wallMillis() - ageMillis;
        return exchange.connection.tls().session().getCreationTime() < openedMillis - CLOCK_MILLIS ? "r" : ".";
    }

    private static Value.Part certificate(OfCertificate of) {
        return exchange(x -> {
            if (!x.connection.isTls() || x.connection.tls() == null) return null;
            try {
                return of.read((X509Certificate) x.connection.tls().session().getPeerCertificates()[0]);
            } catch (SSLPeerUnverifiedException none) {
                return null;
            } catch (Exception unreadable) {
                return null; // a certificate that was verified but cannot be printed has no printable value
            }
        });
    }

    /** Whole bytes, as OpenSSL writes an integer. */
    private static String serial(String hex) {
        return ((hex.length() & 1) == 0 ? hex : "0" + hex).toUpperCase(Locale.ROOT);
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return new String(Pem.of(certificate), StandardCharsets.US_ASCII);
    }
}
