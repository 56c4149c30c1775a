package owlboard.proxy.http;

import owlboard.proxy.listen.Conversation;
import owlboard.proxy.listen.ListenAddress;
import owlboard.proxy.listen.Protocol;
import owlboard.wire.net.PlainWire;

/** HTTP/1 and HTTP/2, in the clear or under TLS, as the port says and the handshake agrees. */
public record Http(HttpPort port) implements Protocol {
    @Override
    public Conversation begin(PlainWire wire, ListenAddress address) {
        return new ClientConnection(wire, port, address, port.crowd(wire.loop));
    }
}
