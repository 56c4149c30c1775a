package owlboard.clients.mongo.bson;

/** Documents for tests of other packages. */
public final class BsonTestDocuments {
    /** One value of each type. */
    public static final Document EVERYTHING = BsonTest.EVERYTHING;

    private BsonTestDocuments() {}
}
