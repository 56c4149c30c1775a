package owlboard.certs;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** The two kinds of PEM that this module writes: certificates and PKCS#8 private keys (RFC 7468 §5, §10). */
final class Pem {
    /** The text is not what was asked for; {@link #legacy} when it is a key in another format that openssl can convert. */
    static final class BadPem extends Exception {
        final boolean legacy;

        BadPem(String message, boolean legacy) {
            super(message);
            this.legacy = legacy;
        }
    }

    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String REVOKED = "X509 CRL";
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private Pem() {
    }

    static byte[] write(X509Certificate certificate) throws CertificateEncodingException {
        return block(CERTIFICATE, certificate.getEncoded());
    }

    static byte[] write(PrivateKey key) {
        return block(PRIVATE_KEY, key.getEncoded());
    }

    /** A list of revoked certificates, given in DER. */
    static byte[] revoked(byte[] list) {
        return block(REVOKED, list);
    }

    /** The first certificate of a file. */
    static X509Certificate certificate(byte[] text) throws BadPem {
        var der = contents(text, CERTIFICATE);
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new BadPem("its contents are no X.509 certificate", false);
        }
    }

    static PrivateKey privateKey(byte[] text) throws BadPem {
        var der = contents(text, PRIVATE_KEY);
        for (var algorithm : KEY_ALGORITHMS) {
            var key = parse(algorithm, der);
            if (key != null) return key;
        }
        throw new BadPem("its contents are no EC, RSA or Ed25519 key in PKCS#8", false);
    }

    private static PrivateKey parse(String algorithm, byte[] der) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException anotherAlgorithm) {
            return null;
        }
    }

    private static byte[] contents(byte[] text, String label) throws BadPem {
        var blocks = BLOCK.matcher(new String(text, StandardCharsets.ISO_8859_1));
        String other = null;
        while (blocks.find()) {
            if (blocks.group(1).equals(label)) return decode(blocks.group(2));
            if (!blocks.group(1).equals("EC PARAMETERS")) other = blocks.group(1);
        }
        if (other == null) throw new BadPem("there is no complete \"-----BEGIN " + label + "-----\" block in it", false);
        throw new BadPem("it holds a \"" + other + "\" where \"" + label + "\" is needed", label.equals(PRIVATE_KEY)
                && other.endsWith(PRIVATE_KEY));
    }

    private static byte[] decode(String base64) throws BadPem {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new BadPem("its base64 text is damaged", false);
        }
    }

    private static byte[] block(String label, byte[] der) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
    }
}
