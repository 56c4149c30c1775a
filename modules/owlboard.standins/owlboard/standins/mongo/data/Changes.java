package owlboard.standins.mongo.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import owlboard.clients.mongo.bson.Binary;
import owlboard.clients.mongo.bson.BsonException;
import owlboard.clients.mongo.bson.BsonReader;
import owlboard.clients.mongo.bson.BsonWriter;
import owlboard.clients.mongo.bson.Document;

/** What one command changes: done at once, kept for the journal, and taken back when that cannot take it. */
final class Changes {
    private final Catalog catalog;
    private final List<Object> operations = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    Changes(Catalog catalog) {
        this.catalog = catalog;
    }

    Catalog catalog() {
        return catalog;
    }

    boolean isEmpty() {
        return operations.isEmpty();
    }

    void undo() {
        undo.forEach(Runnable::run);
    }

    /** The collection, made when it is missing. */
    Collection collection(String namespace) {
        var there = catalog.collection(namespace);
        if (there != null) return there;
        var made = new Collection(namespace);
        catalog.put(made);
        did(Document.of("o", "create", "ns", namespace), () -> catalog.remove(namespace));
        return made;
    }

    void drop(Collection collection) {
        catalog.remove(collection.namespace());
        did(Document.of("o", "drop", "ns", collection.namespace()), () -> catalog.put(collection));
    }

    void insert(Collection collection, Document document) {
        store(collection, Stored.of(document), true);
    }

    void replace(Collection collection, Document document) {
        store(collection, Stored.of(document), false);
    }

    private void store(Collection collection, Stored stored, boolean fresh) {
        collection.check(stored, fresh);
        catalog.spare(stored);
        var before = collection.get(stored.id());
        collection.put(stored);
        did(Document.of("o", "put", "ns", collection.namespace(), "doc", new Binary(stored.bson())),
                () -> { if (before == null) collection.remove(stored.id()); else collection.put(Stored.of(before)); });
    }

    void delete(Collection collection, Document document) {
        var id = Key.of(document.get("_id"));
        collection.remove(id);
        did(Document.of("o", "del", "ns", collection.namespace(), "id", document.get("_id")), () -> collection.put(Stored.of(document)));
    }

    void createIndex(Collection collection, Document spec) {
        collection.add(new Index(collection.namespace(), spec));
        did(Document.of("o", "index", "ns", collection.namespace(), "spec", spec), () -> collection.removeIndex(spec.text("name")));
    }

    void dropIndex(Collection collection, Index index) {
        collection.removeIndex(index.name());
        did(Document.of("o", "unindex", "ns", collection.namespace(), "name", index.name()), () -> collection.add(index));
    }

    private void did(Document operation, Runnable back) {
        operations.add(operation);
        undo.push(back);
    }

    byte[] record() throws BsonException {
        return BsonWriter.bytes(Document.of("ops", operations));
    }

    /** The records that lead to what a collection holds now. */
    static void records(Collection collection, Consumer<byte[]> to) {
        to.accept(alone(Document.of("o", "create", "ns", collection.namespace())));
        for (var spec : collection.indexSpecs())
            if (!spec.text("name").equals("_id_")) to.accept(alone(Document.of("o", "index", "ns", collection.namespace(), "spec", spec)));
        for (var document : collection.all())
            to.accept(alone(Document.of("o", "put", "ns", collection.namespace(), "doc", new Binary(Stored.of(document).bson()))));
    }

    private static byte[] alone(Document operation) {
        try {
            return BsonWriter.bytes(Document.of("ops", List.of(operation)));
        } catch (BsonException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Does again what a record says. */
    static void replay(Catalog catalog, byte[] record) {
        try {
            for (var operation : BsonReader.document(record).documents("ops")) replay(catalog, operation);
        } catch (BsonException damaged) {
            throw new IllegalStateException("the journal has a record that is no BSON: " + damaged.getMessage(), damaged);
        }
    }

    private static void replay(Catalog catalog, Document operation) {
        var namespace = operation.text("ns");
        var collection = catalog.collection(namespace);
        switch (operation.text("o")) {
            case "create" -> catalog.put(new Collection(namespace));
            case "drop" -> catalog.remove(namespace);
            case "put" -> collection.put(Stored.of(((Binary) operation.get("doc")).bytes()));
            case "del" -> collection.remove(Key.of(operation.get("id")));
            case "index" -> collection.add(new Index(namespace, operation.document("spec")));
            case "unindex" -> collection.removeIndex(operation.text("name"));
            default -> throw new IllegalStateException("the journal was written by a later version: " + operation.text("o"));
        }
    }
}
