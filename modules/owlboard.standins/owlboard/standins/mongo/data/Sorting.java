package owlboard.standins.mongo.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** {@code {field: 1, field: -1}}. Documents that are equal in it keep their order. */
final class Sorting {
    private Sorting() {}

    static List<Document> sorted(List<Document> documents, Document by) {
        if (by == null || by.isEmpty()) return documents;
        var order = by.entrySet().stream().map(entry -> order(entry.getKey(), entry.getValue())).reduce(Comparator::thenComparing)
                .orElseThrow();
        var sorted = new ArrayList<>(documents);
        sorted.sort(order);
        return sorted;
    }

    private static Comparator<Document> order(String path, Object direction) {
        if (!(direction instanceof Number number) || Math.abs(number.doubleValue()) != 1)
            throw new MongoFailure(Code.BadValue, "$sort key ordering must be 1 (for ascending) or -1 (for descending): " + path);
        boolean down = number.intValue() == -1;
        Comparator<Document> up = (one, other) -> Order.compare(Paths.extreme(one, path, down), Paths.extreme(other, path, down));
        return down ? up.reversed() : up;
    }
}
