package owlboard.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;

/**
 * What the certificates of a chain may be used for, by OpenSSL's rules: an extended key usage that is there must name the purpose
 * ({@code anyExtendedKeyUsage} does not do), in every certificate of the chain; a key usage must allow the handshake, and Netscape's type
 * must name the side, in the peer's own. Source: RFC 5280 §4.2.1.3, §4.2.1.12; {@code X509_check_purpose} of OpenSSL 3.
 */
public enum Purpose {
    /** The peer is a client. */
    CLIENT(0x80, "1.3.6.1.5.5.7.3.2"),
    /** The peer is a server. Both "server gated" usages count, as there. */
    SERVER(0x40, "1.3.6.1.5.5.7.3.1", "2.16.840.1.113730.4.1", "1.3.6.1.4.1.311.10.3.3");

    private static final String NETSCAPE_TYPE = "2.16.840.1.113730.1.1";
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_ENCIPHERMENT = 2;
    private static final int KEY_AGREEMENT = 4;

    private final int netscapeBit;
    private final String[] usages;

    Purpose(int netscapeBit, String... usages) {
        this.netscapeBit = netscapeBit;
        this.usages = usages;
    }

    /** Whether the peer's own certificate will do. */
    boolean fitsPeer(X509Certificate certificate) {
        return fitsIssuer(certificate) && keyMaySign(certificate.getKeyUsage())
                && fitsNetscapeType(certificate.getExtensionValue(NETSCAPE_TYPE));
    }

    /** Whether a certificate may issue one for this purpose, as far as extended key usage tells. */
    boolean fitsIssuer(X509Certificate certificate) {
        try {
            var allowed = certificate.getExtendedKeyUsage();
            if (allowed == null) return true;
            for (var usage : usages) if (allowed.contains(usage)) return true;
            return false;
        } catch (CertificateParsingException broken) {
            return false;
        }
    }

    private boolean keyMaySign(boolean[] usage) {
        return usage == null || usage[DIGITAL_SIGNATURE] || usage[KEY_AGREEMENT] || this == SERVER && usage[KEY_ENCIPHERMENT];
    }

    /** A bit string inside an octet string; what else stands there names nothing. */
    private boolean fitsNetscapeType(byte[] extension) {
        if (extension == null) return true;
        return extension.length >= 6 && extension[2] == 3 && (extension[5] & netscapeBit) != 0;
    }
}
