package owlboard.proxy.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import owlboard.config.Outliers;
import owlboard.proxy.count.Histogram;
import owlboard.proxy.count.Latencies;

class OutlierRuleTest {
    private static final Outliers TERMS = new Outliers(10_000, 50, 20, 10, 10_000);

    /** {@code slow} of them took 900 ms, the others 5. */
    private static OutlierRule.Sample sample(int requests, int failed, int slow) {
        var counts = new long[Histogram.BUCKET_COUNT];
        counts[Histogram.bucket(5_000_000)] = requests - slow;
        counts[Histogram.bucket(900_000_000)] += slow;
        return new OutlierRule.Sample(requests, failed, new Latencies(counts));
    }

    private static List<Integer> found(OutlierRule.Sample... samples) {
        return OutlierRule.find(List.of(samples), TERMS).stream().map(OutlierRule.Found::index).toList();
    }

    @Test void whoFailsFarMoreOftenThanTheOthersIsFoundWithTheFigures() {
        var found = OutlierRule.find(Stream.of(sample(100, 1, 0), sample(100, 40, 0), sample(100, 0, 0)).toList(), TERMS);
        assertEquals("40 of 100 failed (40.0 %), of the others 1 of 200 (0.5 %)", found.getFirst().why());
        assertEquals(1, found.size());
    }

    @Test void whereAllFailNobodyIs() {
        assertEquals(List.of(), found(sample(100, 90, 0), sample(100, 85, 0), sample(100, 95, 0), sample(100, 88, 0)));
        assertEquals(List.of(), found(sample(100, 100, 0), sample(100, 100, 0)));
    }

    @Test void whatChanceMakesIsNotFar() {
        assertEquals(List.of(), found(sample(50, 14, 0), sample(50, 4, 0), sample(50, 6, 0)), "28 % and 10 % of 50");
        assertEquals(List.of(0), found(sample(500, 140, 0), sample(50, 3, 0), sample(50, 4, 0)), "of 500 it is");
    }

    @Test void tooFewRequestsSayNothing() {
        assertEquals(List.of(), found(sample(49, 49, 0), sample(100, 0, 0)));
        assertEquals(List.of(), found(sample(100, 100, 0), sample(20, 0, 0), sample(20, 0, 0)), "and so do too few of the others");
        assertEquals(List.of(), found());
        assertEquals(List.of(), found(sample(100, 100, 0)), "alone there is nobody to be unlike");
    }

    @Test void aP99FarFromThatOfTheOthersIsFound() {
        var found = OutlierRule.find(List.of(sample(200, 0, 0), sample(200, 0, 40), sample(200, 0, 1)), TERMS);
        assertEquals(List.of(1), found.stream().map(OutlierRule.Found::index).toList());
        assertEquals("its p99 was 902 ms of 200, that of the others 5 ms of 400", found.getFirst().why());
        assertEquals(List.of(), found(sample(200, 0, 3), sample(200, 0, 1), sample(200, 0, 1)), "a few slow ones come to anybody");
        assertEquals(List.of(), found(sample(200, 0, 50), sample(200, 0, 40), sample(200, 0, 45)), "all are slow");
    }

    @Test void theFurthestComesFirst() {
        assertEquals(List.of(2, 0), found(sample(100, 60, 0), sample(100, 0, 0), sample(100, 100, 0), sample(100, 0, 0)));
    }
}
