package owlboard.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import owlboard.certs.Finding.Cure;
import owlboard.certs.Inspection.Found;
import owlboard.tls.Pem;

/** Brings a folder to the state where every certificate is there and valid, changing nothing that is. */
final class Init {
    private static final String DUE = "two thirds of its life are over";

    private final Home home;
    private final Options options;
    private final Instant now;

    Init(Path dir, Options options) {
        this.home = Home.of(dir, options.authority());
        this.options = options;
        this.now = options.clock().instant();
    }

    /** The authority first, then the others in their order. */
    List<Outcome> run() throws CertsException {
        if (!options.force()) {
            var found = inspect();  // a folder that is in order may be read-only
            if (found.stream().allMatch(this::inOrder) && !isOverdue(found)) return found.stream().map(this::kept).toList();
        }
        Writes.folder(home.dir(), false);
        try (var _ = FolderLock.take(home.dir()); var writes = new Writes()) {
            return issue(writes);
        }
    }

    private List<Found> inspect() throws CertsException {
        var all = new ArrayList<Found>();
        var authority = Inspection.authority(home, now);
        all.add(authority);
        all.addAll(leaves(authority.certificate(), Revoked.read(home, authority.certificate())));
        return all;
    }

    private List<Found> leaves(X509Certificate issuer, Revoked revoked) {
        return Profile.LEAVES.stream().map(profile -> Inspection.leaf(home, profile, issuer, revoked, now)).toList();
    }

    private List<Outcome> issue(Writes writes) throws CertsException {
        var old = Inspection.authority(home, now);
        if (!options.force() && !inOrder(old)) refuse(old);
        var outcomes = new ArrayList<Outcome>();
        var authority = authority(old, outcomes, writes);
        var revoked = Revoked.read(home, authority.certificate());
        var leaves = leaves(authority.certificate(), revoked);
        if (!options.force()) {
            for (var leaf : leaves) refuse(leaf);
            if (authority.key() == null && leaves.stream().anyMatch(Init::mustIssue)) refuse(old);
        }
        for (var leaf : leaves) outcomes.add(of(leaf, authority, writes));
        if (revoked.list() == null && authority.key() != null) {
            writes.open(home.revoked(), Pem.ofRevocations(Issuer.revoked(authority, revoked.entries(), BigInteger.ONE, now)));
        }
        writes.commit();
        tighten(old);
        for (var leaf : leaves) tighten(leaf);
        return outcomes;
    }

    private Signed authority(Found old, List<Outcome> outcomes, Writes writes) throws CertsException {
        if (options.force() || old.absent()) {
            var pair = newKey();
            var made = new Signed(Issuer.authority(pair, null, now), pair.getPrivate());
            stage(Profile.AUTHORITY, made, writes);
            outcomes.add(outcome(old, made.certificate(), old.absent() ? Outcome.Action.CREATED : Outcome.Action.REPLACED,
                    old.absent() ? "missing" : "forced"));
            return made;
        }
        var reissue = old.first(Cure.REISSUE);
        if (reissue == null && (!isDue(old) || old.key() == null)) {
            outcomes.add(kept(old));
            return new Signed(old.certificate(), old.key());
        }
        var pair = old.certificate() == null ? Issuer.pair(old.key()) : new KeyPair(old.certificate().getPublicKey(), old.key());
        var renewed = new Signed(Issuer.authority(pair, old.certificate(), now), old.key());
        stageCertificate(Profile.AUTHORITY, renewed, writes);
        outcomes.add(outcome(old, renewed.certificate(), Outcome.Action.RENEWED,
                (reissue == null ? DUE : reissue.problem()) + ", renewed for the same key: what it signed stays valid"));
        return renewed;
    }

    private static boolean mustIssue(Found found) {
        return found.first(Cure.REISSUE) != null;
    }

    /**
     * There is something to do for who stays and renews, and who can: without the authority's key certificates last as long as they last.
     */
    private boolean isOverdue(List<Found> found) {
        return options.renew() && found.getFirst().key() != null
                && (Files.notExists(home.revoked()) || found.stream().anyMatch(this::isDue));
    }

    /** Two thirds of its life are over. */
    private boolean isDue(Found found) {
        return options.renew() && found.certificate() != null && !now.isBefore(Outcome.due(found.certificate()));
    }

    private Outcome of(Found found, Signed authority, Writes writes) throws CertsException {
        if (options.force() || mustIssue(found)) return issued(found, authority, writes);
        return isDue(found) && authority.key() != null ? renewed(found, authority, writes) : kept(found);
    }

    /** For the key it has: the only file that changes is the certificate's, so who reads both never sees two that do not fit. */
    private Outcome renewed(Found found, Signed authority, Writes writes) throws CertsException {
        var made = new Signed(Issuer.leaf(found.profile(), found.certificate().getPublicKey(), authority, now, options.life()),
                found.key());
        stageCertificate(found.profile(), made, writes);
        return outcome(found, made.certificate(), Outcome.Action.RENEWED, DUE);
    }

    private Outcome issued(Found found, Signed authority, Writes writes) throws CertsException {
        var pair = newKey();
        var made = new Signed(Issuer.leaf(found.profile(), pair.getPublic(), authority, now, options.life()), pair.getPrivate());
        stage(found.profile(), made, writes);
        return outcome(found, made.certificate(), found.absent() ? Outcome.Action.CREATED : Outcome.Action.REPLACED, why(found));
    }

    private String why(Found found) {
        if (found.absent()) return "missing";
        return options.force() ? "forced" : reason(found.first(Cure.REISSUE), found.profile());
    }

    private static String reason(Finding finding, Profile profile) {
        return finding.file().equals(profile.certificateName()) ? finding.problem() : finding.file() + " " + finding.problem();
    }

    private void refuse(Found found) throws CertsException {
        var finding = found.first(Cure.BY_HAND);
        if (finding != null) {
            throw new CertsException(home.dir().resolve(finding.file()) + " " + finding.problem() + ": " + finding.remedy());
        }
    }

    /** An authority whose key is kept elsewhere is good as long as nothing is to be issued. */
    private boolean inOrder(Found found) {
        return found.findings().stream().allMatch(finding -> found.profile() == Profile.AUTHORITY && found.certificate() != null
                && finding.file().equals(home.keyName(Profile.AUTHORITY)) && finding.problem().equals(Inspection.MISSING));
    }

    private KeyPair newKey() throws CertsException {
        try {
            return Keys.create(options.rsaBits());
        } catch (GeneralSecurityException e) {
            throw new CertsException("cannot make a key: " + e.getMessage(), e);
        }
    }

    /** The key goes first: whoever watches the certificate's file finds both new. */
    private void stage(Profile profile, Signed made, Writes writes) throws CertsException {
        boolean authority = profile == Profile.AUTHORITY;
        Writes.folder(home.dir().resolve(profile.folder()), authority && !home.isApart());
        if (authority) Writes.folder(home.authority(), true);
        writes.secret(home.key(profile), Pem.of(made.key()));
        stageCertificate(profile, made, writes);
    }

    private void stageCertificate(Profile profile, Signed made, Writes writes) throws CertsException {
        try {
            writes.open(home.certificate(profile), Pem.of(made.certificate()));
        } catch (GeneralSecurityException e) {
            throw new CertsException("cannot encode " + profile.certificateName() + ": " + e.getMessage(), e);
        }
    }

    private void tighten(Found found) throws CertsException {
        for (var finding : found.findings()) {
            if (finding.cure() != Cure.TIGHTEN) continue;
            var path = home.dir().resolve(finding.file());
            try {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(Files.isDirectory(path) ? "rwx------" : "rw-------"));
            } catch (IOException e) {
                throw CertsException.replacing(path, e);
            }
        }
    }

    private Outcome kept(Found found) {
        var open = found.first(Cure.TIGHTEN);
        if (open != null) return outcome(found, found.certificate(), Outcome.Action.TIGHTENED, reason(open, found.profile()));
        var note = found.key() == null ? "; its key is not here" : "";
        return outcome(found, found.certificate(), Outcome.Action.KEPT, "valid" + note);
    }

    private Outcome outcome(Found found, X509Certificate certificate, Outcome.Action action, String reason) {
        var profile = found.profile();
        return new Outcome(profile.certificateName(), home.certificate(profile), home.key(profile), action, reason,
                certificate.getNotAfter().toInstant(), Outcome.due(certificate));
    }
}
