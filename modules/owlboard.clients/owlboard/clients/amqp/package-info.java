/**
 * A client of RabbitMQ, or the stand-in.
 * In: a {@link owlboard.clients.StoreUrl}; exchanges, queues, messages. Out: messages of queues, or an {@link
 * owlboard.clients.amqp.wire.AmqpException} with the reply code. Threads: any; each method waits for the broker's answer, and has a
 * time-out.
 * Never: TLS, transactions; connects again by itself. Source: AMQP 0-9-1 and its reference; RabbitMQ's extensions confirm.select,
 * basic.nack, consumer cancel notification.
 */
package owlboard.clients.amqp;
