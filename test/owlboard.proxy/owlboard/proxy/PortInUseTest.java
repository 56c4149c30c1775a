package owlboard.proxy;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import owlboard.harness.Reserved;

/** Each loop has a socket of its own on an address; that must not let a second engine in. */
class PortInUseTest {
    @TempDir Path folder;

    @Test void aSecondEngineOnTheSamePortIsRefused() throws Exception {
        var conf = Files.writeString(folder.resolve("nginx.conf"), "events {} http { access_log off; server { listen 80; return 204; } }");
        try (var first = Engine.start(options(conf, 0))) {
            var trouble = assertThrows(BindException.class, () -> Engine.start(options(conf, first.port(80))).close());
            assertTrue(trouble.getMessage().contains("in use"), trouble.getMessage());
        }
    }

    @Test void bothFamiliesListenOnOnePort() throws Exception {
        var conf = Files.writeString(folder.resolve("nginx.conf"),
                "events {} http { access_log off; server { listen 80; listen [::]:80; return 204; } }");
        try (var port = new Reserved(); var engine = Engine.start(options(conf, port.port()))) {
            assertTrue(engine.addresses().size() >= 1, engine.addresses().toString());
        }
    }

    private Engine.Options options(Path conf, int port) {
        return new Engine.Options(conf, "", null, Map.of(80, new InetSocketAddress(port)), null, folder, folder, false, null);
    }
}
