package owlboard.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether one certificate was revoked, as a responder is asked (RFC 6960 §4.1). Any thread that may block. */
final class OcspQuestion {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final long LIMIT_NANOS = 10_000_000_000L;
    private static final int LONGEST_ANSWER = 64 << 10;
    private static final String TYPE = "application/ocsp-response";
    private static final byte[] SHA1 = {0x30, 9, 6, 5, 0x2B, 0x0E, 3, 2, 0x1A, 5, 0};
    /** id-ad-ocsp, then a URI (RFC 5280 §4.2.2.1). */
    private static final byte[] RESPONDER = {6, 8, 0x2B, 6, 1, 5, 5, 7, 0x30, 1, (byte) 0x86};
    private static final String AUTHORITY_INFO = "1.3.6.1.5.5.7.1.1";
    /** Explicit [0] around a GeneralizedTime, as it follows thisUpdate. */
    private static final byte[] NEXT_UPDATE = {(byte) 0xA0, 0x11, 0x18, 0x0F};
    private static final byte[] TIME = {0x18, 0x0F};
    private static final int TIME_BYTES = 15;
    private static final DateTimeFormatter GENERALIZED = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");

    private final X509Certificate certificate;
    private final X509Certificate issuer;
    /** What a CertID says behind its algorithm: hashes of the issuer's name and key, the serial number. */
    private final byte[] name;

    OcspQuestion(X509Certificate certificate, X509Certificate issuer) {
        this.certificate = certificate;
        this.issuer = issuer;
        name = name(certificate, issuer);
    }

    /** The responder that a certificate names; null: none, or one that is not asked over HTTP in the clear. */
    static URI responderOf(X509Certificate certificate) {
        var extension = certificate.getExtensionValue(AUTHORITY_INFO);
        int at = extension == null ? -1 : find(extension, RESPONDER, 0);
        if (at < 0 || at + RESPONDER.length >= extension.length) return null;
        int from = at + RESPONDER.length + 1;
        int length = extension[from - 1] & 255;
        if (length > 127 || from + length > extension.length) return null;
        try {
            var address = URI.create(new String(extension, from, length, StandardCharsets.US_ASCII));
            return "http".equals(address.getScheme()) && address.getHost() != null ? address : null;
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }

    /** Whether an encoded request is about this certificate. */
    boolean isIn(byte[] request) {
        return find(request, name, 0) >= 0;
    }

    /** What the responder answers, whatever it says. @throws IOException it does not answer, or not with an OCSP response */
    byte[] ask(URI responder) throws IOException {
        var connection = (HttpURLConnection) address(responder).openConnection();
        try {
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setInstanceFollowRedirects(false);
            if (connection.getResponseCode() != 200) throw new IOException("the responder answered " + connection.getResponseCode());
            var type = connection.getContentType();
            if (type != null && !TYPE.equalsIgnoreCase(type)) throw new IOException("the responder's answer is of type " + type);
            return body(connection);
        } finally {
            connection.disconnect();
        }
    }

    /** With the question, which is short enough for GET, so that caches may answer (RFC 6960 §A.1, RFC 5019 §5). */
    private URL address(URI responder) throws IOException {
        var question = URLEncoder.encode(Base64.getEncoder().encodeToString(request()), StandardCharsets.US_ASCII);
        var base = responder.toString();
        return URI.create(base + (base.endsWith("/") ? "" : "/") + question).toURL();
    }

    private static byte[] body(HttpURLConnection connection) throws IOException {
        long until = System.nanoTime() + LIMIT_NANOS;
        var all = new ByteArrayOutputStream();
        var part = new byte[4096];
        try (var in = connection.getInputStream()) {
            for (int count; (count = in.read(part)) > 0; ) {
                all.write(part, 0, count);
                if (all.size() > LONGEST_ANSWER) throw new IOException("the responder's answer is too long");
                if (System.nanoTime() - until > 0) throw new IOException("the responder's answer takes too long");
            }
        }
        return all.toByteArray();
    }

    /**
     * Nobody is asked.
     *
     * @throws GeneralSecurityException not signed by the issuer or for it, not of this time, or not good
     */
    void check(byte[] answer) throws GeneralSecurityException {
        var checker = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
        checker.setOcspResponses(Map.of(certificate, answer));
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
        parameters.setRevocationEnabled(false);
        parameters.addCertPathChecker(checker);
        var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    /** When an answer says that there will be a newer one (RFC 6960 §4.2.2.1); null: at any time. */
    Instant nextUpdate(byte[] answer) {
        int own = find(answer, name, 0);
        for (int at = own < 0 ? -1 : find(answer, TIME, own + name.length); at >= 0; at = find(answer, TIME, at + 1)) {
            int next = at + TIME.length + TIME_BYTES;
            int from = next + NEXT_UPDATE.length;
            if (from + TIME_BYTES > answer.length || find(answer, NEXT_UPDATE, next) != next) continue;
            try {
                return LocalDateTime.parse(new String(answer, from, TIME_BYTES, StandardCharsets.US_ASCII), GENERALIZED)
                        .toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException another) {
                return null;
            }
        }
        return null;
    }

    /** OCSPRequest, with nothing in it but the CertID. */
    private byte[] request() {
        return tagged(0x30, tagged(0x30, tagged(0x30, tagged(0x30, tagged(0x30, SHA1, name)))));
    }

    private static byte[] name(X509Certificate certificate, X509Certificate issuer) {
        try {
            var sha = MessageDigest.getInstance("SHA-1");
            var out = new ByteArrayOutputStream();
            out.writeBytes(tagged(4, sha.digest(issuer.getSubjectX500Principal().getEncoded())));
            out.writeBytes(tagged(4, sha.digest(key(issuer.getPublicKey().getEncoded()))));
            out.writeBytes(tagged(2, certificate.getSerialNumber().toByteArray()));
            return out.toByteArray();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The bits of a SubjectPublicKeyInfo's key. */
    private static byte[] key(byte[] info) {
        var bits = Der.of(info).first().next();
        return Arrays.copyOfRange(info, bits.from() + 1, info.length);
    }

    /** Less than 128 bytes in all: a serial number has 20 at most (RFC 5280 §4.1.2.2). */
    private static byte[] tagged(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) content.writeBytes(part);
        var out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(content.size());
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    /** Where these bytes stand; -1: nowhere. */
    static int find(byte[] in, byte[] what, int from) {
        for (int i = from; i + what.length <= in.length; i++) {
            int k = 0;
            while (k < what.length && in[i + k] == what[k]) k++;
            if (k == what.length) return i;
        }
        return -1;
    }
}
