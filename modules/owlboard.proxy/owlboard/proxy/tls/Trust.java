package owlboard.proxy.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.CertPathBuilder;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Verifies a peer's chain against the certificates of a file, as OpenSSL does: depth, validity, revocation lists. Names are checked by {@link PeerName}. */
final class Trust extends X509ExtendedTrustManager {
    private final Set<TrustAnchor> anchors = new HashSet<>();
    private final X509Certificate[] issuers;
    private final CertStore revocations;
    private final int depth;
    /** Accepts every chain: {@code proxy_ssl_verify off}, {@code optional_no_ca}. */
    private final boolean blind;

    private Trust(X509Certificate[] issuers, CertStore revocations, int depth, boolean blind) {
        this.issuers = issuers;
        this.revocations = revocations;
        this.depth = depth;
        this.blind = blind;
        for (var issuer : issuers) anchors.add(new TrustAnchor(issuer, null));
    }

    static Trust everybody() {
        return new Trust(new X509Certificate[0], null, 0, true);
    }

    /** The same issuers are asked for, but every chain passes the handshake: it is judged afterwards, so that the client can be told by an answer. */
    Trust judgedLater() {
        return new Trust(issuers, revocations, depth, true);
    }

    /** {@code crl} may be null. {@code depth} is how many intermediate certificates there may be. */
    static Trust of(Path issuers, Path crl, int depth) throws IOException {
        CertStore store = null;
        if (crl != null) {
            try {
                store = CertStore.getInstance("Collection", new CollectionCertStoreParameters(Pem.revocations(crl)));
            } catch (GeneralSecurityException broken) {
                throw new IOException("cannot use revocation list \"" + crl + "\": " + broken.getMessage(), broken);
            }
        }
        return new Trust(Pem.certificates(issuers), store, depth, false);
    }

    /** Throws with OpenSSL's number and words for the reason. */
    void check(X509Certificate[] chain) throws CertificateException {
        if (blind) return;
        try {
            for (var certificate : chain) certificate.checkValidity();
            for (var anchor : anchors) if (anchor.getTrustedCert().equals(chain[0])) return;
            var target = new X509CertSelector();
            target.setCertificate(chain[0]);
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(Arrays.asList(chain))));
            parameters.setRevocationEnabled(revocations != null);
            if (revocations != null) parameters.addCertStore(revocations);
            parameters.setMaxPathLength(depth);
            CertPathBuilder.getInstance("PKIX").build(parameters);
        } catch (GeneralSecurityException untrusted) {
            throw new CertificateException(Verdict.of(untrusted, chain), untrusted);
        }
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
