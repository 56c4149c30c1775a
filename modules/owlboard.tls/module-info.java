/**
 * What TLS needs from files: certificates, keys, whom to trust, OpenSSL's words. Opens no socket but to ask OCSP responders, and imports no
 * other owlboard module.
 */
module owlboard.tls {
    exports owlboard.tls;
}
