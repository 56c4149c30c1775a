/** The certificate authority of a deployment: certificates and keys in a folder. The only module that sees Bouncy Castle; no network. */
module owlboard.certs {
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
    requires owlboard.config;
    requires owlboard.json;
    requires owlboard.tls;
    exports owlboard.certs;
}
