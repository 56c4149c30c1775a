package owlboard.httpserver;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.io.IOException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import owlboard.wire.net.PlainWire;
import owlboard.wire.net.TlsWire;

/** The TLS handshake of one connection, as the server's configurator wants it for that client. */
final class Handshake extends HttpsParameters {
    private final HttpsConfigurator configurator;
    private final InetSocketAddress client;
    private SSLParameters parameters;

    private Handshake(HttpsConfigurator configurator, InetSocketAddress client) {
        this.configurator = configurator;
        this.client = client;
    }

    static TlsWire with(PlainWire wire, HttpsConfigurator configurator, InetSocketAddress client) throws IOException {
        var handshake = new Handshake(configurator, client);
        return TlsWire.accept(wire, _ -> handshake.engine());
    }

    private SSLEngine engine() {
        var engine = configurator.getSSLContext().createSSLEngine();
        engine.setUseClientMode(false);
        configurator.configure(this);
        if (parameters != null) engine.setSSLParameters(parameters);
        else asSetOneByOne(engine);
        return engine;
    }

    @SuppressWarnings("deprecation") // the older way, which still counts when setSSLParameters was not called
    private void asSetOneByOne(SSLEngine engine) {
        if (getCipherSuites() != null) engine.setEnabledCipherSuites(getCipherSuites());
        if (getProtocols() != null) engine.setEnabledProtocols(getProtocols());
        if (getNeedClientAuth()) engine.setNeedClientAuth(true);
        else engine.setWantClientAuth(getWantClientAuth());
    }

    @Override
    public HttpsConfigurator getHttpsConfigurator() {
        return configurator;
    }

    @Override
    public InetSocketAddress getClientAddress() {
        return client;
    }

    @Override
    public void setSSLParameters(SSLParameters newParameters) {
        parameters = newParameters;
    }
}
