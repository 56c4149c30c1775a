package owlboard.standins.mongo.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.ObjectId;
import owlboard.clients.mongo.bson.Other;
import owlboard.harness.Patience;

class FilterTest {
    private static final List<Document> ALL = List.of(
            Document.of("_id", 0, "n", 1, "s", "abc", "tags", List.of("x", "y"), "author", Document.of("id", 7, "name", "Ann")),
            Document.of("_id", 1, "n", 2L, "s", "Abd", "tags", List.of(), "items",
            List.of(Document.of("q", 1, "p", 5), Document.of("q", 9, "p", 1))),
            Document.of("_id", 2, "n", 3.5, "s", null, "author", Document.of("id", 8)),
            Document.of("_id", 3, "n", "text", "grid", List.of(List.of(1, 2), List.of(3))));

    private static List<Integer> taken(Object... filter) {
        var read = Filter.of(Document.of(filter));
        return IntStream.range(0, ALL.size()).filter(i -> read.takes(ALL.get(i))).boxed().toList();
    }

    @Test void equalityLooksThroughTypesDocumentsAndArrays() {
        assertEquals(List.of(0, 1, 2, 3), taken());
        assertEquals(List.of(0), taken("n", 1.0));
        assertEquals(List.of(1), taken("n", 2));
        assertEquals(List.of(0), taken("author.id", 7L, "s", "abc"));
        assertEquals(List.of(0), taken("author", Document.of("id", 7, "name", "Ann")));
        assertEquals(List.of(), taken("author", Document.of("name", "Ann", "id", 7)));
        assertEquals(List.of(0), taken("tags", "x"));
        assertEquals(List.of(0), taken("tags", List.of("x", "y")));
        assertEquals(List.of(0), taken("tags.1", "y"));
        assertEquals(List.of(1), taken("items.q", 9));
        assertEquals(List.of(1), taken("items.1.q", 9));
        assertEquals(List.of(3), taken("grid", List.of(3)));
        assertEquals(List.of(2, 3), taken("s", null));
    }

    @Test void operatorsLookIntoTheirOwnTypeOnly() {
        assertEquals(List.of(1, 2), taken("n", Document.of("$gt", 1)));
        assertEquals(List.of(0, 1), taken("n", Document.of("$gte", 1, "$lte", 2.0)));
        assertEquals(List.of(0), taken("n", Document.of("$lt", 2)));
        assertEquals(List.of(3), taken("n", Document.of("$gt", "a")));
        assertEquals(List.of(1, 2, 3), taken("n", Document.of("$ne", 1)));
        assertEquals(List.of(0, 3), taken("n", Document.of("$in", List.of(1, "text"))));
        assertEquals(List.of(1, 2), taken("n", Document.of("$nin", List.of(1, "text"))));
        assertEquals(List.of(0, 2), taken("author", Document.of("$exists", true)));
        assertEquals(List.of(0, 3), taken("n", Document.of("$not", Document.of("$gte", 2))));
        assertEquals(List.of(1), taken("tags", Document.of("$size", 0)));
        assertEquals(List.of(0), taken("tags", Document.of("$all", List.of("y", "x"))));
        assertEquals(List.of(), taken("items", Document.of("$elemMatch", Document.of("q", 1, "p", 1))));
        assertEquals(List.of(1), taken("items", Document.of("$elemMatch", Document.of("q", Document.of("$gt", 5), "p", 1))));
    }

    @Test void expressionsJoin() {
        assertEquals(List.of(0, 1), taken("$or", List.of(Document.of("n", 1), Document.of("s", "Abd"))));
        assertEquals(List.of(0), taken("$and", List.of(Document.of("n", 1), Document.of("s", "abc"))));
        assertEquals(List.of(0, 1), taken("s", Document.of("$regex", "^ab", "$options", "i")));
        assertEquals(List.of(0), taken("s", new Other.Regex("^ab", "")));
    }

    @Test void whatIsNotSupportedIsNamed() {
        for (var wrong : List.of(Document.of("$where", "1"), Document.of("a", Document.of("$near", 1)), Document.of("$or", List.of()),
                Document.of("$nor", List.of(Document.of("n", 1))),
                Document.of("a", Document.of("$in", 1)),
                Document.of("a", Document.of("$regex", "(")), Document.of("$expr", true))) {
            var failure = assertThrows(MongoFailure.class, () -> Filter.of(wrong), wrong.toString());
            assertEquals(MongoFailure.Code.BadValue, failure.code());
        }
        assertEquals("unknown operator: $near", assertThrows(MongoFailure.class, () -> Filter.of(Document.of("a", Document.of("$near", 1))))
                .getMessage());
    }

    @Test void aRegularExpressionWithoutEndIsStopped() {
        var document = Document.of("s", "a".repeat(40) + "!");
        var filter = Filter.of(Document.of("s", Document.of("$regex", "^(a+)+\\1b$")));
        assertTimeout(Patience.TIME, () -> assertThrows(MongoFailure.class, () -> filter.takes(document)));
    }

    @Test void valuesOfAllTypesHaveOneOrder() {
        var ordered = new ArrayList<Object>(List.of(Other.Limit.MIN_KEY, Double.NaN, Double.NEGATIVE_INFINITY, -1, 0.5,
                new Other.Decimal(0x3040_0000_0000_0000L, 1),
                Long.MAX_VALUE - 1, Long.MAX_VALUE, 0x1p63, "", "a", "b", "\uffff", "🦉", new Document(), Document.of("a", 1),
                Document.of("a", 2), Document.of("b", 1), List.of(),
                List.of(1), new ObjectId("000000000000000000000001"), false, true, Instant.EPOCH, Other.Limit.MAX_KEY));
        ordered.add(1, null);
        for (int i = 0; i < ordered.size(); i++)
            for (int j = 0; j < ordered.size(); j++)
                assertEquals(Integer.compare(i, j), Integer.signum(Order.compare(ordered.get(i), ordered.get(j))),
                ordered.get(i) + " and " + ordered.get(j));
        for (var pair : List.of(List.of(1, 1L), List.of(1, 1.0), List.of(0.0, -0.0), List.of(List.of(1), List.of(1.0)), List.of(1.5, 1.5)))
            assertEquals(Key.of(pair.get(0)), Key.of(pair.get(1)));
        assertEquals(Key.of(null), Key.of(Other.Limit.UNDEFINED));
    }

    @Test void sortsByLowestAndHighestOfAnArray() {
        var documents = List.of(Document.of("_id", 1, "a", List.of(2, 9)), Document.of("_id", 2, "a", 5), Document.of("_id", 3));
        assertEquals(List.of(3, 1, 2), Sorting.sorted(documents, Document.of("a", 1)).stream().map(document -> document.get("_id"))
                .toList());
        assertEquals(List.of(1, 2, 3), Sorting.sorted(documents, Document.of("a", -1)).stream().map(document -> document.get("_id"))
                .toList());
        assertThrows(MongoFailure.class, () -> Sorting.sorted(documents, Document.of("a", 2)));
    }

    @Test void projectsSomeFieldsOrAllButSome() {
        var document = Document.of("a", 1, "_id", 0, "b", Document.of("c", 1, "d", 2), "l", List.of(Document.of("c", 1, "d", 2), 5));
        assertEquals("{ _id: 0, b: { c: 1 }, l: [{ c: 1 }] }", Projection.of(Document.of("b.c", 1, "l.c", true)).applied(document)
                .toString());
        assertEquals("{ a: 1 }", Projection.of(Document.of("a", 1, "_id", 0)).applied(document).toString());
        assertEquals("{ a: 1, b: { c: 1 }, l: [{ c: 1, d: 2 }, 5] }",
                Projection.of(Document.of("b.d", 0, "_id", 0)).applied(document).toString());
        assertEquals("{ _id: 0 }", Projection.of(Document.of("_id", 1)).applied(document).toString());
        assertEquals(document, Projection.of(null).applied(document));
        assertThrows(MongoFailure.class, () -> Projection.of(Document.of("a", 1, "b", 0)));
        assertThrows(MongoFailure.class, () -> Projection.of(Document.of("a", Document.of("$slice", 1))));
        assertEquals(Collections.singletonList(null), Paths.values(Document.of("a", null), "a"));
    }
}
