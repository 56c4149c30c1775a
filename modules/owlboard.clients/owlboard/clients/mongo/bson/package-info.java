/**
 * BSON and the messages of MongoDB's wire protocol, written once for both ends.
 * In: bytes. Out: documents, and the bytes of documents; {@link owlboard.clients.mongo.bson.BsonException} for what is no BSON, too long or
 * too deep. Java's {@code String, Integer, Long, Double, Boolean, Instant, List} and null stand for their BSON types; the records here for
 * the others. Threads: a document is not shared while it is changed. Never: knows what a command means. Source: bsonspec.org 1.1; OP_MSG
 * and OP_QUERY of the MongoDB wire protocol.
 */
package owlboard.clients.mongo.bson;
