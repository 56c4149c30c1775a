package owlboard.standins.amqp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import owlboard.standins.ChildPath;

/** A broker as a process of its own, which a test can kill. */
record Child(Process process, int port) implements AutoCloseable {
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var server = AmqpServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Path.of(arguments[0]), "guest", "guest");
        System.out.println(server.port());
        Thread.currentThread().join();
    }

    static Child start(Path state) throws IOException {
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp", ChildPath.ofAStandIn(), Child.class.getName(), state.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var line = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
        if (line == null) throw new IOException("the broker did not start");
        return new Child(process, Integer.parseInt(line));
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
    }
}
