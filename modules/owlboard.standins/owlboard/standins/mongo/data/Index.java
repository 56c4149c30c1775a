package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** An index as it was asked for. Only a unique one does something: it keeps the values of its fields apart. */
final class Index {
    private final String namespace;
    private final Document spec;
    private final Document keys;
    private final Filter partial;
    private final boolean sparse;
    private final Map<List<Key>, Key> owners = new HashMap<>();

    /** {@code spec}: as in createIndexes, with {@code key} and {@code name}. */
    Index(String namespace, Document spec) {
        this.namespace = namespace;
        this.spec = spec;
        this.keys = spec.document("key");
        this.partial = spec.containsKey("partialFilterExpression") ? Filter.of(spec.document("partialFilterExpression")) : null;
        this.sparse = spec.flag("sparse");
    }

    Document spec() {
        return spec;
    }

    String name() {
        return spec.text("name");
    }

    boolean isUnique() {
        return spec.flag("unique");
    }

    /** Refuses a document whose values another one has. */
    void check(Key id, Document document) {
        for (var values : entries(document)) {
            var owner = owners.get(values);
            if (owner != null && !owner.equals(id)) throw duplicate(namespace, name(), keys, document);
        }
    }

    void add(Key id, Document document) {
        for (var values : entries(document)) owners.put(values, id);
    }

    void remove(Document document) {
        for (var values : entries(document)) owners.remove(values);
    }

    /** What the document occupies: every combination of the values of its fields, elements of arrays each for themselves. */
    private Set<List<Key>> entries(Document document) {
        if (!isUnique() || partial != null && !partial.takes(document)) return Set.of();
        Set<List<Key>> entries = Set.of(List.of());
        boolean anything = false;
        for (var path : keys.keySet()) {
            var values = new LinkedHashSet<Key>();
            for (var value : Paths.values(document, path)) {
                if (value != Paths.MISSING) anything = true;
                if (value instanceof List<?> list && !list.isEmpty()) for (var element : list) values.add(Key.of(element));
                else values.add(Key.of(value == Paths.MISSING ? null : value));
            }
            if (values.isEmpty()) values.add(Key.of(null));
            var longer = new LinkedHashSet<List<Key>>();
            for (var entry : entries) {
                for (var value : values) {
                    var both = new ArrayList<>(entry);
                    both.add(value);
                    longer.add(both);
                }
            }
            entries = longer;
        }
        return sparse && !anything ? Set.of() : entries;
    }

    static MongoFailure duplicate(String namespace, String name, Document keys, Document document) {
        var pattern = new Document();
        var values = new Document();
        keys.keySet().forEach(path -> {
            var value = Paths.values(document, path).stream().findFirst().orElse(null);
            pattern.put(path, keys.get(path));
            values.put(path, value == Paths.MISSING ? null : value);
        });
        return new MongoFailure(Code.DuplicateKey, "E11000 duplicate key error collection: " + namespace + " index: " + name + " dup key: "
                + values,
                Document.of("keyPattern", pattern, "keyValue", values));
    }
}
