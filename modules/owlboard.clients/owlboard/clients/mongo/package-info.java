/**
 * A client of MongoDB (3.6 and newer), or the stand-in.
 * In: commands as documents. Out: documents, or a {@link owlboard.clients.mongo.MongoException} with the server's code. Threads: any; one
 * command at a time.
 * Never: TLS, sessions, replica sets. Source: MongoDB 6, wire protocol and commands.
 */
package owlboard.clients.mongo;
