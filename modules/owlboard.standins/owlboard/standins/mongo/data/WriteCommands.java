package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.ObjectId;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** The commands that change documents. */
final class WriteCommands {
    private static final int WRITES_MAX = 100_000;

    private WriteCommands() {}

    /** One of the writes of a command: how many documents it concerned. */
    private interface Write {
        int run(Changes changes, Document source, int index);
    }

    /** Runs the writes in order; one that fails is told, and ends an ordered command. What was done before stays. */
    private static Document each(Request request, String list, Document reply, Write write) {
        var writes = request.body().documents(list);
        if (writes.isEmpty() || writes.size() > WRITES_MAX)
            throw new MongoFailure(Code.BadValue, "Write batch sizes must be between 1 and " + WRITES_MAX + ". Got " + writes.size()
            + " operations.");
        boolean ordered = !request.body().containsKey("ordered") || request.body().flag("ordered");
        var errors = new ArrayList<Object>();
        int count = request.catalog().change(changes -> {
            int sum = 0;
            for (int i = 0; i < writes.size(); i++) {
                try {
                    sum += write.run(changes, writes.get(i), i);
                } catch (MongoFailure failure) {
                    errors.add(failure.writeError(i));
                    if (ordered) break;
                }
            }
            return sum;
        });
        var done = Document.of("n", count);
        done.putAll(reply);
        if (!errors.isEmpty()) done.put("writeErrors", errors);
        return done.with("ok", 1.0);
    }

    static Document insert(Request request) {
        var namespace = request.namespace();
        return each(request, "documents", new Document(), (changes, document, index) -> {
            changes.insert(changes.collection(namespace), identified(document));
            return 1;
        });
    }

    /** With an {@code _id}, as its first field. */
    private static Document identified(Document document) {
        if (!document.isEmpty() && document.keySet().iterator().next().equals("_id")) return document;
        var first = Document.of("_id", document.containsKey("_id") ? document.get("_id") : ObjectId.fresh());
        document.forEach(first::putIfAbsent);
        document.forEach((name, value) -> { if (!name.equals("_id")) first.put(name, value); });
        return first;
    }

    static Document update(Request request) {
        var namespace = request.namespace();
        request.refuse("let");
        var upserted = new ArrayList<Object>();
        int[] modified = {0};
        var reply = each(request, "updates", new Document(), (changes, source, index) -> {
            for (var option : List.of("collation", "arrayFilters", "c")) request.refuse(source, option);
            var filter = Filter.of(source.document("q"));
            var update = Update.of(source.get("u"));
            boolean many = source.flag("multi");
            if (many && update.replaces()) {
                throw new MongoFailure(Code.FailedToParse, "multi update is not supported for replacement-style update");
            }
            var found = request.found(namespace, filter, many ? Integer.MAX_VALUE : 1);
            for (var before : found) if (replace(changes, changes.collection(namespace), before, update)) modified[0]++;
            if (!found.isEmpty() || !source.flag("upsert")) return found.size();
            upserted.add(Document.of("index", index, "_id", insert(changes, namespace, update, filter).get("_id")));
            return 1;
        });
        reply.put("nModified", modified[0]);
        if (!upserted.isEmpty()) reply.put("upserted", upserted);
        return reply;
    }

    /** Whether the document differs afterwards. */
    private static boolean replace(Changes changes, Collection collection, Document before, Update update) {
        var after = update.applied(before);
        if (Arrays.equals(Stored.of(after).bson(), Stored.of(before).bson())) return false;
        changes.replace(collection, after);
        return true;
    }

    private static Document insert(Changes changes, String namespace, Update update, Filter filter) {
        var fresh = identified(update.inserted(filter));
        changes.insert(changes.collection(namespace), fresh);
        return fresh;
    }

    static Document delete(Request request) {
        var namespace = request.namespace();
        request.refuse("let");
        return each(request, "deletes", new Document(), (changes, source, index) -> {
            request.refuse(source, "collation");
            if (!source.containsKey("limit")) {
                throw new MongoFailure(Code.FailedToParse, "a delete lacks its \"limit\": 0 for all, 1 for one");
            }
            var found = request.found(namespace, Filter.of(source.document("q")), source.number("limit", 0) == 0 ? Integer.MAX_VALUE : 1);
            for (var document : found) changes.delete(changes.collection(namespace), document);
            return found.size();
        });
    }

    static Document findAndModify(Request request) {
        request.refuse("collation", "arrayFilters", "let");
        var body = request.body();
        var namespace = request.namespace();
        var filter = Filter.of(body.document("query"));
        var projection = Projection.of(body.document("fields"));
        boolean removes = body.flag("remove");
        if (removes && (body.containsKey("update") || body.flag("upsert") || body.flag("new")))
            throw new MongoFailure(Code.FailedToParse, "Cannot specify \"update\", \"upsert\" or \"new\" with \"remove\"");
        var update = removes ? null : Update.of(body.get("update"));
        return request.catalog().change(changes -> {
            var before = Sorting.sorted(request.found(namespace, filter), body.document("sort")).stream().findFirst().orElse(null);
            if (removes) {
                if (before != null) changes.delete(changes.collection(namespace), before);
                return Request.done("lastErrorObject", Document.of("n", before == null ? 0 : 1), "value",
                        before == null ? null : projection.applied(before));
            }
            var last = Document.of("n", before != null || body.flag("upsert") ? 1 : 0, "updatedExisting", before != null);
            var after = before;
            if (before != null) {
                replace(changes, changes.collection(namespace), before, update);
                after = changes.collection(namespace).get(Key.of(before.get("_id")));
            } else if (body.flag("upsert")) {
                after = insert(changes, namespace, update, filter);
                last.put("upserted", after.get("_id"));
            }
            var told = body.flag("new") ? after : before;
            return Request.done("lastErrorObject", last, "value", told == null ? null : projection.applied(told));
        });
    }
}
