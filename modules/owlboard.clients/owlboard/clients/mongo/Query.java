package owlboard.clients.mongo;

import owlboard.clients.mongo.bson.Document;

/**
 * How found documents are told.
 *
 * @param sort       null: as they are stored
 * @param projection null: whole documents
 * @param skip       how many of the first are left out
 * @param limit      0: all
 */
public record Query(Document sort, Document projection, int skip, int limit) {
    public static final Query ALL = new Query(null, null, 0, 0);

    public Query sortedBy(String field, boolean descending) {
        var longer = sort == null ? new Document() : new Document(sort);
        return new Query(longer.with(field, descending ? -1 : 1), projection, skip, limit);
    }

    public Query limitedTo(int limit) {
        return new Query(sort, projection, skip, limit);
    }

    public Query skipping(int skip) {
        return new Query(sort, projection, skip, limit);
    }

    public Query onlyFields(Document projection) {
        return new Query(sort, projection, skip, limit);
    }
}
