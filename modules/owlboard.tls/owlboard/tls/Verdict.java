package owlboard.tls;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.X509Certificate;

/** Why a certificate was refused, in OpenSSL's numbers and words: what people grep for. */
final class Verdict {
    static final String PURPOSE = "26:unsuitable certificate purpose";

    private Verdict() {}

    /**
     * Why no path to a trusted certificate was found, or which date does not hold. OpenSSL goes on after an error and tells the last one:
     * so dates win.
     */
    static String of(Throwable failure, X509Certificate[] chain, Purpose purpose) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) return "10:certificate has expired";
            if (cause instanceof CertificateNotYetValidException) return "9:certificate is not yet valid";
            if (cause instanceof CertificateRevokedException) return "23:certificate revoked";
        }
        if (failure.getMessage() != null && failure.getMessage().contains("path length")) return "22:certificate chain too long";
        var last = chain[chain.length - 1];
        boolean selfSigned = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
        if (chain.length == 1 && !selfSigned) return "21:unable to verify the first certificate";
        if (!purpose.fitsPeer(chain[0])) return PURPOSE;
        if (!selfSigned) return "20:unable to get local issuer certificate";
        return chain.length == 1 ? "18:self-signed certificate" : "19:self-signed certificate in certificate chain";
    }
}
