package owlboard.services.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts the clients of the current authority that it has not revoked, and no servers. */
final class ClientTrust extends X509ExtendedTrustManager {
    private final Certificates certificates;

    ClientTrust(Certificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        Identity identity = certificates.current();
        identity.clients().checkClientTrusted(chain, authType, engine);
        identity.revocations().check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        Identity identity = certificates.current();
        identity.clients().checkClientTrusted(chain, authType, socket);
        identity.revocations().check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        Identity identity = certificates.current();
        identity.clients().checkClientTrusted(chain, authType);
        identity.revocations().check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return certificates.current().clients().getAcceptedIssuers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        throw noServers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noServers();
    }

    private static CertificateException noServers() {
        return new CertificateException("a service connects to no server");
    }
}
