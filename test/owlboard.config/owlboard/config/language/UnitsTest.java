package owlboard.config.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "512, 512", "8k, 8192", "10M, 10485760", "1g, 1073741824", "2K, 2048"})
    void readsSizes(String text, long bytes) {
        assertEquals(OptionalLong.of(bytes), Units.size(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1kb", "1.5k", "0x10", "99999999999999999999", "99999999999999999g"})
    void refusesOtherSizes(String text) {
        assertTrue(Units.size(text).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"30, 30000", "30s, 30000", "500ms, 500", "1h30m, 5400000", "1s500ms, 1500", "1h 30m, 5400000", "1d, 86400000",
            "1w, 604800000", "0, 0"})
    void readsTimesInMilliseconds(String text, long millis) {
        assertEquals(OptionalLong.of(millis), Units.millis(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "1x", "1m1h", "1s1s", "1M", "1y", "-1s", "1500ms1s"})
    void refusesOtherTimesInMilliseconds(String text) {
        assertTrue(Units.millis(text).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"30, 30", "10d, 864000", "1y, 31536000", "1M, 2592000", "1y2M3w, 38534400"})
    void readsLongTimesInSeconds(String text, long seconds) {
        assertEquals(OptionalLong.of(seconds), Units.seconds(text));
    }

    @Test
    void countsNoMillisecondsInSeconds() {
        assertTrue(Units.seconds("500ms").isEmpty());
    }

    @Test
    void keepsBareNumbersInCombinationsAsSeconds() {
        assertEquals(OptionalLong.of(61), Units.seconds("1m1"));
    }
}
