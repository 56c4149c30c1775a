package owlboard.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import owlboard.certs.Finding.Cure;
import owlboard.tls.BadPem;
import owlboard.tls.HeldKeys;
import owlboard.tls.Pem;

/** Reads one certificate with its key and says everything that is wrong with them. */
final class Inspection {
    private final Home home;
    private final Profile profile;
    private final Instant now;
    private final List<Finding> findings = new ArrayList<>();
    private X509Certificate certificate;
    private PrivateKey key;

    private Inspection(Home home, Profile profile, Instant now) {
        this.home = home;
        this.profile = profile;
        this.now = now;
    }

    /**
     * What was found.
     *
     * @param certificate null when it is missing or unreadable; {@code key} likewise
     */
    record Found(Profile profile, X509Certificate certificate, PrivateKey key, List<Finding> findings) {
        Finding first(Cure cure) {
            return findings.stream().filter(finding -> finding.cure() == cure).findFirst().orElse(null);
        }

        boolean absent() {
            return findings.stream().filter(finding -> finding.problem().equals(MISSING)).count() == 2;
        }

        @Override public String toString() {
            return "Found[" + profile.certificateName() + ", " + findings + "]";
        }
    }

    static final String MISSING = "is missing";

    static Found authority(Home home, Instant now) {
        var inspection = new Inspection(home, Profile.AUTHORITY, now);
        inspection.readBoth();
        inspection.checkAuthority();
        inspection.checkModes();
        return inspection.found();
    }

    /**
     * @param issuer  the authority's certificate; null when there is none to check against
     * @param revoked its list
     */
    static Found leaf(Home home, Profile profile, X509Certificate issuer, Revoked revoked, Instant now) {
        var inspection = new Inspection(home, profile, now);
        inspection.readBoth();
        inspection.checkLeaf(issuer, revoked);
        inspection.checkModes();
        return inspection.found();
    }

    static String date(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate().toString();
    }

    private Found found() {
        return new Found(profile, certificate, key, List.copyOf(findings));
    }

    private void readBoth() {
        certificate = read(home.certificate(profile), profile.certificateName(), text -> Pem.certificates(text)[0]);
        key = read(home.key(profile), keyName(), Pem::key);
    }

    private interface Reader<T> {
        T read(byte[] text) throws BadPem;
    }

    private <T> T read(Path path, String name, Reader<T> reader) {
        try {
            return reader.read(Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            find(name, MISSING, missingCure(name), missingRemedy(name));
        } catch (IOException e) {
            find(name, "cannot be read (" + CertsException.reason(e) + ")", Cure.BY_HAND, CertsException.remedy(e, path));
        } catch (BadPem e) {
            if (e.convertible) {
                find(name, "cannot be used", Cure.BY_HAND, e.getMessage());
            } else {
                find(name, "is corrupt (" + e.getMessage() + ")", isAuthority() ? Cure.BY_HAND : Cure.REISSUE,
                        isAuthority() ? restore() : init("replace it"));
            }
        }
        return null;
    }

    private Cure missingCure(String name) {
        return isAuthority() && name.equals(keyName()) && certificate != null ? Cure.BY_HAND : Cure.REISSUE;
    }

    private String missingRemedy(String name) {
        return missingCure(name) == Cure.BY_HAND ? restore() : init("issue it");
    }

    private void checkAuthority() {
        if (certificate == null) return;
        var usage = certificate.getKeyUsage();
        if (certificate.getBasicConstraints() < 0 || usage != null && !usage[5]) {
            find(profile.certificateName(), "is no certificate of an authority", Cure.BY_HAND, restore());
        }
        checkKey(Cure.BY_HAND, restore());
        var canRenew = key != null && findings.isEmpty();
        checkEnd(canRenew ? Cure.REISSUE : Cure.BY_HAND, canRenew ? init("renew it") : restore());
        checkStart(Cure.BY_HAND, "run \"" + command() + " --force\"");
    }

    private void checkLeaf(X509Certificate issuer, Revoked revoked) {
        if (certificate == null) return;
        checkKey(Cure.REISSUE, init("replace both"));
        checkEnd(Cure.REISSUE, init("renew it"));
        boolean replaceable = issuer != null && !now.isBefore(issuer.getNotBefore().toInstant());
        checkStart(replaceable ? Cure.REISSUE : Cure.BY_HAND, replaceable ? init("replace it") : "run \"" + command() + " --force\"");
        if (issuer != null && !signedBy(issuer)) {
            find(profile.certificateName(), "is not signed by " + Profile.AUTHORITY.certificateName(), Cure.REISSUE, init("replace it"));
        }
        if (revoked.has(certificate)) find(profile.certificateName(), "is revoked", Cure.REISSUE, init("replace it"));
        try {
            checkUse();
        } catch (CertificateParsingException e) {
            find(profile.certificateName(), "is corrupt (" + e.getMessage() + ")", Cure.REISSUE, init("replace it"));
        }
    }

    private void checkKey(Cure cure, String remedy) {
        if (key == null || HeldKeys.belongTogether(key, certificate.getPublicKey())) return;
        find(keyName(), "does not belong to " + profile.certificateName(), cure, remedy);
    }

    private void checkEnd(Cure cure, String remedy) {
        var end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) find(profile.certificateName(), "expired on " + date(end), cure, remedy);
    }

    /** Issued while the clock was ahead, or it is behind now. {@code remedy}: where it is right. */
    private void checkStart(Cure cure, String remedy) {
        var start = certificate.getNotBefore().toInstant();
        if (!now.isBefore(start)) return;
        find(profile.certificateName(), "is valid from " + start + " only and the clock says " + now.truncatedTo(ChronoUnit.SECONDS), cure,
                "set this machine's clock, or " + remedy);
    }

    private boolean signedBy(X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException anotherKey) {
            return false;
        }
    }

    private void checkUse() throws CertificateParsingException {
        var uses = certificate.getExtendedKeyUsage();
        var needed = profile.use();
        if (uses != null && !uses.contains(needed.extendedUsage)) {
            find(profile.certificateName(), "is not made for a " + (needed == Profile.Use.SERVER ? "server" : "client"), Cure.REISSUE,
                    init("replace it"));
        }
        if (needed == Profile.Use.SERVER && !Names.dns(certificate).contains(profile.folder())) {
            find(profile.certificateName(), "does not name " + profile.folder(), Cure.REISSUE, init("replace it"));
        }
    }

    private void checkModes() {
        checkMode(home.key(profile), keyName(), "600");
        if (isAuthority()) checkMode(home.authority(), home.isApart() ? home.authority().toString() : profile.folder(), "700");
    }

    private void checkMode(Path path, String name, String wanted) {
        try {
            var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
            if (!mode.endsWith("------")) {
                find(name, "is open to others (" + mode + ")", Cure.TIGHTEN, "run \"chmod " + wanted + " " + path + "\"");
            }
        } catch (NoSuchFileException alreadyFound) {
            return;
        } catch (IOException e) {
            find(name, "has permissions that cannot be read (" + CertsException.reason(e) + ")", Cure.BY_HAND,
                    CertsException.remedy(e, path));
        }
    }

    private void find(String file, String problem, Cure cure, String remedy) {
        findings.add(new Finding(file, problem, cure, remedy));
    }

    private String keyName() {
        return home.keyName(profile);
    }

    private boolean isAuthority() {
        return profile.use() == Profile.Use.AUTHORITY;
    }

    private String restore() {
        return "put the right one back, or run \"" + command() + " --force\" for a new authority and all certificates anew";
    }

    private String init(String purpose) {
        return "run \"" + command() + "\" to " + purpose;
    }

    private String command() {
        return CommandLine.init(home.dir());
    }
}
