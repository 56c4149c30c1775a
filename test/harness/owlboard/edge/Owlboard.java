package owlboard.edge;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Our engine, in this process. */
final class Owlboard implements UnderTest {
    private final Start start;
    private final Object engine;

    Owlboard(Start start) throws IOException {
        this.start = start;
        var publish = new HashMap<Integer, Integer>();
        for (int port : start.conf().listenPorts()) publish.put(port, 0);
        var endpoints = start.folder().resolve("endpoints");
        Files.writeString(endpoints, start.endpoints());
        write(start.conf());
        engine = call(null, "start", options(publish, endpoints));
    }

    private Path file() {
        return start.folder().resolve("nginx.conf");
    }

    private void write(ConfText conf) throws IOException {
        Files.writeString(file(), conf.forOwlboard());
    }

    private static Map<Integer, InetSocketAddress> addresses(Map<Integer, Integer> publish) {
        var addresses = new HashMap<Integer, InetSocketAddress>();
        publish.forEach((listen, port) -> addresses.put(listen, new InetSocketAddress(port)));
        return addresses;
    }

    private Object options(Map<Integer, Integer> publish, Path endpoints) {
        try {
            var type = Class.forName("owlboard.proxy.Engine$Options");
            return type.getRecordComponents().length == 0 ? null : type.getConstructors()[0].newInstance(file(), "", start.root(),
                    addresses(publish),
                    endpoints, start.folder().resolve("state"), start.folder(), false, null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("owlboard.proxy.Engine.Options", e);
        }
    }

    private Object call(Object target, String method, Object... arguments) throws IOException {
        try {
            for (var candidate : Class.forName("owlboard.proxy.Engine").getMethods()) {
                if (candidate.getName().equals(method) && candidate.getParameterCount() == arguments.length) {
                    return candidate.invoke(target, arguments);
                }
            }
            throw new IllegalStateException("owlboard.proxy.Engine has no " + method);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException io) throw io;
            throw new IllegalStateException(e.getCause().toString(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("owlboard.proxy.Engine." + method, e);
        }
    }

    @Override public int port(int listen) {
        try {
            return (int) call(engine, "port", listen);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override public Differences differences() {
        return Differences.owlboard(start);
    }

    @Override public void check() {
        // A crash of an in-process engine shows as a failed answer or as a stall that the test run reports.
    }

    @Override public void reload(ConfText conf) throws IOException {
        write(conf);
        call(engine, "reload");
    }

    @Override public void close() {
        try {
            call(engine, "close");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
