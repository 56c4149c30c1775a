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

    /**
     * Of a way that ends at who is trusted: OpenSSL's number and words where a name is forbidden; else {@code words}, what is wrong
     * already, but never nothing where the JDK cannot tell.
     */
    static String verdict(List<X509Certificate> way, String words) {
        if (way.stream().noneMatch(certificate -> certificate.getExtensionValue(EXTENSION) != null)) return words;
        var root = way.getLast();
        try {
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null)));
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX").validate(CertificateFactory.getInstance("X.509").generateCertPath(way), parameters);
            return words;
        } catch (CertPathValidatorException wrong) {
            if (wrong.getReason() == PKIXReason.INVALID_NAME) return "47:permitted subtree violation";
            return words == null ? Verdict.UNSPECIFIED : words;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
