/**
 * What a client was told is stored survives {@code kill -9}: one append-only file per store, replayed at start, a torn tail cut, compacted
 * when it pays. In: records as bytes. Out: the same records, in order. Threads: any; appends are serialised. Never: knows what a record
 * means.
 */
package owlboard.standins.journal;
