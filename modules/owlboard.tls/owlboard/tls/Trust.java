package owlboard.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies a peer's chain against the certificates of a file, as OpenSSL does: depth, validity, purpose, revocation lists. Names are
 * checked by {@link PeerName}.
 */
public final class Trust extends X509ExtendedTrustManager {
    private final Set<TrustAnchor> anchors = new HashSet<>();
    private final X509Certificate[] issuers;
    private final CertStore revocations;
    private final int depth;
    private final Purpose purpose;
    /** Accepts every chain: {@code proxy_ssl_verify off}, or the verdict comes after the handshake. */
    private final boolean blind;

    private Trust(X509Certificate[] issuers, CertStore revocations, int depth, Purpose purpose) {
        this.issuers = issuers;
        this.revocations = revocations;
        this.depth = depth;
        this.purpose = purpose;
        blind = purpose == null;
        for (var issuer : issuers) anchors.add(new TrustAnchor(issuer, null));
    }

    public static Trust everybody() {
        return new Trust(new X509Certificate[0], null, 0, null);
    }

    /**
     * The same issuers are asked for, but every chain passes the handshake: it is judged afterwards, so that the client can be told by an
     * answer.
     */
    public Trust judgedLater() {
        return new Trust(issuers, revocations, depth, null);
    }

    /**
     * {@code issuers} may be null: nobody is trusted; so may {@code crl}. {@code depth} is how many intermediate certificates there may be.
     */
    public static Trust of(Path issuers, Path crl, int depth, Purpose purpose) throws IOException {
        CertStore store = null;
        if (crl != null) {
            try {
                store = CertStore.getInstance("Collection", new CollectionCertStoreParameters(Pem.revocations(crl)));
            } catch (GeneralSecurityException broken) {
                throw new IOException("cannot use revocation list \"" + crl + "\": " + broken.getMessage(), broken);
            }
        }
        return new Trust(issuers == null ? new X509Certificate[0] : Pem.certificates(issuers), store, depth, purpose);
    }

    /** Throws with OpenSSL's number and words for the reason. */
    public void check(X509Certificate[] chain) throws CertificateException {
        if (!blind) verified(chain);
    }

    /** The same; the way from the peer's certificate to one that is trusted, both included. Not for one that passes every chain. */
    public List<X509Certificate> verified(X509Certificate[] chain) throws CertificateException {
        try {
            for (var certificate : chain) certificate.checkValidity();
            var way = new ArrayList<X509Certificate>();
            way.add(chain[0]);
            for (var issuer : path(chain)) {
                issuer.checkValidity();
                if (!purpose.fitsIssuer(issuer)) throw new CertificateException(Verdict.PURPOSE);
                way.add(issuer);
            }
            if (!purpose.fitsPeer(chain[0])) throw new CertificateException(Verdict.PURPOSE);
            return way;
        } catch (CertPathBuilderException | CertificateExpiredException | CertificateNotYetValidException untrusted) {
            throw new CertificateException(Verdict.of(untrusted, chain, purpose), untrusted);
        } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** From the peer's certificate to one that is trusted. */
    private List<X509Certificate> path(X509Certificate[] chain) throws CertPathBuilderException, InvalidAlgorithmParameterException,
            NoSuchAlgorithmException {
        for (var issuer : issuers) if (issuer.equals(chain[0])) return List.of();
        if (issuers.length == 0) throw new CertPathBuilderException("nobody is trusted");
        var target = new X509CertSelector();
        target.setCertificate(chain[0]);
        var parameters = new PKIXBuilderParameters(anchors, target);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(Arrays.asList(chain))));
        parameters.setRevocationEnabled(revocations != null);
        if (revocations != null) parameters.addCertStore(revocations);
        parameters.setMaxPathLength(depth);
        var built = (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
        var path = new ArrayList<X509Certificate>();
        for (var certificate : built.getCertPath().getCertificates()) {
            if (!certificate.equals(chain[0])) path.add((X509Certificate) certificate);
        }
        path.add(built.getTrustAnchor().getTrustedCert());
        return path;
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
        return issuers;
    }
}
