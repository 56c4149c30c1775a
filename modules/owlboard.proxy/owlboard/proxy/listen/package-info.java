/**
 * Listening addresses, whatever is spoken on them.
 * In: an address and a {@link owlboard.proxy.listen.Protocol}. Out: a conversation per connection, on the loop that accepted it.
 * Owns: the listening sockets, one per loop and address; the conversations that are open, so that they can be drained.
 * Threads: loops; addresses are opened and drained from outside.
 * Never: knows a protocol.
 */
package owlboard.proxy.listen;
