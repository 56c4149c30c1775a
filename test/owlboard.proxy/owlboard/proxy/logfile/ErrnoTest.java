package owlboard.proxy.logfile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class ErrnoTest {
    @Test void theWordsOfTheSystemGetTheirNumber() {
        assertEquals("104: Connection reset by peer", Errno.of(new SocketException("Connection reset")));
        assertEquals("104: Connection reset by peer", Errno.of(new IOException("Connection reset by peer")));
        assertEquals("32: Broken pipe", Errno.of(new IOException("Broken pipe")));
        assertEquals("113: No route to host", Errno.of(new NoRouteToHostException("No route to host")));
        assertEquals("28: No space left on device", Errno.of(new FileSystemException("/f", null, "No space left on device")));
        assertEquals("13: Permission denied", Errno.of(new AccessDeniedException("/f")));
        assertEquals("39: Directory not empty", Errno.of(new DirectoryNotEmptyException("/f")));
        assertEquals("something else", Errno.of(new IOException("something else")));
    }
}
