package owlboard.tls;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;

/**
 * Why a certificate was refused, in OpenSSL's numbers and words: what people grep for. OpenSSL goes on after an error and tells the last
 * one, in this order: the way to somebody who is trusted, what the certificates may be used for, how they are signed, revocation, dates.
 */
final class Verdict {
    private static final String PURPOSE = "26:unsuitable certificate purpose";
    private static final String UNHANDLED = "34:unhandled critical extension";
    private static final String NO_ISSUER = "20:unable to get local issuer certificate";
    private static final int SIGNS_LISTS = 6;

    private Verdict() {}

    /**
     * Null: nothing is wrong.
     *
     * @param way from the peer's certificate to one that has signed itself, or as far as it leads
     * @param lists of revoked certificates that are still to be asked; null: there are none
     * @param issuers who is trusted, where the way leads to none of them or may not be gone; else null
     */
    static String of(List<X509Certificate> way, Purpose purpose, List<X509CRL> lists, List<X509Certificate> issuers) {
        var words = dates(way);
        if (words == null && issuers != null && isAlone(way)) words = "21:unable to verify the first certificate";
        if (words == null && lists != null) words = revoked(way, lists);
        if (words == null && isWeaklySigned(way)) words = "68:CA signature digest algorithm too weak";
        if (words == null && !fits(way, purpose)) words = PURPOSE;
        if (words == null && way.stream().anyMatch(X509Certificate::hasUnsupportedCriticalExtension)) words = UNHANDLED;
        return words == null && issuers != null ? end(way, issuers) : words;
    }

    private static boolean isAlone(List<X509Certificate> way) {
        return way.size() == 1 && !Issuers.isSelfSigned(way.getFirst());
    }

    /** The peer's own is looked at last. */
    private static String dates(List<X509Certificate> way) {
        String words = null;
        for (var certificate : way.reversed()) {
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

    /** Every certificate of the way wants a list of its issuer. */
    private static String revoked(List<X509Certificate> way, List<X509CRL> lists) {
        String words = null;
        for (int i = 0; i < way.size(); i++) {
            var certificate = way.get(i);
            var issuer = way.get(Math.min(i + 1, way.size() - 1));
            var list = list(certificate, lists);
            var wrong = list == null ? "3:unable to get certificate CRL" : wrong(list, certificate, issuer);
            if (wrong != null) words = wrong;
        }
        return words;
    }

    /** One that is in force goes first. Null: there is none. */
    private static X509CRL list(X509Certificate certificate, List<X509CRL> lists) {
        X509CRL found = null;
        for (var list : lists) {
            if (!list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())) continue;
            if (found == null || time(found) != null) found = list;
        }
        return found;
    }

    private static String time(X509CRL list) {
        var now = new Date();
        if (list.getThisUpdate().after(now)) return "11:CRL is not yet valid";
        return list.getNextUpdate() != null && list.getNextUpdate().before(now) ? "12:CRL has expired" : null;
    }

    private static String wrong(X509CRL list, X509Certificate certificate, X509Certificate issuer) {
        if (list.isRevoked(certificate)) return "23:certificate revoked";
        if (!Revocations.areOf(list, issuer)) return "8:CRL signature failure";
        var late = time(list);
        if (late != null) return late;
        boolean signs = issuer.getKeyUsage() == null || issuer.getKeyUsage()[SIGNS_LISTS];
        return signs ? null : "35:key usage does not include CRL signing";
    }

    /** Whoever is trusted has only signed itself. */
    private static boolean isWeaklySigned(List<X509Certificate> way) {
        return way.stream().limit(way.size() - 1).anyMatch(one -> one.getSigAlgName().matches("(?i)(MD[245]|SHA-?1)with.*"));
    }

    private static boolean fits(List<X509Certificate> way, Purpose purpose) {
        for (var issuer : way.subList(1, way.size())) {
            if (!purpose.fitsIssuer(issuer) || issuer.getVersion() == 3 && issuer.getBasicConstraints() < 0) return false;
        }
        return purpose.fitsPeer(way.getFirst());
    }

    private static String end(List<X509Certificate> way, List<X509Certificate> issuers) {
        for (int i = 2; i < way.size(); i++) {
            int most = way.get(i).getBasicConstraints();
            if (most >= 0 && i - 1 > most) return "25:path length constraint exceeded";
        }
        var last = way.getLast();
        boolean trusted = issuers.contains(last);
        if (!Issuers.isSelfSigned(last)) return trusted ? "2:unable to get issuer certificate" : NO_ISSUER;
        if (trusted) return NO_ISSUER;
        return way.size() == 1 ? "18:self-signed certificate" : "19:self-signed certificate in certificate chain";
    }
}
