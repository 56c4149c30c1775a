package owlboard.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/** Whose list of revoked certificates (RFC 5280 §5) one is. */
public final class Revocations {
    private Revocations() {}

    /** Whether one of the issuers has signed it. */
    public static boolean areOf(X509CRL list, X509Certificate... issuers) {
        for (var issuer : issuers) {
            try {
                list.verify(issuer.getPublicKey());
                return true;
            } catch (GeneralSecurityException another) {
                // by another key, or damaged
            }
        }
        return false;
    }
}
