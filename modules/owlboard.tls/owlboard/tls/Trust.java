package owlboard.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies a peer's chain against the certificates of a file, as OpenSSL does: depth, validity, purpose, revocation lists. A way ends at a
 * certificate of the file that has signed itself; others of the file are only on it. Names are checked by {@link PeerName}.
 */
public final class Trust extends X509ExtendedTrustManager {
    private static final X509Certificate[] NOBODY = {};

    private final Set<TrustAnchor> anchors = new HashSet<>();
    /** Of all files. */
    private final X509Certificate[] issuers;
    /** Whom a peer is asked for certificates of. */
    private final X509Certificate[] named;
    /** Null: nothing is revoked. */
    private final List<X509CRL> revocations;
    private final int depth;
    private final Purpose purpose;
    /** Accepts every chain: {@code proxy_ssl_verify off}, or the verdict comes after the handshake. */
    private final boolean blind;

    private Trust(X509Certificate[] issuers, X509Certificate[] named, List<X509CRL> revocations, int depth, Purpose purpose) {
        this.issuers = issuers;
        this.named = named;
        this.revocations = revocations;
        this.depth = depth;
        this.purpose = purpose;
        blind = purpose == null;
        for (var issuer : issuers) if (Issuers.isSelfSigned(issuer)) anchors.add(new TrustAnchor(issuer, null));
    }

    public static Trust everybody() {
        return new Trust(NOBODY, NOBODY, null, 0, null);
    }

    /**
     * The same issuers are asked for, but every chain passes the handshake: it is judged afterwards, so that the client can be told by an
     * answer.
     */
    public Trust judgedLater() {
        return new Trust(issuers, named, revocations, depth, null);
    }

    /**
     * {@code issuers} may be null: nobody is trusted; so may {@code crl}. {@code depth} is how many intermediate certificates there may be.
     */
    public static Trust of(Path issuers, Path crl, int depth, Purpose purpose) throws IOException {
        return of(issuers, null, crl, depth, purpose);
    }

    /** {@code silent}, or null: trusted as well, but peers are not asked for certificates of theirs ({@code ssl_trusted_certificate}). */
    public static Trust of(Path issuers, Path silent, Path crl, int depth, Purpose purpose) throws IOException {
        var named = certificates(issuers);
        var all = Stream.concat(Arrays.stream(named), Arrays.stream(certificates(silent))).distinct().toArray(X509Certificate[]::new);
        return new Trust(all, named, crl == null ? null : Pem.revocations(crl), depth, purpose);
    }

    private static X509Certificate[] certificates(Path file) throws IOException {
        return file == null ? NOBODY : Pem.certificates(file);
    }

    /** Whether the other one accepts the same peers. */
    public boolean judgesAs(Trust other) {
        return purpose == other.purpose && depth == other.depth && Arrays.equals(issuers, other.issuers)
                && Arrays.equals(named, other.named) && Objects.equals(revocations, other.revocations);
    }

    /** Throws with OpenSSL's number and words for the reason. */
    public void check(X509Certificate[] chain) throws CertificateException {
        if (!blind) verified(chain);
    }

    /** The same; the way from the peer's certificate to one that is trusted, both included. Not for one that passes every chain. */
    public List<X509Certificate> verified(X509Certificate[] chain) throws CertificateException {
        List<X509Certificate> way;
        CertPathBuilderException untrusted = null;
        try {
            way = path(chain);
        } catch (CertPathBuilderException none) {
            untrusted = none;
            way = Issuers.way(chain, issuers, depth);
        } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
        var words = Verdict.of(way, purpose, revocations, untrusted == null ? null : List.of(issuers));
        if (words != null) throw new CertificateException(words, untrusted);
        return way;
    }

    /** From the peer's certificate to one that is trusted, both included. */
    private List<X509Certificate> path(X509Certificate[] chain) throws CertPathBuilderException, InvalidAlgorithmParameterException,
            NoSuchAlgorithmException {
        for (var anchor : anchors) if (anchor.getTrustedCert().equals(chain[0])) return List.of(chain[0]);
        if (anchors.isEmpty()) throw new CertPathBuilderException("nobody is trusted");
        var target = new X509CertSelector();
        target.setCertificate(chain[0]);
        var parameters = new PKIXBuilderParameters(anchors, target);
        var known = Stream.concat(Arrays.stream(chain), Arrays.stream(issuers)).toList();
        parameters.addCertStore(store(known));
        parameters.setRevocationEnabled(false); // RevocationLists
        parameters.setMaxPathLength(depth);
        var built = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
        var path = new ArrayList<X509Certificate>();
        path.add(chain[0]);
        for (var certificate : built.getCertPath().getCertificates()) {
            if (!certificate.equals(chain[0])) path.add((X509Certificate) certificate);
        }
        path.add(built.getTrustAnchor().getTrustedCert());
        return path;
    }

    private static CertStore store(List<?> all) throws InvalidAlgorithmParameterException, NoSuchAlgorithmException {
        return CertStore.getInstance("Collection", new CollectionCertStoreParameters(all));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return named;
    }
}
