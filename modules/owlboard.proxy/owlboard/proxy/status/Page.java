package owlboard.proxy.status;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.respond.Respond;
import owlboard.wire.http.Name;
import owlboard.wire.loop.Offload;

/** {@code owlboard_page}: one page without anything from elsewhere, and what it asks for, below the URI of its location. */
final class Page implements Content {
    /** The observer notices a change within 100 ms, and a reader has it within a second. */
    private static final long LOOK_MILLIS = 200;
    private static final long FIRST_MILLIS = 10;
    /** A stream with nothing new for so long says that it is there: a proxy between would take it for dead. */
    private static final int QUIET_LOOKS = 50;
    private static final byte[] ALIVE = ":\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] POLICY = ("default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
            + "connect-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
            .getBytes(StandardCharsets.US_ASCII);

    private final String prefix;
    private final Live live;
    private final Observer observer;
    private final byte[] html;

    /** {@code prefix}: the URI of the location; null: it has none. */
    Page(String prefix, Live live, Observer observer) {
        this.prefix = prefix == null ? "/" : prefix;
        this.live = live;
        this.observer = observer;
        try (var in = Page.class.getResourceAsStream("page.html")) {
            html = in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public Verdict answer(Exchange exchange) throws Failure, IOException {
        if (!exchange.is(Methods.GET) && !exchange.is(Methods.HEAD)) return Verdict.refused(405, null);
        var path = exchange.uri.substring(Math.min(prefix.length(), exchange.uri.length()));
        if (path.isEmpty() && !prefix.endsWith("/")) return Respond.redirects(exchange, 301, exchange.uri + "/");
        return switch (path.startsWith("/") ? path.substring(1) : path) {
            case "" -> page(exchange);
            case "stream" -> stream(exchange);
            case "now" -> json(exchange, picture(exchange).whole());
            case "heat" -> heat(exchange);
            case "requests" -> made(exchange, () -> Rows.shown(exchange.snapshot.counters.recorder));
            case "request" -> one(exchange);
            case "text" -> text(exchange);
            case "findings" -> whole(exchange, "text/plain; charset=utf-8", Problem.lines(exchange.snapshot.counters.findings.all())
                    .getBytes(StandardCharsets.UTF_8));
            case "alone" -> json(exchange, picture(exchange).alone());
            default -> Verdict.refused(404, null);
        };
    }

    private Verdict page(Exchange exchange) throws IOException {
        var head = begin(exchange, "text/html; charset=utf-8");
        head.add("Content-Security-Policy".getBytes(StandardCharsets.US_ASCII), Name.OTHER, POLICY);
        Respond.length(head, html.length);
        return send(exchange, head, html);
    }

    /** {@code columns}: how long a line of the table may be. */
    private Verdict text(Exchange exchange) throws Failure, IOException {
        var told = argument(exchange.args, "columns=");
        int columns = told.matches("\\d{1,4}") ? Integer.parseInt(told) : Integer.MAX_VALUE;
        var picture = picture(exchange);
        return whole(exchange, "text/plain; charset=utf-8", Offload.<byte[], RuntimeException>call(() -> picture.text(columns)));
    }

    /** {@code at}: one of the roles behind this tells it. {@code null} where it has nothing to tell, or does not answer just now. */
    private Verdict heat(Exchange exchange) throws IOException {
        var at = argument(exchange.args, "at=");
        if (!at.isEmpty()) {
            var of = argument(exchange.args, "of=");
            var told = Offload.<String, RuntimeException>call(() -> observer.heatAt(at, of));
            return json(exchange, (told == null ? "null" : told).getBytes(StandardCharsets.US_ASCII));
        }
        var of = argument(exchange.args, "of=");
        return made(exchange, () -> {
            var zone = live.zone(of);
            return zone == null ? "null" : Heat.of(zone.history);
        });
    }

    /** {@code n}: the number of a request as {@code requests} has it. {@code null}: it is not remembered any more. */
    private static Verdict one(Exchange exchange) throws IOException {
        var number = argument(exchange.args, "n=");
        return made(exchange, () -> Json.of(number.matches("\\d{1,18}")
                ? Rows.one(exchange.snapshot.counters.recorder, Long.parseLong(number)) : null));
    }

    private static String argument(String args, String name) {
        for (var arg : args.split("&")) {
            if (!arg.startsWith(name)) continue;
            try {
                return URLDecoder.decode(arg.substring(name.length()), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException broken) {
                return "";
            }
        }
        return "";
    }

    /** What takes milliseconds to make is made off the loop, whose requests would wait for it. */
    private static Verdict made(Exchange exchange, Supplier<String> json) throws IOException {
        return json(exchange, Offload.<byte[], RuntimeException>call(() -> json.get().getBytes(StandardCharsets.US_ASCII)));
    }

    private static Verdict json(Exchange exchange, byte[] text) throws IOException {
        return whole(exchange, "application/json", text);
    }

    private static Verdict whole(Exchange exchange, String type, byte[] text) throws IOException {
        var head = begin(exchange, type);
        Respond.length(head, text.length);
        return send(exchange, head, text);
    }

    private static Verdict send(Exchange exchange, AnswerHead head, byte[] body) throws IOException {
        Respond.connection(head, exchange);
        Respond.finish(head, exchange, true);
        exchange.way().body(ByteBuffer.wrap(head.bodiless ? new byte[0] : body), true);
        return Verdict.DONE;
    }

    private static AnswerHead begin(Exchange exchange, String type) {
        var head = Respond.begin(exchange, 200);
        Respond.contentType(head, exchange, type);
        head.add("Cache-Control".getBytes(StandardCharsets.US_ASCII), Name.CACHE_CONTROL, "no-store");
        head.add("X-Content-Type-Options".getBytes(StandardCharsets.US_ASCII), Name.OTHER, "nosniff");
        return head;
    }

    /** The first one may take a moment. */
    private Picture.Taken picture(Exchange exchange) throws Failure {
        while (true) {
            observer.watch();
            var taken = observer.latest();
            if (taken != null) return taken;
            exchange.client.delay(FIRST_MILLIS);
        }
    }

    private Verdict stream(Exchange exchange) throws Failure, IOException {
        var head = begin(exchange, "text/event-stream");
        Respond.connection(head, exchange);
        Respond.finish(head, exchange, false);
        if (head.bodiless) {
            exchange.way().body(ByteBuffer.allocate(0), true);
            return Verdict.DONE;
        }
        write(exchange, "retry: 1000\n\n".getBytes(StandardCharsets.US_ASCII));
        Picture.Taken shown = null;
        int quiet = 0;
        while (!exchange.connection.isDraining()) {
            var now = picture(exchange);
            if (now != shown) {
                write(exchange, event(now.whole()));
                quiet = 0;
            } else if (++quiet == QUIET_LOOKS) {
                write(exchange, ALIVE);
                quiet = 0;
            }
            shown = now;
            exchange.client.delay(LOOK_MILLIS);
        }
        exchange.way().body(ByteBuffer.allocate(0), true);
        return Verdict.DONE;
    }

    private static byte[] event(byte[] json) {
        var out = ByteBuffer.allocate(json.length + 8);
        return out.put("data: ".getBytes(StandardCharsets.US_ASCII)).put(json).put((byte) '\n').put((byte) '\n').array();
    }

    private static void write(Exchange exchange, byte[] bytes) throws IOException {
        exchange.way().body(ByteBuffer.wrap(bytes), false);
        exchange.way().flush();
    }
}
