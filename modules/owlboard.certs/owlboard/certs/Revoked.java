package owlboard.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import owlboard.tls.BadPem;
import owlboard.tls.Pem;
import owlboard.tls.Revocations;

/**
 * The list of revoked certificates as it is published: serial and time of each, kept for as long as the authority lives.
 *
 * @param list null when there is none, or none of this authority
 */
record Revoked(X509CRL list) {
    static final Revoked NONE = new Revoked(null);

    /** A list that another authority signed counts as none: it says nothing about this one's certificates. */
    static Revoked read(Home home, X509Certificate authority) throws CertsException {
        if (authority == null) return NONE;
        try {
            for (var list : Pem.revocations(Files.readAllBytes(home.revoked()))) {
                if (Revocations.areOf(list, authority)) return new Revoked(list);
            }
            return NONE;
        } catch (NoSuchFileException none) {
            return NONE;
        } catch (IOException e) {
            throw CertsException.reading(home.revoked(), e);
        } catch (BadPem damaged) {
            return NONE;
        }
    }

    boolean has(X509Certificate certificate) {
        return list != null && list.isRevoked(certificate);
    }

    /** By serial. */
    SortedMap<BigInteger, Instant> entries() {
        var entries = new TreeMap<BigInteger, Instant>();
        if (list == null || list.getRevokedCertificates() == null) return entries;
        for (var entry : list.getRevokedCertificates()) entries.put(entry.getSerialNumber(), entry.getRevocationDate().toInstant());
        return entries;
    }
}
