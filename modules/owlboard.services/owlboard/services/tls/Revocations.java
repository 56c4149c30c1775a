package owlboard.services.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;

/** The authority's list of revoked certificates (RFC 5280 §5); {@code list} is null where it publishes none. */
record Revocations(X509CRL list) {

    /** A list of another authority is an error: whom it revokes is not known here. */
    static Revocations read(Path file, List<X509Certificate> authorities) throws IOException {
        try {
            var list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(Files.readAllBytes(file)));
            for (X509Certificate authority : authorities) {
                if (isSignedBy(authority, list)) return new Revocations(list);
            }
            throw new IOException(file + " is not signed by the authority; publish it anew with 'owlboard certs init', or remove it");
        } catch (NoSuchFileException none) {
            return new Revocations(null);
        } catch (GeneralSecurityException broken) {
            throw new IOException(file + " is no list of revoked certificates: " + broken.getMessage(), broken);
        }
    }

    private static boolean isSignedBy(X509Certificate authority, X509CRL list) {
        try {
            list.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    void check(X509Certificate[] chain) throws CertificateException {
        if (list == null) return;
        for (X509Certificate certificate : chain) {
            if (list.isRevoked(certificate)) {
                throw new CertificateException("the certificate with serial " + certificate.getSerialNumber().toString(16) + " is revoked");
            }
        }
    }
}
