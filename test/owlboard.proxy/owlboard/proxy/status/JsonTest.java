package owlboard.proxy.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonTest {
    private static String millis(long nanos) {
        var out = new StringBuilder();
        Json.millis(out, nanos);
        return out.toString();
    }

    @Test void millisecondsHaveTheDigitsThatSaySomething() {
        assertEquals("0.31", millis(310_000));
        assertEquals("0.05", millis(50_000));
        assertEquals("1.2", millis(1_204_999));
        assertEquals("1.21", millis(1_205_000));
        assertEquals("12", millis(12_000_000));
        assertEquals("0", millis(4_999));
        assertEquals("60000", millis(60_000_000_000L));
        assertEquals("-1", millis(-1));
    }

    @Test void whatIsNotPlainAsciiIsEscapedInFourDigits() {
        assertEquals("\"a\\\"b\\\\c\\u003cd\\u000a\\u00e9\\u20ac\\ud83e\\udd89\"", Json.of("a\"b\\c<d\n\u00e9\u20ac\ud83e\udd89"));
    }

    @Test void textThatIsNotThereIsNull() {
        var out = new StringBuilder();
        Json.text(out, null);
        Json.text(out, "");
        assertEquals("null\"\"", out.toString());
    }
}
