/**
 * Loops and connections, and HTTP/1.1 on bytes. Knows no policy and no configuration, and imports no other owlboard module.
 * Needs {@code --add-opens java.base/java.lang=owlboard.wire}: see {@link owlboard.wire.loop}; and {@code java.base/sun.nio.ch} for
 * {@link owlboard.wire.net.SocketOptions}; {@link owlboard.wire.net.TcpInfo} wants {@code --enable-native-access=owlboard.wire}, too.
 */
module owlboard.wire {
    requires jdk.net;
    exports owlboard.wire.loop;
    exports owlboard.wire.net;
    exports owlboard.wire.http;
    exports owlboard.wire.http2;
}
