/**
 * AMQP 0-9-1 on the wire, written once for both ends: frames, methods, contents, tables.
 * In: bytes of a peer. Out: commands, and the bytes of each; an {@link owlboard.clients.amqp.wire.AmqpException} with its reply code for
 * what is none. Threads: a reader belongs to one thread, a writer to all.
 * Never: knows what a method does; takes more memory for a content than has come of it. Source: AMQP 0-9-1, sections 2.3 and 4.2.
 */
package owlboard.clients.amqp.wire;
