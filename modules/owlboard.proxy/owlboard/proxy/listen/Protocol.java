package owlboard.proxy.listen;

import owlboard.wire.net.PlainWire;

/** What is spoken on an address. */
public interface Protocol {
    /** Called on the loop of a connection that has just been accepted; what it gives runs on a virtual thread of that loop. */
    Conversation begin(PlainWire wire, ListenAddress address);
}
