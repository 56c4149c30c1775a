package owlboard.tls;

import java.security.PublicKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.RSAKey;
import java.util.List;

/**
 * Why a certificate was refused, in OpenSSL's numbers and words: what people grep for. OpenSSL goes on after an error and tells the last
 * one, in this order: the way to somebody who is trusted, what the certificates may be used for, how they are signed, revocation,
 * signatures and dates, names.
 */
final class Verdict {
    /** What Java alone knows. */
    static final String UNSPECIFIED = "1:unspecified certificate verification error";
    private static final String PURPOSE = "26:unsuitable certificate purpose";
    private static final String UNHANDLED = "34:unhandled critical extension";
    private static final String NO_ISSUER = "20:unable to get local issuer certificate";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final int SIGNS_CERTIFICATES = 5;
    private static final int SHORTEST_KEY_BITS = 2048;

    private Verdict() {}

    /**
     * Null: nothing is wrong.
     *
     * @param way from the peer's certificate to one that has signed itself, or as far as it leads
     * @param lists of revoked certificates; null: there are none
     * @param issuers who is trusted, where the way leads to none of them or may not be gone; else null
     */
    static String of(List<X509Certificate> way, Purpose purpose, List<X509CRL> lists, List<X509Certificate> issuers) {
        var words = links(way, issuers == null);
        if (words == null && issuers != null && isAlone(way)) words = "21:unable to verify the first certificate";
        if (words == null && lists != null) words = RevocationLists.verdict(way, lists);
        if (words == null) words = weakness(way);
        if (words == null && !fits(way, purpose)) words = PURPOSE;
        if (words == null && way.stream().anyMatch(X509Certificate::hasUnsupportedCriticalExtension)) words = UNHANDLED;
        if (words == null && isTooLong(way)) words = "25:path length constraint exceeded";
        boolean ends = issuers == null || Issuers.isSelfSigned(way.getLast()) && issuers.contains(way.getLast());
        if (ends) words = NameConstraints.verdict(way, words);
        return words == null && issuers != null ? end(way, issuers) : words;
    }

    private static boolean isAlone(List<X509Certificate> way) {
        return way.size() == 1 && !Issuers.isSelfSigned(way.getFirst());
    }

    /** Each may sign the next, has, which the JDK may have {@code verified}, and is of today. The peer's own is looked at last. */
    private static String links(List<X509Certificate> way, boolean verified) {
        String words = null;
        for (int i = way.size() - 1; i >= 0; i--) {
            var certificate = way.get(i);
            if (i + 1 < way.size()) {
                var issuer = way.get(i + 1);
                var usage = issuer.getKeyUsage();
                if (usage != null && !usage[SIGNS_CERTIFICATES]) words = "32:key usage does not include certificate signing";
                if (!verified && !Issuers.hasIssued(issuer, certificate)) words = "7:certificate signature failure";
            }
            try {
                certificate.checkValidity();
            } catch (CertificateExpiredException late) {
                words = "10:certificate has expired";
            } catch (CertificateNotYetValidException early) {
                words = "9:certificate is not yet valid";
            }
        }
        return words;
    }

    /** By OpenSSL's security level 2. How whoever is trusted has signed itself does not matter. */
    private static String weakness(List<X509Certificate> way) {
        String words = null;
        for (int i = 0; i < way.size(); i++) {
            var certificate = way.get(i);
            if (isShort(certificate.getPublicKey())) words = i == 0 ? "66:EE certificate key too weak" : "67:CA certificate key too weak";
            boolean weakly = i + 1 < way.size() && certificate.getSigAlgName().matches("(?i)(MD[245]|SHA-?1)with.*");
            if (weakly) words = "68:CA signature digest algorithm too weak";
        }
        return words;
    }

    private static boolean isShort(PublicKey key) {
        return switch (key) {
            case RSAKey rsa -> rsa.getModulus().bitLength() < SHORTEST_KEY_BITS;
            case DSAKey dsa -> dsa.getParams().getP().bitLength() < SHORTEST_KEY_BITS;
            default -> false;
        };
    }

    private static boolean fits(List<X509Certificate> way, Purpose purpose) {
        for (var issuer : way.subList(1, way.size())) {
            if (!purpose.fitsIssuer(issuer) || !isAuthority(issuer)) return false;
        }
        return purpose.fitsPeer(way.getFirst());
    }

    private static boolean isAuthority(X509Certificate issuer) {
        if (issuer.getVersion() < 3 || issuer.getBasicConstraints() >= 0) return true;
        var usage = issuer.getKeyUsage();
        return issuer.getExtensionValue(BASIC_CONSTRAINTS) == null && usage != null && usage[SIGNS_CERTIFICATES];
    }

    private static boolean isTooLong(List<X509Certificate> way) {
        for (int i = 2; i < way.size(); i++) {
            int most = way.get(i).getBasicConstraints();
            if (most >= 0 && i - 1 > most) return true;
        }
        return false;
    }

    private static String end(List<X509Certificate> way, List<X509Certificate> issuers) {
        var last = way.getLast();
        boolean trusted = issuers.contains(last);
        if (!Issuers.isSelfSigned(last)) return trusted ? "2:unable to get issuer certificate" : NO_ISSUER;
        if (trusted) return UNSPECIFIED;
        return way.size() == 1 ? "18:self-signed certificate" : "19:self-signed certificate in certificate chain";
    }
}
