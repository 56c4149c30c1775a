package owlboard.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate with the key it belongs to. */
record Signed(X509Certificate certificate, PrivateKey key) {
    /** Never the key: records end up in messages. */
    @Override public String toString() {
        return "Signed[" + certificate.getSubjectX500Principal() + "]";
    }
}
