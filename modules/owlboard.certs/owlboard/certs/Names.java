package owlboard.certs;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;

/** The names in a certificate. */
final class Names {
    /** Kinds of subject alternative names, RFC 5280 §4.2.1.6. */
    private static final int DNS = 2;
    private static final int IP = 7;
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=((?:\\\\.|[^,])*)");

    private Names() {
    }

    /** DNS names; without any, the common name, as OpenSSL and so nginx compare it. */
    static List<String> dns(X509Certificate certificate) throws CertificateParsingException {
        var names = alternatives(certificate, List.of(DNS));
        return names.isEmpty() ? List.of(common(certificate.getSubjectX500Principal())) : names;
    }

    /** DNS names and addresses, in the certificate's order. */
    static List<String> all(X509Certificate certificate) throws CertificateParsingException {
        return alternatives(certificate, List.of(DNS, IP));
    }

    /** The common name, or the whole name where there is none. */
    static String common(X500Principal name) {
        var text = name.getName();
        var found = COMMON_NAME.matcher(text);
        return found.find() ? found.group(1) : text;
    }

    private static List<String> alternatives(X509Certificate certificate, List<Integer> kinds) throws CertificateParsingException {
        var names = new ArrayList<String>();
        var alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null) return names;
        for (var name : alternatives) {
            if (kinds.contains((Integer) name.get(0))) names.add((String) name.get(1));
        }
        return names;
    }
}
