/**
 * A stand-in for a MongoDB server (a standalone one: no transactions, no change streams), and a client.
 * In: connections that speak OP_MSG. Out: replies.
 * Owns: connections; what they hold is in {@code mongo.data}, how they speak in {@code mongo.bson}.
 * Threads: one virtual thread per connection. A client may be used by many threads.
 * Never: does anything but greetings before the password was proved.
 * Source: MongoDB 6, wire protocol, commands and drivers' specifications.
 */
package owlboard.store.mongo;
