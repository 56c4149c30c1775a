/**
 * People who use the edge, each from an address of 127.0.0.0/8 of their own, and the record of what each of them asked and got.
 * In: an address and a rate. Out: {@link owlboard.drill.traffic.Seen} entries. Owns: its sockets. Threads: one that sends on time, however
 * slow answers are; a virtual thread per request and WebSocket. Never: uses {@code java.net.http}, which asks again without telling.
 * Source: RFC 9112, RFC 6455.
 */
package owlboard.drill.traffic;
