package owlboard.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArgumentsTest {
    @ParameterizedTest
    @CsvSource({"a=1, a, 1", "a=1&b=2, b, 2", "a=1&a=2, a, 1", "A=1, a, 1", "a=, a, ''", "b=1&a=, a, ''", "a=1=2, a, 1=2", "&&a=1, a, 1",
            "a&a=1, a, 1", "xa=0&a=1, a, 1", "a=%41+, a, %41+", "aa=1&a=2, a, 2", "a=1&, a, 1"})
    void theFirstOneCounts(String args, String name, String value) {
        assertEquals(value, Arguments.find(args, name));
    }

    @Test
    void whatIsNotThereIsNull() {
        for (var args : new String[] {"", "a", "ab=1", "xa=1", "b=a=1", "&", "=a", "b=1&a"}) assertNull(Arguments.find(args, "a"), args);
    }
}
