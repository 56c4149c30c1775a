/**
 * Asks name servers for addresses.
 * In: a {@code resolver} line and a name. Out: its addresses, and for how long they hold.
 * Owns: nothing; each question has a socket, a port and an id of its own.
 * Threads: any that may block; never a loop.
 * Never: caches, or takes addresses of another name than the one asked for.
 * Source: RFC 1035, RFC 3596 (AAAA), RFC 5452 (what to check of an answer).
 */
package owlboard.proxy.dns;
