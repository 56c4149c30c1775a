/**
 * A stand-in for a MongoDB server (a standalone one: no transactions, no change streams). What it promises:
 * modules/owlboard.standins/MONGO.md.
 * In: connections that speak OP_MSG. Out: replies. Owns: connections; what they hold is in {@code mongo.data}. Threads: one virtual thread
 * per connection.
 * Never: does anything but greetings before the password was proved. Source: MongoDB 6, wire protocol, commands and drivers'
 * specifications.
 */
package owlboard.standins.mongo;
