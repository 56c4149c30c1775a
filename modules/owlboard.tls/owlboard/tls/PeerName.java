package owlboard.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;

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
        return !name.isEmpty() && isCommonName(certificate.getSubjectX500Principal().getName(), name);
    }

    private static boolean matches(String pattern, String name) {
        var p = folded(pattern);
        var n = folded(name);
        if (n.length() > 1 && n.startsWith(".")) return p.endsWith(n);
        var star = Star.of(p);
        return star == null ? p.equals(n) : star.matches(n);
    }

    /** ASCII alone: no other letter becomes one of a name. */
    private static String folded(String name) {
        var out = new StringBuilder(name);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c >= 'A' && c <= 'Z') out.setCharAt(i, (char) (c | 32));
        }
        return out.toString();
    }

    private static boolean isSameAddress(String inCertificate, String name) {
        if (name.isEmpty() || name.indexOf(':') < 0 && Character.digit(name.charAt(0), 10) < 0) return false;
        try {
            return InetAddress.ofLiteral(inCertificate).equals(InetAddress.ofLiteral(name));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    /** One of several, perhaps. RFC 2253 separates fields with commas; one inside a value has a backslash in front. */
    private static boolean isCommonName(String subject, String name) {
        int from = 0;
        for (int i = 0; i <= subject.length(); i++) {
            if (i < subject.length() && subject.charAt(i) == '\\') {
                i++;
            } else if (i >= subject.length() || subject.charAt(i) == ',') {
                if (subject.startsWith("CN=", from) && matches(subject.substring(from + 3, i), name)) return true;
                from = i + 1;
            }
        }
        return false;
    }
}
