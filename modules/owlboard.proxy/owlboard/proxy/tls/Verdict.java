package owlboard.proxy.tls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/** Why a certificate was refused, in OpenSSL's numbers and words: what people grep for. */
public final class Verdict {
    private Verdict() {}

    static String of(Throwable failure, X509Certificate[] chain) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) return "10:certificate has expired";
            if (cause instanceof CertificateNotYetValidException) return "9:certificate is not yet valid";
            if (cause instanceof CertificateRevokedException) return "23:certificate revoked";
        }
        boolean selfSigned = chain.length == 1 && chain[0].getSubjectX500Principal().equals(chain[0].getIssuerX500Principal());
        if (selfSigned) return "18:self-signed certificate";
        if (failure instanceof CertPathBuilderException && failure.getMessage() != null && failure.getMessage().contains("path length")) return "22:certificate chain too long";
        return "20:unable to get local issuer certificate";
    }

    /** The line of the error log for a handshake that failed. */
    public static String of(SSLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException refused && refused.getMessage() != null) return "upstream SSL certificate verify error: (" + refused.getMessage() + ")";
        }
        return failure.getMessage().startsWith("upstream SSL") ? failure.getMessage() : "SSL_do_handshake() failed (SSL: " + failure.getMessage() + ")";
    }
}
