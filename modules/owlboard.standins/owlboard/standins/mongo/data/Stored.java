package owlboard.standins.mongo.data;

import java.util.List;
import owlboard.clients.mongo.bson.BsonException;
import owlboard.clients.mongo.bson.BsonReader;
import owlboard.clients.mongo.bson.BsonWriter;
import owlboard.clients.mongo.bson.Document;
import owlboard.clients.mongo.bson.Other;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** A document as it is kept: never changed, {@code _id} first. */
record Stored(Key id, Document document, byte[] bson) {
    /** Bytes of one document, as in MongoDB; less where the heap is small. */
    static final int BYTES_MAX = (int) Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 24);

    private static MongoFailure unfit(String type) {
        return new MongoFailure(Code.InvalidIdField, "The '_id' value cannot be of type " + type);
    }

    static Stored of(Document document) {
        var id = document.get("_id");
        if (id instanceof List) throw unfit("array");
        if (id instanceof Other.Regex) throw unfit("regex");
        if (id == Other.Limit.UNDEFINED) throw unfit("undefined");
        try {
            var bson = BsonWriter.bytes(document);
            if (bson.length > BYTES_MAX) {
                throw new MongoFailure(Code.BSONObjectTooLarge, "a document of " + bson.length + " bytes is larger than " + BYTES_MAX);
            }
            return new Stored(Key.of(id), document, bson);
        } catch (BsonException wrong) {
            throw new MongoFailure(Code.BadValue, wrong.getMessage());
        }
    }

    static Stored of(byte[] bson) {
        try {
            var document = BsonReader.document(bson);
            return new Stored(Key.of(document.get("_id")), document, bson);
        } catch (BsonException damaged) {
            throw new IllegalStateException("the journal has a document that is none: " + damaged.getMessage(), damaged);
        }
    }
}
