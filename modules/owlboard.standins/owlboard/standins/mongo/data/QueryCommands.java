package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** The commands that look. */
final class QueryCommands {
    private QueryCommands() {}

    static Document find(Request request) {
        request.refuse("collation", "min", "max", "returnKey", "showRecordId", "tailable", "awaitData", "let");
        var body = request.body();
        var namespace = request.namespace();
        var filter = Filter.of(body.document("filter"));
        var projection = Projection.of(body.document("projection"));
        var sort = body.document("sort");
        long skip = atLeastZero(body, "skip");
        long limit = Math.abs(body.number("limit", 0));
        boolean sorted = sort != null && !sort.isEmpty();
        int most = sorted || limit == 0 || limit + skip > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) (limit + skip);
        var all = request.catalog().read(() -> request.found(namespace, filter, most));
        var told = Sorting.sorted(all, sort).stream().skip(skip).limit(limit == 0 ? Long.MAX_VALUE : limit).map(projection::applied)
                .toList();
        return Request.done("cursor", request.cursors().first(namespace, told, body.number("batchSize", -1), body.flag("singleBatch")
                || body.number("limit", 0) < 0));
    }

    private static long atLeastZero(Document body, String name) {
        long number = body.number(name, 0);
        if (number < 0) throw new MongoFailure(Code.BadValue, "'" + name + "' must not be negative: " + number);
        return number;
    }

    static Document getMore(Request request) {
        var body = request.body();
        return Request.done("cursor", request.cursors().next(body.number("getMore", 0), request.namespace(body.get("collection")),
                body.number("batchSize", 0)));
    }

    static Document killCursors(Request request) {
        var killed = new ArrayList<Object>();
        var unknown = new ArrayList<Object>();
        for (var id : request.body().list("cursors")) {
            (id instanceof Long number && request.cursors().kill(number) ? killed : unknown).add(id);
        }
        return Request.done("cursorsKilled", killed, "cursorsNotFound", unknown, "cursorsAlive", List.of(), "cursorsUnknown", List.of());
    }

    static Document count(Request request) {
        request.refuse("collation");
        var namespace = request.namespace();
        var filter = Filter.of(request.body().document("query"));
        long skip = atLeastZero(request.body(), "skip");
        long limit = Math.abs(request.body().number("limit", 0));
        long count = Math.max(0, request.catalog().read(() -> request.found(namespace, filter).size()) - skip);
        return Request.done("n", (int) (limit == 0 ? count : Math.min(limit, count)));
    }

    static Document distinct(Request request) {
        request.refuse("collation");
        var namespace = request.namespace();
        var path = request.body().text("key");
        if (path == null) throw new MongoFailure(Code.TypeMismatch, "\"key\" of distinct must be a string");
        var values = new LinkedHashMap<Key, Object>();
        for (var document : request.catalog().read(() -> request.found(namespace, Filter.of(request.body().document("query"))))) {
            for (var value : Paths.values(document, path)) {
                if (value instanceof List<?> list) list.forEach(element -> values.putIfAbsent(Key.of(element), element));
                else if (value != Paths.MISSING) values.putIfAbsent(Key.of(value), value);
            }
        }
        return Request.done("values", new ArrayList<>(values.values()));
    }

    static Document aggregate(Request request) {
        request.refuse("collation", "explain", "let");
        if (!(request.body().get("aggregate") instanceof String)) {
            throw new MongoFailure(Code.CommandNotSupported, "aggregations without a collection are not supported here");
        }
        var namespace = request.namespace();
        var pipeline = Pipeline.of(request.body().list("pipeline"));
        var told = pipeline.run(request.catalog().read(() -> request.found(namespace, Filter.of(null))));
        var cursor = request.body().document("cursor");
        return Request.done("cursor", request.cursors().first(namespace, told, cursor == null ? -1 : cursor.number("batchSize", -1),
                false));
    }
}
