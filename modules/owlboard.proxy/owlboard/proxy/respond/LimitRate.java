package owlboard.proxy.respond;

import java.io.IOException;
import java.nio.ByteBuffer;
import owlboard.config.Level;
import owlboard.config.Place;
import owlboard.config.Template;
import owlboard.config.directive.HttpCore;
import owlboard.config.language.Units;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Buffering;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Met;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog.Severity;

/**
 * {@code limit_rate} and {@code limit_rate_after} (ngx_http_core_module): so many bytes a second of an answer leave, whatever its client
 * would take.
 */
public final class LimitRate implements Filter {
    private static final Slot<LimitRate> SLOT = new Slot<>((scope, making) -> new LimitRate(scope.level(), making));
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT);

    /** A size that may depend on the request. */
    public static final class Size {
        private final Value value;
        private final long constant;

        private Size(Template template, Making making) {
            value = making.value(template);
            constant = value.isConstant() ? Units.size(template.constant()).orElse(0) : -1;
        }

        /** Null for a template that is null. */
        public static Size of(Template template, Making making) {
            return template == null ? null : new Size(template, making);
        }

        /** In bytes; 0 for what is no size, which is logged. */
        public long of(Exchange exchange) {
            if (constant >= 0) return constant;
            var text = value.text(exchange);
            var size = Units.size(text);
            if (size.isEmpty()) exchange.log(Severity.ERROR, "invalid size \"" + text + '"');
            return size.orElse(0);
        }
    }

    /** Null where it is not set, as those below. */
    private final Place place;
    private final Size rate;
    private final Size after;

    private LimitRate(Level level, Making making) {
        var line = level.get(HttpCore.LIMIT_RATE);
        place = line == null ? null : line.place();
        rate = line == null ? null : Size.of(line.size(), making);
        after = Size.of(level.get(HttpCore.LIMIT_RATE_AFTER), making);
    }

    /** Bytes a second, 0 for no limit. */
    private long rate(Exchange exchange) {
        if (exchange.limitRate >= 0) return exchange.limitRate;
        return rate == null ? 0 : rate.of(exchange);
    }

    /** Also where nothing is configured: the request or its upstream may have said something. */
    @Override
    public Link link(Exchange exchange, AnswerHead head) {
        long rate = rate(exchange);
        exchange.limitRateInForce = rate;
        if (rate == 0 || rate > Pace.RATE_MAX || head.bodiless || exchange.parent != null) return null;
        long after = this.after == null ? 0 : this.after.of(exchange);
        var pace = new Pace(rate, after, System.nanoTime());
        pace.pass(head.text().length());
        return new Limited(exchange, pace, exchange.limitRate >= 0 ? null : place);
    }

    /** What may not leave yet waits here, as far as its source need not wait for it. */
    private static final class Limited extends Link {
        private final Exchange exchange;
        private final Pace pace;
        /** Of the line that says so; null: something else does. */
        private final Place place;
        /** Null while nothing had to wait. */
        private Met wait;
        private Buffering limits;
        /** Null when nothing ever waited. */
        private Backlog backlog;

        Limited(Exchange exchange, Pace pace, Place place) {
            this.exchange = exchange;
            this.pace = pace;
            this.place = place;
        }

        @Override
        public void body(ByteBuffer bytes, boolean last) throws IOException {
            sendOwn();
            if (limits == null || last) {
                while (waits()) {
                    pause(pace.waitMillis(Long.MAX_VALUE, System.nanoTime()));
                    sendOwn();
                }
                all(bytes, last);
                return;
            }
            if (!waits()) send(bytes);
            if (!bytes.hasRemaining()) return;
            if (backlog == null) backlog = new Backlog(exchange, limits);
            while (!backlog.hasRoom()) {
                pause(pace.waitMillis(Long.MAX_VALUE, System.nanoTime()));
                sendOwn();
                if (!backlog.hasRoom() && !next.hasRoom()) next.body(take(backlog.next(), Math.max(1, pace.allowed(System.nanoTime()))),
                        false);
            }
            backlog.add(bytes);
            headGoes();
        }

        /** A head that waited for its body's turn would leave the client without a word. */
        private void headGoes() throws IOException {
            if (!exchange.headSent) next.flush();
        }

        private void all(ByteBuffer bytes, boolean last) throws IOException {
            do {
                pause(pace.waitMillis(bytes.remaining(), System.nanoTime()));
                var piece = take(bytes, pace.allowed(System.nanoTime()));
                next.body(piece, last && (piece == bytes || !bytes.hasRemaining()));
            } while (bytes.hasRemaining());
        }

        /** What may leave now, as far as the next link has room. */
        private void send(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining() && next.hasRoom() && pace.waitMillis(bytes.remaining(), System.nanoTime()) == 0) {
                next.body(take(bytes, pace.allowed(System.nanoTime())), false);
            }
            if (bytes.hasRemaining() && next.hasRoom()) isHeld();
        }

        private void isHeld() {
            if (wait == null) wait = exchange.meets("limit_rate", place, null);
        }

        /** Some of these bytes as a buffer of their own: the next link may write around what it is given. All of them as they are. */
        private ByteBuffer take(ByteBuffer bytes, long most) {
            int size = (int) Math.min(bytes.remaining(), most);
            pace.pass(size);
            if (wait != null) wait.toNanos = exchange.loop().now() - exchange.startNanos;
            if (size == bytes.remaining()) return bytes;
            var piece = bytes.slice(bytes.position(), size);
            bytes.position(bytes.position() + size);
            return piece;
        }

        private void sendOwn() throws IOException {
            if (next.isPending()) next.sendPending();
            if (backlog == null) return;
            for (ByteBuffer waiting; (waiting = backlog.next()) != null; ) {
                send(waiting);
                if (waiting.hasRemaining()) return;
            }
        }

        private boolean waits() {
            return backlog != null && !backlog.isEmpty();
        }

        /** A client that leaves meanwhile is noticed. */
        private void pause(long millis) throws IOException {
            if (millis == 0) return;
            isHeld();
            headGoes();
            try {
                exchange.client.delay(millis);
            } catch (Failure left) {
                throw exchange.client.gone();
            }
        }

        @Override
        public void sendPending() throws IOException {
            sendOwn();
        }

        @Override
        public void flush() throws IOException {
            next.flush();
            sendOwn();
        }

        @Override
        public void buffering(Buffering wanted) {
            limits = wanted;
            next.buffering(wanted == null ? null : Buffering.BOTH_WAYS);
        }

        @Override
        public boolean isPending() {
            return waits() || next.isPending();
        }

        @Override
        public long pausedMillis() {
            return waits() && !next.isPending() ? pace.waitMillis(Long.MAX_VALUE, System.nanoTime()) : 0;
        }

        @Override
        public boolean hasRoom() {
            return limits == null ? !isPending() : backlog == null || backlog.hasRoom();
        }

        @Override
        public void close() {
            if (backlog != null) backlog.close();
            backlog = null;
            next.close();
        }
    }
}
