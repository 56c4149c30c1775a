/**
 * Accepts connections for a stand-in: one virtual thread each, a bounded number of them.
 * In: an address, what serves a connection. Out: a port; an error that names address and remedy.
 * Threads: {@link owlboard.standins.listen.Listener#close} from any.
 * Never: reads or writes a byte.
 */
package owlboard.standins.listen;
