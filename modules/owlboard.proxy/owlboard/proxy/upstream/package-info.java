/**
 * Groups of peers: who is there and available, whose turn it is, and connections to them.
 * In: a key to hash, the peers that were tried. Out: a peer, which is occupied from then on; a connection to it, idle or new.
 * Owns: peer state; idle connections, one pool per group and loop; names and their lookups.
 * Threads: loops; a group is locked while it picks and judges, never over I/O. Names are resolved by threads of their own.
 * Never: knows what is asked on a connection, nor decides whether another peer is tried.
 * Source: ngx_http_upstream_module and its balancers.
 */
package owlboard.proxy.upstream;
