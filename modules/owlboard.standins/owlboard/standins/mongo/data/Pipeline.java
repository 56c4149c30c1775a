package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** The stages of an aggregation: those that drivers use to count, and the plain ones. */
record Pipeline(List<UnaryOperator<List<Document>>> stages) {
    static Pipeline of(List<Object> source) {
        var stages = new ArrayList<UnaryOperator<List<Document>>>();
        for (var stage : source) {
            if (!(stage instanceof Document document) || document.size() != 1) {
                throw new MongoFailure(Code.BadValue, "A pipeline stage specification object must contain exactly one field.");
            }
            var entry = document.entrySet().iterator().next();
            stages.add(stage(entry.getKey(), entry.getValue()));
        }
        return new Pipeline(stages);
    }

    List<Document> run(List<Document> documents) {
        for (var stage : stages) documents = stage.apply(documents);
        return documents;
    }

    private static UnaryOperator<List<Document>> stage(String name, Object operand) {
        return switch (name) {
            case "$match" -> {
                var filter = Filter.of(document(name, operand));
                yield documents -> documents.stream().filter(filter::takes).toList();
            }
            case "$sort" -> {
                var by = document(name, operand);
                yield documents -> Sorting.sorted(documents, by);
            }
            case "$skip" -> {
                long skip = number(name, operand);
                yield documents -> documents.stream().skip(skip).toList();
            }
            case "$limit" -> {
                long limit = number(name, operand);
                yield documents -> documents.stream().limit(limit).toList();
            }
            case "$project" -> {
                var projection = Projection.of(document(name, operand));
                yield documents -> documents.stream().map(projection::applied).toList();
            }
            case "$count" -> {
                if (!(operand instanceof String field) || field.isEmpty()) {
                    throw new MongoFailure(Code.BadValue, "the count field must be a non-empty string");
                }
                yield documents -> documents.isEmpty() ? List.of() : List.of(Document.of(field, documents.size()));
            }
            case "$group" -> group(document(name, operand));
            default -> throw new MongoFailure(Code.Location40324,
                    "Unrecognized pipeline stage name: '" + name + "' (of those that are supported here)");
        };
    }

    private static Document document(String stage, Object operand) {
        if (operand instanceof Document document) return document;
        throw new MongoFailure(Code.BadValue, "the operand of " + stage + " must be an object");
    }

    private static long number(String stage, Object operand) {
        if (operand instanceof Number number && number.longValue() >= 0) return number.longValue();
        throw new MongoFailure(Code.BadValue, "the operand of " + stage + " must be a number that is not negative");
    }

    /** By a field or a constant; sums of a field or a constant. */
    private static UnaryOperator<List<Document>> group(Document source) {
        if (!source.containsKey("_id")) throw new MongoFailure(Code.BadValue, "a group specification must include an _id");
        var sums = new LinkedHashMap<String, Object>();
        source.forEach((field, accumulator) -> {
            if (field.equals("_id")) return;
            if (!(accumulator instanceof Document document) || document.size() != 1 || !document.containsKey("$sum"))
                throw new MongoFailure(Code.CommandNotSupported, "only $sum is supported in $group here: field '" + field + "'");
            sums.put(field, document.get("$sum"));
        });
        var by = source.get("_id");
        if (by instanceof Document expression && !expression.isEmpty()) {
            throw new MongoFailure(Code.CommandNotSupported, "a $group by an expression is not supported here");
        }
        return documents -> grouped(documents, by, sums);
    }

    private static List<Document> grouped(List<Document> documents, Object by, Map<String, Object> sums) {
        var groups = new LinkedHashMap<Key, Document>();
        for (var document : documents) {
            var value = value(document, by);
            var group = groups.computeIfAbsent(Key.of(value), key -> {
                var fresh = Document.of("_id", value);
                sums.keySet().forEach(field -> fresh.put(field, 0));
                return fresh;
            });
            sums.forEach((field, of) -> {
                if (value(document, of) instanceof Number number) group.put(field, Numbers.sum((Number) group.get(field), number));
            });
        }
        return new ArrayList<>(groups.values());
    }

    private static Object value(Document document, Object expression) {
        if (!(expression instanceof String path) || !path.startsWith("$")) return expression;
        var value = Paths.values(document, path.substring(1)).stream().findFirst().orElse(null);
        return value == Paths.MISSING ? null : value;
    }
}
