package owlboard.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/**
 * Collects where a virtual thread kept a loop, as its carrier, for 20 ms or more while it waited. The JDK's own carriers have others to
 * take their place.
 */
final class PinnedWatch implements AutoCloseable {
    private static final Duration TOLERATED = Duration.ofMillis(20);

    private final RecordingStream stream = new RecordingStream();
    private final List<String> pins = new ArrayList<>();

    PinnedWatch() {
        stream.enable("jdk.VirtualThreadPinned").withThreshold(TOLERATED).withStackTrace();
        stream.onEvent("jdk.VirtualThreadPinned", this::add);
        stream.startAsync();
    }

    private synchronized void add(RecordedEvent event) {
        var carrier = event.getThread("carrierThread");
        if (carrier != null && !carrier.getJavaName().startsWith("loop-")) return;
        var trace = event.getStackTrace();
        var stack = trace == null ? " (no stack)" : trace.getFrames().stream()
                .map(frame -> "\n      at " + frame.getMethod().getType().getName() + "." + frame.getMethod()
                .getName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining());
        pins.add("a virtual thread was pinned for %d ms: %s%s".formatted(event.getDuration().toMillis(), event.getString("pinnedReason"),
                stack));
    }

    /** Ends the recording and returns what it saw, to its last event. */
    List<String> stop() {
        stream.stop();
        synchronized (this) {
            return new ArrayList<>(pins);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
