package owlboard.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/**
 * Whether a certificate is for a name (RFC 6125, as {@code X509_check_host} of OpenSSL 3 does it): subject alternative names, then the
 * common name when there are none. A dot in front of the name stands for whatever is there. Names of containers have underscores, which
 * the JDK's own check refuses.
 */
public final class PeerName {
    private static final int DNS = 2;
    private static final int IP = 7;

    private PeerName() {}

    public static boolean matches(X509Certificate certificate, String name) {
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                boolean anyName = false;
                for (List<?> alternative : alternatives) {
                    int type = (Integer) alternative.get(0);
                    if (type == IP && isSameAddress((String) alternative.get(1), name)) return true;
                    if (type != DNS) continue;
                    anyName = true;
                    if (matches((String) alternative.get(1), name)) return true;
                }
                if (anyName) return false;
            }
        } catch (CertificateParsingException broken) {
            return false;
        }
        return !name.isEmpty() && matches(commonName(certificate.getSubjectX500Principal().getName()), name);
    }

    private static boolean matches(String pattern, String name) {
        var p = pattern.toLowerCase(Locale.ROOT);
        var n = name.toLowerCase(Locale.ROOT);
        if (n.length() > 1 && n.startsWith(".")) return p.endsWith(n);
        var star = Star.of(p);
        return star == null ? p.equals(n) : star.matches(n);
    }

    private static boolean isSameAddress(String inCertificate, String name) {
        if (name.isEmpty() || name.indexOf(':') < 0 && Character.digit(name.charAt(0), 10) < 0) return false;
        try {
            return InetAddress.ofLiteral(inCertificate).equals(InetAddress.ofLiteral(name));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    /** RFC 2253 separates fields with commas; one inside a value has a backslash in front. */
    private static String commonName(String subject) {
        int from = 0;
        for (int i = 0; i <= subject.length(); i++) {
            if (i < subject.length() && subject.charAt(i) == '\\') {
                i++;
            } else if (i >= subject.length() || subject.charAt(i) == ',') {
                if (subject.startsWith("CN=", from)) return subject.substring(from + 3, Math.min(i, subject.length()));
                from = i + 1;
            }
        }
        return "";
    }
}
