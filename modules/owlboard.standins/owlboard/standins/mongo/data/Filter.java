package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.Other;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** Which documents are meant. Read once, then asked for each document. */
final class Filter {
    private final Predicate<Document> all;
    private final Document source;

    private Filter(Document source) {
        this.source = source;
        this.all = document(source);
    }

    static Filter of(Document source) {
        return new Filter(source == null ? new Document() : source);
    }

    boolean takes(Document document) {
        return all.test(document);
    }

    /** The {@code _id} that is asked for by equality; {@link Paths#MISSING} when it is not. */
    Object id() {
        if (!source.containsKey("_id")) return Paths.MISSING;
        var id = source.get("_id");
        if (id instanceof Document operators && isOperators(operators)) {
            return operators.size() == 1 && operators.containsKey("$eq") ? operators.get("$eq") : Paths.MISSING;
        }
        return id instanceof Other.Regex || id instanceof List ? Paths.MISSING : id;
    }

    /** The fields that are asked for by equality, with their values: what an upsert begins with. */
    Document equalities() {
        var fields = new Document();
        equalities(source, fields);
        return fields;
    }

    private static void equalities(Document source, Document into) {
        source.forEach((name, value) -> {
            if (name.equals("$and") && value instanceof List<?> parts) {
                for (var part : parts) if (part instanceof Document document) equalities(document, into);
            } else if (!name.startsWith("$")) {
                if (value instanceof Document operators && isOperators(operators)) {
                    if (operators.containsKey("$eq")) into.put(name, operators.get("$eq"));
                } else if (!(value instanceof Other.Regex)) {
                    into.put(name, value);
                }
            }
        });
    }

    private static Predicate<Document> document(Document source) {
        var parts = new ArrayList<Predicate<Document>>();
        source.forEach((name, value) -> {
            switch (name) {
                case "$and" -> parts.addAll(list(name, value));
                case "$or" -> parts.add(any(list(name, value)));
                case "$comment" -> { }
                default -> {
                    if (name.startsWith("$")) throw new MongoFailure(Code.BadValue, "unknown top level operator: " + name);
                    var test = Condition.of(value);
                    parts.add(document -> test.takes(Paths.values(document, name)));
                }
            }
        });
        return document -> {
            for (var part : parts) if (!part.test(document)) return false;
            return true;
        };
    }

    private static List<Predicate<Document>> list(String name, Object value) {
        if (!(value instanceof List<?> list) || list.isEmpty()) throw new MongoFailure(Code.BadValue, name + " must be a nonempty array");
        var parts = new ArrayList<Predicate<Document>>();
        for (var element : list) {
            if (!(element instanceof Document document)) {
                throw new MongoFailure(Code.BadValue, "$or/$and/$nor entries need to be full objects");
            }
            parts.add(document(document));
        }
        return parts;
    }

    private static Predicate<Document> any(List<Predicate<Document>> parts) {
        return document -> {
            for (var part : parts) if (part.test(document)) return true;
            return false;
        };
    }

    /** Whether a value is {@code {$gt: 5}} and not a document to be equal to. */
    static boolean isOperators(Document value) {
        return value.entrySet().stream().findFirst().map(Map.Entry::getKey).orElse("").startsWith("$");
    }
}
