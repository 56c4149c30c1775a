/**
 * A stand-in for RabbitMQ: an AMQP 0-9-1 broker. What it promises: modules/owlboard.standins/AMQP.md.
 * In: an address, a folder, a user and a password. Out: an {@link owlboard.standins.amqp.AmqpServer} that listens. Owns: one listener, its
 * connections, the exchanges, queues and messages of the virtual host {@code /}, the file {@code rabbitmq.journal}. Threads: blocking
 * sockets on virtual threads; one monitor guards the broker, and nobody writes to a socket while holding it.
 * Never: buffers without bound. A client that does not read is waited for; messages that no longer fit are refused with 311; a queue's
 * arguments that cannot be honoured with 406; transactions and bindings between exchanges with 540. Source: AMQP 0-9-1 specification and
 * its reference; RabbitMQ's extensions and its reply texts.
 */
package owlboard.standins.amqp;
