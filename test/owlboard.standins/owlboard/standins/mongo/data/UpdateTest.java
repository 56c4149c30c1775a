package owlboard.standins.mongo.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import owlboard.clients.mongo.bson.Document;
import owlboard.standins.mongo.data.MongoFailure.Code;

class UpdateTest {
    private static final Document BEFORE = Document.of("_id", 1, "n", 5, "a", Document.of("b", 1), "l", List.of(1, 2, 3));

    private static String after(String operator, Object... fields) {
        return Update.of(Document.of(operator, Document.of(fields))).applied(BEFORE).toString();
    }

    private static Code refused(Document update) {
        return assertThrows(MongoFailure.class, () -> Update.of(update).applied(BEFORE)).code();
    }

    @Test void setsAndTakesAway() {
        assertEquals("{ _id: 1, n: 6, a: { b: 1, c: { d: 2 } }, l: [1, 2, 3] }", after("$set", "n", 6, "a.c.d", 2));
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [1, 9, 3] }", after("$set", "l.1", 9));
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [1, 2, 3, null, 9] }", after("$set", "l.4", 9));
        assertEquals("{ _id: 1, a: {}, l: [1, 2, 3] }", after("$unset", "n", "", "a.b", "", "none.x", ""));
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [1, 2, 3] }", BEFORE.toString());
    }

    @Test void calculates() {
        assertEquals("{ _id: 1, n: 3, a: { b: 1 }, l: [1, 2, 3], fresh: 1 }", after("$inc", "n", -2, "fresh", 1));
        assertEquals(5.5, Update.of(Document.of("$inc", Document.of("n", 0.5))).applied(BEFORE).get("n"));
        assertEquals(2147483652L, Update.of(Document.of("$inc", Document.of("n", Integer.MAX_VALUE))).applied(BEFORE).get("n"));
        assertEquals(3, Update.of(Document.of("$min", Document.of("n", 3))).applied(BEFORE).get("n"));
        assertEquals(5, Update.of(Document.of("$max", Document.of("n", 3))).applied(BEFORE).get("n"));
    }

    @Test void changesArrays() {
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [1, 2, 3, 4], m: [1] }", after("$push", "l", 4, "m", 1));
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [3, 4, 5] }", after("$push", "l", Document.of("$each", List.of(4, 5), "$slice", -3)));
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [0, 1, 2, 3] }",
                after("$push", "l", Document.of("$each", List.of(0), "$position", 0)));
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [1, 2, 3, 4] }", after("$addToSet", "l", Document.of("$each", List.of(2.0, 4))));
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [1] }", after("$pull", "l", Document.of("$gte", 2)));
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [1, 3] }", after("$pull", "l", 2));
        assertEquals("{ _id: 1, n: 5, a: { b: 1 }, l: [1, 2] }", after("$pop", "l", 1));
    }

    @Test void replacesAllButTheId() {
        assertEquals("{ _id: 1, x: 1 }", Update.of(Document.of("x", 1)).applied(BEFORE).toString());
        assertEquals(Code.ImmutableField, refused(Document.of("_id", 2, "x", 1)));
        assertEquals(Code.ImmutableField, refused(Document.of("$set", Document.of("_id", 2))));
    }

    @Test void anUpsertBeginsWithTheEqualities() {
        var filter = Filter.of(Document.of("a.b", 1, "n", Document.of("$gt", 3), "$and",
                List.of(Document.of("s", Document.of("$eq", "x")))));
        assertEquals("{ a: { b: 1 }, s: \"x\", m: 1, made: true }",
                Update.of(Document.of("$inc", Document.of("m", 1), "$setOnInsert", Document.of("made", true))).inserted(filter).toString());
        assertEquals("{ _id: 9, x: 1 }", Update.of(Document.of("x", 1)).inserted(Filter.of(Document.of("_id", 9, "y", 2))).toString());
    }

    @Test void whatCannotBeDoneIsNamed() {
        assertEquals(Code.FailedToParse, refused(Document.of("$bit", Document.of("n", 1))));
        assertEquals(Code.TypeMismatch, refused(Document.of("$inc", Document.of("a", 1))));
        assertEquals(Code.TypeMismatch, refused(Document.of("$inc", Document.of("n", "1"))));
        assertEquals(Code.PathNotViable, refused(Document.of("$set", Document.of("n.x", 1))));
        assertEquals(Code.BadValue, refused(Document.of("$push", Document.of("n", 1))));
        assertEquals(Code.BadValue, refused(Document.of("$set", Document.of("l.$[]", 1))));
        assertEquals(Code.BadValue, refused(Document.of("$set", Document.of("l.999999", 1))));
        assertEquals(Code.ConflictingUpdateOperators, refused(Document.of("$set", Document.of("a.b", 1), "$unset", Document.of("a", 1))));
        assertEquals(Code.CommandNotSupported, assertThrows(MongoFailure.class, () -> Update.of(List.of())).code());
    }
}
