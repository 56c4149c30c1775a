package owlboard.tls;

import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.List;

/**
 * Whether certificates were revoked by one of the lists of a file (RFC 5280 §6.3), as OpenSSL judges it with {@code crl_check_all}: each
 * certificate of a way, the root included, wants a list of its issuer, and the newest one that fits speaks. The JDK's own check is not
 * asked: it takes the first list that it meets, believes the lists of a key that was replaced, and lets lists pass for 15 minutes more.
 */
final class RevocationLists {
    private static final String ISSUER_KEY = "2.5.29.35";
    private static final String OWN_KEY = "2.5.29.14";
    private static final String DELTA = "2.5.29.27";
    private static final String SCOPE = "2.5.29.28";
    private static final String POINTS = "2.5.29.31";
    private static final int KEY_IDENTIFIER = 0x80;
    /** Of an IssuingDistributionPoint (§5.2.5). */
    private static final int DISTRIBUTION_POINT = 0xA0;
    private static final int ONLY_USERS = 0x81;
    private static final int ONLY_AUTHORITIES = 0x82;
    private static final int SIGNS_LISTS = 6;

    private RevocationLists() {}

    /** Null: nobody was. OpenSSL's number and words; those of the last certificate with which something is wrong. */
    static String verdict(List<X509Certificate> way, List<X509CRL> lists) {
        String words = null;
        for (int i = 0; i < way.size(); i++) {
            var wrong = verdict(way.get(i), way.get(Math.min(i + 1, way.size() - 1)), lists);
            if (wrong != null) words = wrong;
        }
        return words;
    }

    private static String verdict(X509Certificate certificate, X509Certificate issuer, List<X509CRL> lists) {
        var best = lists.stream().filter(list -> isAbout(list, certificate, issuer)).max(Comparator
                .comparing((X509CRL list) -> !list.hasUnsupportedCriticalExtension()).thenComparing(list -> time(list) == null)
                .thenComparing(X509CRL::getThisUpdate));
        return best.isEmpty() ? "3:unable to get certificate CRL" : wrong(best.get(), certificate, issuer);
    }

    /** What comes late in OpenSSL's order comes first here: it is what is told there. */
    private static String wrong(X509CRL list, X509Certificate certificate, X509Certificate issuer) {
        var entry = list.getRevokedCertificate(certificate);
        if (entry != null && entry.getRevocationReason() != CRLReason.REMOVE_FROM_CRL) return "23:certificate revoked";
        if (list.hasUnsupportedCriticalExtension()) return "36:unhandled critical CRL extension";
        if (!Revocations.areOf(list, issuer)) return "8:CRL signature failure";
        var late = time(list);
        if (late != null) return late;
        boolean signs = issuer.getKeyUsage() == null || issuer.getKeyUsage()[SIGNS_LISTS];
        return signs ? null : "35:key usage does not include CRL signing";
    }

    private static String time(X509CRL list) {
        var now = new Date();
        if (list.getThisUpdate().after(now)) return "11:CRL is not yet valid";
        return list.getNextUpdate() != null && list.getNextUpdate().before(now) ? "12:CRL has expired" : null;
    }

    /** Whole lists alone, for all reasons, of this issuer and its key, and for this kind of certificate. */
    private static boolean isAbout(X509CRL list, X509Certificate certificate, X509Certificate issuer) {
        boolean named = list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal());
        if (!named || list.getExtensionValue(DELTA) != null) return false;
        var key = part(list.getExtensionValue(ISSUER_KEY), KEY_IDENTIFIER);
        var own = issuer.getExtensionValue(OWN_KEY);
        if (key != null && own != null && !Arrays.equals(key, Der.of(own).first().content())) return false;
        var scope = list.getExtensionValue(SCOPE);
        if (scope == null) return true;
        boolean authority = certificate.getBasicConstraints() >= 0;
        for (var part = Der.of(scope).first().first(); part.at() < scope.length; part = part.next()) {
            boolean fits = switch (part.tag()) {
                case DISTRIBUTION_POINT -> names(certificate, part.content());
                case ONLY_USERS -> !authority;
                case ONLY_AUTHORITIES -> authority;
                default -> false;
            };
            if (!fits) return false;
        }
        return true;
    }

    /** Whether a certificate says that its lists come from there (§4.2.1.13). */
    private static boolean names(X509Certificate certificate, byte[] point) {
        var own = certificate.getExtensionValue(POINTS);
        return own != null && OcspQuestion.find(own, point, 0) >= 0;
    }

    /** Of the sequence in an extension; null: it is not there. */
    private static byte[] part(byte[] extension, int tag) {
        if (extension == null) return null;
        for (var part = Der.of(extension).first().first(); part.at() < extension.length; part = part.next()) {
            if (part.tag() == tag) return part.content();
        }
        return null;
    }
}
