package owlboard.certs;

import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.tls.BadPem;
import owlboard.tls.Pem;

/**
 * Revokes certificates: what is in use is replaced first, with a new key, and is on the list once everybody has had the time to take the
 * new one over; so nobody who should be served is refused meanwhile.
 */
final class Revoke {
    private final Home home;
    private final Options options;
    private final PrintStream out;

    Revoke(Path dir, Options options, PrintStream out) {
        this.home = Home.of(dir, options.authority());
        this.options = options;
        this.out = out;
    }

    /**
     * @param name a certificate of the folder ({@code api_gateway/client}), a service (all of its), a file, or a serial in hexadecimal
     * digits
     */
    void run(String name, Duration patience) throws CertsException {
        var serials = serials(name);
        serials.forEach((serial, what) -> out.println("revoking   " + what + "  serial " + serial.toString(16)));
        if (replace(serials)) pause(patience);
        publish(serials);
        out.println("published  " + home.revoked());
    }

    private Map<BigInteger, String> serials(String name) throws CertsException {
        var serials = new LinkedHashMap<BigInteger, String>();
        for (var profile : named(name)) {
            var certificate = certificate(home.certificate(profile));
            serials.put(certificate.getSerialNumber(), profile.certificateName());
        }
        if (!serials.isEmpty()) return serials;
        if (Files.isRegularFile(Path.of(name))) return Map.of(certificate(Path.of(name)).getSerialNumber(), name);
        if (name.matches("[0-9a-fA-F]{8,40}")) return Map.of(new BigInteger(name, 16), "a certificate that is not here");
        var names = Certs.names();
        throw new CertsException("there is no certificate \"" + name + "\" in " + home.dir() + ": name one of " + String.join(", ", names)
                + ", a service, a file, or a serial");
    }

    private static List<Profile> named(String name) {
        return Profile.LEAVES.stream().filter(profile -> List.of(profile.folder(), shortName(profile), profile.certificateName())
                .contains(name)).toList();
    }

    static String shortName(Profile profile) {
        return profile.folder() + "/" + profile.file();
    }

    private static X509Certificate certificate(Path path) throws CertsException {
        try {
            return Pem.certificates(Files.readAllBytes(path))[0];
        } catch (IOException e) {
            throw CertsException.reading(path, e);
        } catch (BadPem e) {
            throw new CertsException(path + " is no certificate (" + e.getMessage() + "): name another, or its serial", e);
        }
    }

    /** True when one that is in use was replaced. */
    private boolean replace(Map<BigInteger, String> serials) throws CertsException {
        try (var _ = FolderLock.take(home.dir()); var writes = new Writes()) {
            var authority = authority();
            var now = options.clock().instant();
            var replaced = new ArrayList<String>();
            for (var profile : Profile.LEAVES) {
                if (Files.notExists(home.certificate(profile))
                        || !serials.containsKey(certificate(home.certificate(profile)).getSerialNumber())) {
                    continue;
                }
                var pair = Keys.create(options.rsaBits());
                var fresh = Issuer.leaf(profile, pair.getPublic(), authority, now, options.life());
                writes.secret(home.key(profile), Pem.of(pair.getPrivate()));
                writes.open(home.certificate(profile), Pem.of(fresh));
                replaced.add("replaced   " + profile.certificateName() + "  serial " + fresh.getSerialNumber().toString(16));
            }
            writes.commit();
            replaced.forEach(out::println);
            return !replaced.isEmpty();
        } catch (GeneralSecurityException e) {
            throw new CertsException("cannot make a key: " + e.getMessage(), e);
        }
    }

    private Signed authority() throws CertsException {
        var found = Inspection.authority(home, options.clock().instant());
        if (found.certificate() != null && found.key() != null) return new Signed(found.certificate(), found.key());
        throw new CertsException(home.key(Profile.AUTHORITY) + " is needed to revoke: run this where the authority's key is"
                + (home.isApart() ? "" : ", or name its folder with --authority"));
    }

    private static void pause(Duration patience) throws CertsException {
        try {
            Thread.sleep(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CertsException("interrupted before the list was published: run it again with the serials above", e);
        }
    }

    private void publish(Map<BigInteger, String> serials) throws CertsException {
        try (var _ = FolderLock.take(home.dir()); var writes = new Writes()) {
            var authority = authority();
            var now = options.clock().instant();
            var before = Revoked.read(home, authority.certificate());
            var entries = before.entries();
            for (var serial : serials.keySet()) entries.putIfAbsent(serial, now);
            var number = before.list() == null ? BigInteger.ONE : Issuer.number(before.list()).add(BigInteger.ONE);
            writes.open(home.revoked(), Pem.ofRevocations(Issuer.revoked(authority, entries, number, now)));
            writes.commit();
        }
    }
}
