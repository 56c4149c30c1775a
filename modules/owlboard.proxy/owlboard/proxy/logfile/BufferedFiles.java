package owlboard.proxy.logfile;

import java.util.LinkedHashMap;
import java.util.Map;
import owlboard.config.directive.Logs;

/** The access logs that let lines wait. One that no configuration has any longer keeps its name and an empty buffer. Any thread. */
final class BufferedFiles {
    private record Key(LogFile file, Logs.Buffering how) {}

    private final Map<Key, BufferedFile> files = new LinkedHashMap<>();

    synchronized BufferedFile of(LogFile file, Logs.Buffering how) {
        return files.computeIfAbsent(new Key(file, how), key -> new BufferedFile(key.file, key.how));
    }

    /** Flushes what is due; how many nanoseconds until the next one will be. */
    synchronized long flushDue(long nowNanos) {
        long next = Long.MAX_VALUE;
        for (var file : files.values()) next = Math.min(next, file.flushDue(nowNanos));
        return next;
    }

    synchronized void flushAll() {
        for (var file : files.values()) file.flush();
    }
}
