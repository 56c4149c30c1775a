package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** The commands about databases, collections and indexes. */
final class CollectionCommands {
    private CollectionCommands() {}

    static Document create(Request request) {
        request.refuse("capped", "viewOn", "timeseries", "collation", "validator", "clusteredIndex");
        var namespace = request.namespace();
        return request.catalog().change(changes -> {
            if (changes.catalog().collection(namespace) != null) {
                throw new MongoFailure(Code.NamespaceExists, "Collection " + namespace + " already exists.");
            }
            changes.collection(namespace);
            return Request.done();
        });
    }

    static Document drop(Request request) {
        var namespace = request.namespace();
        return request.catalog().change(changes -> {
            var collection = changes.catalog().collection(namespace);
            if (collection == null) throw new MongoFailure(Code.NamespaceNotFound, "ns not found");
            int indexes = collection.indexSpecs().size();
            changes.drop(collection);
            return Request.done("nIndexesWas", indexes, "ns", namespace);
        });
    }

    static Document dropDatabase(Request request) {
        var database = request.database();
        return request.catalog().change(changes -> {
            changes.catalog().of(database).forEach(changes::drop);
            return Request.done("dropped", database);
        });
    }

    static Document listCollections(Request request) {
        var database = request.database();
        var filter = Filter.of(request.body().document("filter"));
        var told = request.catalog().read(() -> request.catalog().of(database).stream()
                .map(collection -> Document.of("name", collection.namespace().substring(database.length() + 1), "type", "collection",
                "options", new Document(),
                        "info", Document.of("readOnly", false), "idIndex", collection.indexSpecs().getFirst()))
                .filter(filter::takes).toList());
        return Request.done("cursor", Document.of("firstBatch", told, "id", 0L, "ns", database + ".$cmd.listCollections"));
    }

    static Document listDatabases(Request request) {
        return request.catalog().read(() -> {
            var told = new ArrayList<Object>();
            long all = 0;
            for (var name : request.catalog().databases()) {
                var one = Document.of("name", name, "sizeOnDisk", request.catalog().of(name).stream().mapToLong(Collection::bytes).sum(),
                        "empty", false);
                if (!Filter.of(request.body().document("filter")).takes(one)) continue;
                told.add(request.body().flag("nameOnly") ? Document.of("name", name) : one);
                all += one.number("sizeOnDisk", 0);
            }
            return Request.done("databases", told, "totalSize", all);
        });
    }

    static Document createIndexes(Request request) {
        var namespace = request.namespace();
        var specs = request.body().documents("indexes");
        if (specs.isEmpty()) throw new MongoFailure(Code.BadValue, "Must specify at least one index to create");
        return request.catalog().change(changes -> {
            boolean made = changes.catalog().collection(namespace) == null;
            var collection = changes.collection(namespace);
            int before = collection.indexSpecs().size();
            for (var spec : specs) createIndex(changes, collection, spec);
            int after = collection.indexSpecs().size();
            var reply = Document.of("numIndexesBefore", before, "numIndexesAfter", after, "createdCollectionAutomatically", made);
            if (before == after) reply.put("note", "all indexes already exist");
            return reply.with("ok", 1.0);
        });
    }

    private static void createIndex(Changes changes, Collection collection, Document spec) {
        var keys = spec.document("key");
        if (keys == null || keys.isEmpty()) throw new MongoFailure(Code.BadValue, "an index needs a key");
        var named = Document.of("v", 2, "key", keys, "name",
                spec.text("name") != null ? spec.text("name") : keys.entrySet().stream().map(key -> key.getKey() + "_" + key.getValue())
                .collect(Collectors.joining("_")));
        spec.forEach(named::putIfAbsent);
        for (var there : collection.indexSpecs()) {
            boolean sameKeys = there.document("key").equals(keys) && List.copyOf(there.document("key").keySet())
                    .equals(List.copyOf(keys.keySet()));
            if (sameKeys && (there.flag("unique") == named.flag("unique") || there.text("name").equals("_id_"))) return;
            if (sameKeys || there.text("name").equals(named.text("name")))
                throw new MongoFailure(Code.IndexKeySpecsConflict,
                "An existing index has the same name or key and other options. Requested index: " + named + ", existing index: " + there);
        }
        changes.createIndex(collection, named);
    }

    static Document listIndexes(Request request) {
        var namespace = request.namespace();
        var specs = request.catalog().read(() -> {
            var collection = request.catalog().collection(namespace);
            if (collection == null) throw new MongoFailure(Code.NamespaceNotFound, "ns does not exist: " + namespace);
            return collection.indexSpecs();
        });
        return Request.done("cursor", Document.of("firstBatch", specs, "id", 0L, "ns", namespace));
    }

    static Document dropIndexes(Request request) {
        var namespace = request.namespace();
        var wanted = request.body().get("index");
        return request.catalog().change(changes -> {
            var collection = changes.catalog().collection(namespace);
            if (collection == null) throw new MongoFailure(Code.NamespaceNotFound, "ns not found " + namespace);
            int before = collection.indexSpecs().size();
            for (var spec : collection.indexSpecs()) {
                boolean meant = wanted instanceof Document keys ? spec.document("key").equals(keys) : "*".equals(wanted)
                        || spec.text("name").equals(wanted);
                if (!meant || spec.text("name").equals("_id_")) continue;
                changes.dropIndex(collection, collection.index(spec.text("name")));
            }
            if (before == collection.indexSpecs().size() && !"*".equals(wanted)) {
                throw new MongoFailure(Code.IndexNotFound, "index not found: " + wanted);
            }
            return Request.done("nIndexesWas", before);
        });
    }
}
