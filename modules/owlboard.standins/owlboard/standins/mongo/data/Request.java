package owlboard.standins.mongo.data;

import java.util.List;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** One command as it runs. Its name is its first field. */
record Request(Catalog catalog, Cursors cursors, Document body) {
    private static final int NAMESPACE_MAX = 255;
    private static final int DATABASE_MAX = 63;

    String command() {
        return body.keySet().iterator().next();
    }

    String database() {
        var database = body.text("$db");
        if (database == null || database.isEmpty() || database.length() > DATABASE_MAX
                || database.chars().anyMatch(c -> "/\\. \"$\0".indexOf(c) >= 0))
            throw new MongoFailure(Code.InvalidNamespace, "Invalid database name: '" + database + "'");
        return database;
    }

    /** {@code database.collection} that the command is about. */
    String namespace() {
        return namespace(body.get(command()));
    }

    String namespace(Object collection) {
        if (!(collection instanceof String name)) {
            throw new MongoFailure(Code.InvalidNamespace, "collection name has invalid type: " + collection);
        }
        var namespace = database() + "." + name;
        if (name.isEmpty() || name.indexOf('$') >= 0 || name.indexOf('\0') >= 0 || name.startsWith(".")
                || namespace.length() > NAMESPACE_MAX)
            throw new MongoFailure(Code.InvalidNamespace, "Invalid namespace specified '" + namespace + "'");
        return namespace;
    }

    /** Refuses options that would change the result and are not honoured. */
    void refuse(String... options) {
        for (var option : options) refuse(body, option);
    }

    void refuse(Document part, String option) {
        if (part.containsKey(option)) {
            throw new MongoFailure(Code.CommandNotSupported, "'" + option + "' of " + command() + " is not supported here");
        }
    }

    /** All documents of the collection that the filter takes. */
    List<Document> found(String namespace, Filter filter) {
        return found(namespace, filter, Integer.MAX_VALUE);
    }

    List<Document> found(String namespace, Filter filter, int most) {
        var collection = catalog.collection(namespace);
        return collection == null ? List.of() : collection.found(filter, most);
    }

    static Document done(Object... more) {
        return Document.of(more).with("ok", 1.0);
    }
}
