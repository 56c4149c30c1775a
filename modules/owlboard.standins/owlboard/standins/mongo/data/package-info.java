/**
 * What a MongoDB server holds, and the queries and changes on it.
 * In: filters, updates, projections, pipelines as documents. Out: documents; {@link owlboard.standins.mongo.data.MongoFailure} for what
 * cannot be done. Owns: collections, their indexes, their journal. Threads: any; one command at a time, under the lock of {@link
 * owlboard.standins.mongo.data.Catalog}.
 * Never: changes a document that is stored: an update makes a new one, so that who reads may keep what was found. A command's changes are
 * one record of the journal; when it cannot be written they are taken back. Source: the query, update and aggregation reference of MongoDB
 * 6.
 */
package owlboard.standins.mongo.data;
