package owlboard.standins.mongo.data;

import java.math.BigInteger;
import owlboard.standins.mongo.data.MongoFailure.Code;

/** Arithmetic that widens its type where it must: int, long, double. */
final class Numbers {
    private Numbers() {}

    static Number sum(Number one, Number other) {
        if (one instanceof Double || other instanceof Double) return one.doubleValue() + other.doubleValue();
        return whole(BigInteger.valueOf(one.longValue()).add(BigInteger.valueOf(other.longValue())), one, other);
    }

    private static Number whole(BigInteger exact, Number one, Number other) {
        if (exact.bitLength() > 63) throw new MongoFailure(Code.BadValue, "the result does not fit into 64 bits: " + exact);
        if (one instanceof Integer && other instanceof Integer && exact.bitLength() <= 31) return exact.intValue();
        return exact.longValue();
    }
}
