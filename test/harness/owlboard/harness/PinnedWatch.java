package owlboard.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingStream;

/**
 * Collects where a virtual thread kept a loop, as its carrier, for 20 ms or more while it waited. The JDK's own carriers have others to
 * take their place. Nor does a class count that is used for the first time: the JVM loads and initializes it on the carrier, once, and how
 * long that takes is a matter of the machine; three seconds of it are a stall.
 */
final class PinnedWatch implements AutoCloseable {
    private static final Duration TOLERATED = Duration.ofMillis(20);
    private static final Set<String> LOADING = Set.of("loadClass", "findClass", "<clinit>", "linkCallSite", "linkMethodHandleConstant");

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
        if (isFirstUse(event, trace)) return;
        pins.add("a virtual thread was pinned for %d ms: %s%s".formatted(event.getDuration().toMillis(), event.getString("pinnedReason"),
                stack));
    }

    private static boolean isFirstUse(RecordedEvent event, RecordedStackTrace trace) {
        var reason = event.getString("pinnedReason");
        if (reason != null && reason.contains("initialization of")) return true;
        if (trace == null) return false;
        var methods = trace.getFrames().stream().map(RecordedFrame::getMethod).toList();
        // code of ours waits in no other way on top of a stack than for the JVM to link what it calls
        return methods.stream().anyMatch(method -> LOADING.contains(method.getName()))
                || methods.getFirst().getType().getName().startsWith("owlboard.");
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
