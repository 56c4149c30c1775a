package owlboard.drill.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import owlboard.drill.edge.Edge;

/**
 * Thousands of clients that never end the head of their request: now and then a byte of each. They come and leave as people do, some 1,250
 * a second: a flood of connections would keep this machine busy, which sends it, and everybody on it.
 */
final class SlowClients implements Fault {
    private static final int MANY = 5000;
    private static final int FEW = 500;
    private static final int OF_AN_ADDRESS = 100;
    private static final int TIMES = 2;
    /** What they may cost the balancer: who computes for longer is what delays the others, and the machine with them. */
    private static final double CORES_MAX = 1;
    private static final long MEASURED_MILLIS = 500;
    private static final int SLICE = 50;
    private static final long SLICE_MILLIS = 40;
    private static final byte[] HALF =
            "GET /api/users/health HTTP/1.1\r\nHost: slow.example\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);

    @Override public String name() {
        return "slow-clients";
    }

    @Override public String sentence() {
        return "opens 5000 connections that never end their request's head";
    }

    @Override public String hypothesis() {
        return "When thousands of clients are endlessly slow, 99 % of the others' GETs, POSTs and echoes are served within twice the time "
                + "of their sort before, and nobody sees an error.";
    }

    @Override public Promise promise() {
        return Promise.NOTHING.isSlowerBy(TIMES);
    }

    @Override public String obstacle(Edge edge) {
        return "";
    }

    @Override public void strike(Scene scene) throws IOException, InterruptedException {
        int wanted = scene.isShort() ? FEW : MANY;
        var quiet = scene.edge().spent();
        Thread.sleep(MEASURED_MILLIS);
        double usual = scene.edge().spent().coresSince(quiet);
        var slow = new ArrayList<SocketChannel>();
        try {
            scene.strikes(wanted + " half-open heads", List.of());
            var began = scene.edge().spent();
            open(scene.edge().address(), wanted, slow);
            scene.tells(slow.size() + " are open");
            long deadline = System.nanoTime() + scene.lasts().toNanos();
            while (System.nanoTime() < deadline) trickle(slow);
            scene.finds(Verdict.of("slow", "all of them find room", slow.size() == wanted, slow.size() + " of " + wanted + " were open"));
            scene.finds(cost(usual, scene.edge().spent().coresSince(began)));
            leave(slow); // their end is part of it
        } finally {
            for (var one : slow) one.close();
        }
        scene.pause();
        scene.heals("all are closed");
    }

    private static Verdict cost(double usual, double meanwhile) {
        var rule = "they cost the balancer at most a core";
        if (Double.isNaN(usual + meanwhile)) return Verdict.skipped("cost", rule, "it does not run on this machine");
        return Verdict.of("cost", rule, meanwhile <= usual + CORES_MAX, "it used %.2f of a core before and %.2f during".formatted(usual,
                meanwhile));
    }

    /** As many as this process may have. */
    private static void open(InetSocketAddress edge, int wanted, List<SocketChannel> slow) throws InterruptedException {
        try {
            while (slow.size() < wanted) {
                var channel = SocketChannel.open();
                slow.add(channel);
                if (edge.getAddress().isLoopbackAddress()) {
                    channel.bind(new InetSocketAddress("127.0.27." + (1 + slow.size() / OF_AN_ADDRESS), 0));
                }
                channel.connect(edge);
                channel.configureBlocking(false);
                channel.write(ByteBuffer.wrap(HALF));
                if (slow.size() % SLICE == 0) Thread.sleep(SLICE_MILLIS);
            }
        } catch (IOException noMore) {
            Thread.onSpinWait();  // how many there are is told
        }
    }

    private static void leave(List<SocketChannel> slow) throws IOException, InterruptedException {
        for (int i = 0; i < slow.size(); i++) {
            slow.get(i).close();
            if (i % SLICE == 0) Thread.sleep(SLICE_MILLIS);
        }
    }

    private static void trickle(List<SocketChannel> slow) throws InterruptedException {
        for (int i = 0; i < slow.size(); i++) {
            try {
                slow.get(i).write(ByteBuffer.wrap(new byte[] {'a'}));
            } catch (IOException closed) {
                Thread.onSpinWait();  // the edge has had enough of it, as it may
            }
            if (i % SLICE == 0) Thread.sleep(SLICE_MILLIS);
        }
        Thread.sleep(SLICE_MILLIS);
    }
}
