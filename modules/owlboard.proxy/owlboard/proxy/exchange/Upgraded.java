package owlboard.proxy.exchange;

import java.io.IOException;

/** What an exchange is behind its 101. It may last for hours, so that it runs at the bottom of a thread, when the phases are over. */
public interface Upgraded {
    /** Until either end closes, or is silent for too long. A failure is logged, and is the end all the same. */
    void run() throws IOException;
}
