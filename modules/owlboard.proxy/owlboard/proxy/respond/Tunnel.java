package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.proxy.content.ProxyPass;
import owlboard.proxy.exchange.Exchange;
import owlboard.wire.http.Input;
import owlboard.wire.net.Duplex;
import owlboard.wire.net.Expired;
import owlboard.wire.net.Waitable;
import owlboard.wire.net.Wire;

/** After a 101: bytes in both directions until either side closes. One virtual thread; buffers are held only while bytes wait in them. */
final class Tunnel {
    /** One direction. {@code waiting} has bytes that the receiver did not take yet; null when there are none. */
    private static final class Direction {
        final Duplex from;
        final Duplex to;
        ByteBuffer waiting;
        boolean ended;

        Direction(Duplex from, Duplex to) {
            this.from = from;
            this.to = to;
        }

        /** Moves what can be moved now; true when something moved. */
        boolean move() throws IOException {
            boolean moved = false;
            while (true) {
                if (!flush()) return moved;
                if (ended || !from.isReadable()) return moved;
                var buffer = from.loop().buffers.takeDirect();
                int count;
                try {
                    count = from.readNow(buffer);
                } catch (IOException broken) {
                    from.loop().buffers.give(buffer);
                    throw broken;
                }
                if (count <= 0) {
                    ended = count < 0;
                    from.loop().buffers.give(buffer);
                    return moved;
                }
                moved = true;
                waiting = buffer.flip();
            }
        }

        /** True when nothing waits any more. */
        private boolean flush() throws IOException {
            if (to.hasUnsent()) to.flushNow();
            if (waiting != null) {
                to.writeNow(waiting);
                if (waiting.hasRemaining()) return false;
                from.loop().buffers.give(waiting);
                waiting = null;
            }
            return !to.hasUnsent();
        }

        boolean isStuck() {
            return waiting != null || to.hasUnsent();
        }

        void giveBack() {
            if (waiting != null) from.loop().buffers.give(waiting);
            waiting = null;
        }
    }

    private Tunnel() {}

    static void run(Exchange exchange, ProxyPass pass, Wire upstream, Input fromUpstream) throws IOException {
        var client = exchange.client.duplex();
        long sent = client.sent();
        var down = new Direction(upstream, client);
        var up = new Direction(client, upstream);
        try {
            down.waiting = fromUpstream.takeAll();
            up.waiting = exchange.client.takeReadAhead(); // it goes up only now, after the 101
            while (true) {
                boolean moved = down.move() | up.move();
                if (down.ended && !down.isStuck() || up.ended && !up.isStuck()) return; // what was read has been delivered
                if (moved) continue;
                client.deadlineIn(down.isStuck() ? exchange.rules.sendTimeout : 0);
                upstream.deadlineIn(up.isStuck() ? pass.sendTimeout : pass.readTimeout);
                Waitable.awaitAny(client, !up.isStuck() && !up.ended, down.isStuck(), upstream, !down.isStuck() && !down.ended,
                        up.isStuck());
            }
        } catch (Expired late) {
            exchange.log(owlboard.proxy.logfile.ErrorLog.Severity.INFO,
                    "upstream timed out (110: Connection timed out) while proxying upgraded connection");
        } finally {
            exchange.bytesSent += client.sent() - sent;
            down.giveBack();
            up.giveBack();
        }
    }
}
