/**
 * The users, canvas, comments and chat services: HTTP and WebSocket in, state in memory or in a store. They run on whatever
 * {@code com.sun.net.httpserver} provider the service loader finds and know nothing of the proxy.
 */
module owlboard.services {
    requires transitive jdk.httpserver;
    requires transitive owlboard.clients;
    requires owlboard.tls;
    requires owlboard.wire;
    exports owlboard.services;
}
