/**
 * AMQP 0-9-1: a broker, and a client of it or of RabbitMQ.
 * In: an address, a folder, a user and a password; for the client a {@link owlboard.store.StoreUrl}. Out: an {@link AmqpServer} that
 * listens; an {@link AmqpClient} that is logged in, or an {@link AmqpException} with the reply code. Owns: one listener, its connections,
 * the exchanges, queues and messages of the virtual host {@code /}, the file {@code rabbitmq.journal}. Threads: blocking sockets on virtual
 * threads; one monitor guards the broker, and nobody writes to a socket while holding it. Never: buffers without bound. A client that does
 * not read is waited for; messages that no longer fit are refused with 311; a queue's arguments that cannot be honoured with 406;
 * transactions and bindings between exchanges with 540. Source: AMQP 0-9-1 specification and its reference; RabbitMQ's extensions
 * confirm.select, basic.nack, consumer cancel notification, and its reply texts.
 */
package owlboard.store.amqp;
