package owlboard.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * Which names an authority may issue certificates for (RFC 5280 §4.2.1.10). The JDK knows the rules, but does not ask whoever is trusted
 * for its own: here it stands among the others, below an anchor that is its name and its key.
 */
final class NameConstraints {
    private static final String EXTENSION = "2.5.29.30";

    private NameConstraints() {}

    /** Whether one of a way, which ends at who is trusted, forbids a name of another. */
    static boolean forbid(List<X509Certificate> way) {
        if (way.stream().noneMatch(certificate -> certificate.getExtensionValue(EXTENSION) != null)) return false;
        var root = way.getLast();
        try {
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX").validate(CertificateFactory.getInstance("X.509").generateCertPath(way), parameters);
            return false;
        } catch (CertPathValidatorException wrong) {
            return wrong.getReason() == PKIXReason.INVALID_NAME;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
