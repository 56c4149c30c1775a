package owlboard.proxy.count;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import owlboard.wire.OnLoop;

/** What the sampler, off the loops, does every 2 s for each zone in which something has happened, and what a reader of one asks for. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HistoryBench {
    private final Zone zone = new Zone("shop");
    private long at;

    /** With durations in 200 buckets. */
    @Benchmark
    public void tick() {
        var cell = zone.on(OnLoop.first());
        for (int i = 0; i < 200; i++) {
            cell.begins();
            cell.ends(200, 100, 100);
            cell.took(at = (at + 20_011) % 4_000_000, -1);
        }
        zone.history.tick();
    }

    /** Of the last 10 minutes. */
    @Benchmark
    public long percentile() {
        return zone.history.last(History.COLUMNS).percentile(.99);
    }
}
