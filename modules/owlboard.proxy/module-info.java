/**
 * The engine: an nginx configuration served on owlboard's loops. The only place where {@code owlboard.config} and {@code owlboard.wire}
 * meet.
 */
module owlboard.proxy {
    requires transitive owlboard.config;
    requires owlboard.json;
    requires owlboard.tls;
    requires owlboard.wire;
    exports owlboard.proxy;
}
