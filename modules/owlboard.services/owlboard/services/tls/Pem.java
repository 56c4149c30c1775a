package owlboard.services.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** PEM files (RFC 7468). Errors name the file and the remedy, never what a key file contains. */
final class Pem {
    private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String END_KEY = "-----END PRIVATE KEY-----";

    private Pem() {}

    /** All certificates of the file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        byte[] pem = Files.readAllBytes(file);
        try {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
            if (found.isEmpty()) throw new IOException(file + " holds no certificate; a PEM file with BEGIN CERTIFICATE is expected");
            return found.stream().map(X509Certificate.class::cast).toList();
        } catch (CertificateException broken) {
            throw new IOException(file + " is not a PEM certificate file: " + broken.getMessage(), broken);
        }
    }

    /**
     * An unencrypted PKCS #8 key.
     *
     * @param algorithm of the certificate's public key: EC, RSA, RSASSA-PSS or EdDSA
     */
    static PrivateKey privateKey(Path file, String algorithm) throws IOException {
        String pem = Files.readString(file, StandardCharsets.ISO_8859_1);
        int begin = pem.indexOf(BEGIN_KEY);
        int end = pem.indexOf(END_KEY, Math.max(begin, 0));
        if (begin < 0 || end < 0) {
            throw new IOException(file + " holds no '" + BEGIN_KEY + "'; convert it with: openssl pkcs8 -topk8 -nocrypt -in " + file);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN_KEY.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException broken) {
            throw new IOException(file + " is not a PKCS #8 key for a certificate with a key of type " + algorithm, broken);
        }
    }
}
