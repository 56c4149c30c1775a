package owlboard.clients.mongo.bson;

/** BSON types that Java has nothing for. */
public sealed interface Other {
    /** Options as letters in order: i, m, s, x. */
    record Regex(String pattern, String options) implements Other {}

    record Code(String text) implements Other {}

    /** MongoDB's own: seconds in the upper half, a counter in the lower. */
    record Timestamp(long value) implements Other {}

    /** A decimal floating-point number of IEEE 754-2008, as its two halves. */
    record Decimal(long high, long low) implements Other {}

    enum Limit implements Other { MIN_KEY, MAX_KEY, UNDEFINED }
}
