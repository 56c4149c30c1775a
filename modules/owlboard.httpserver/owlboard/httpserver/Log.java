package owlboard.httpserver;

import java.lang.System.Logger.Level;
import owlboard.wire.loop.Loop;
import owlboard.wire.loop.Offload;

/** Reports what went wrong in a handler. A log may be a full pipe or a slow disk, so a loop hands it off. */
final class Log {
    private Log() {}

    static void failure(String what, Throwable failure) {
        if (Loop.current() == null) Server.LOG.log(Level.ERROR, what, failure);
        else Offload.<Void, RuntimeException>call(() -> {
            Server.LOG.log(Level.ERROR, what, failure);
            return null;
        });
    }
}
