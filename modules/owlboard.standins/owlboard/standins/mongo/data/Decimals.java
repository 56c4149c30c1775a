package owlboard.standins.mongo.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import owlboard.clients.mongo.bson.Other;

/** Decimal128 in its binary integer form (IEEE 754-2008 section 3.5.2), for comparing. */
final class Decimals {
    static final BigDecimal HIGHEST = BigDecimal.ONE.scaleByPowerOfTen(10_000);
    static final BigDecimal LOWEST = HIGHEST.negate();
    private static final int BIAS = 6176;

    private Decimals() {}

    static BigDecimal value(Other.Decimal decimal) {
        boolean negative = decimal.high() < 0;
        int combination = (int) (decimal.high() >>> 58 & 0x1f);
        if (combination == 0x1f) return LOWEST; // NaN
        if (combination == 0x1e) return negative ? LOWEST : HIGHEST;
        if (combination >= 0x18) return BigDecimal.ZERO; // a form that no number has
        int exponent = (int) (decimal.high() >>> 49 & 0x3fff) - BIAS;
        var digits = BigInteger.valueOf(decimal.high() & 0x1_ffff_ffff_ffffL).shiftLeft(64)
                .or(new BigInteger(Long.toUnsignedString(decimal.low())));
        return new BigDecimal(negative ? digits.negate() : digits, -exponent);
    }
}
