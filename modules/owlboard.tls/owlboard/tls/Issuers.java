package owlboard.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Who has issued whom, by name and signature (RFC 5280 §6.1). */
final class Issuers {
    private Issuers() {}

    static boolean isSelfSigned(X509Certificate certificate) {
        return hasIssued(certificate, certificate);
    }

    static boolean hasIssued(X509Certificate issuer, X509Certificate certificate) {
        if (!isNamed(issuer, certificate)) return false;
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static boolean isNamed(X509Certificate issuer, X509Certificate certificate) {
        return issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /**
     * From a peer's certificate as far as it leads, whatever else is wrong; the last one has signed itself, or its issuer is not here, or
     * there are {@code depth} between it and the first.
     */
    static List<X509Certificate> way(X509Certificate[] chain, X509Certificate[] trusted, int depth) {
        var way = new ArrayList<X509Certificate>();
        for (var next = chain[0]; next != null && !way.contains(next); next = issuer(next, chain, trusted)) {
            way.add(next);
            if (way.size() - 2 >= depth) break;
        }
        return way;
    }

    private static X509Certificate issuer(X509Certificate certificate, X509Certificate[] chain, X509Certificate[] trusted) {
        for (var issuer : trusted) if (hasIssued(issuer, certificate)) return issuer;
        for (var issuer : chain) if (hasIssued(issuer, certificate)) return issuer;
        for (var issuer : trusted) if (isNamed(issuer, certificate)) return issuer;
        for (var issuer : chain) if (isNamed(issuer, certificate)) return issuer;
        return null;
    }
}
