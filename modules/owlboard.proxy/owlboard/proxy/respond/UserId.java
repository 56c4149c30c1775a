package owlboard.proxy.respond;

import static owlboard.config.directive.UserId.MAX;
import static owlboard.config.directive.UserId.USERID;
import static owlboard.config.directive.UserId.USERID_DOMAIN;
import static owlboard.config.directive.UserId.USERID_EXPIRES;
import static owlboard.config.directive.UserId.USERID_FLAGS;
import static owlboard.config.directive.UserId.USERID_MARK;
import static owlboard.config.directive.UserId.USERID_NAME;
import static owlboard.config.directive.UserId.USERID_P3P;
import static owlboard.config.directive.UserId.USERID_PATH;
import static owlboard.config.directive.UserId.USERID_SERVICE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import owlboard.config.directive.UserId.Mode;
import owlboard.proxy.exchange.Addresses;
import owlboard.proxy.exchange.AnswerHead;
import owlboard.proxy.exchange.Cookies;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Filter;
import owlboard.proxy.exchange.Link;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Note;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Value;
import owlboard.proxy.logfile.ErrorLog.Severity;
import owlboard.wire.http.HttpDate;
import owlboard.wire.http.Name;

/** {@code userid}: a cookie by which a client is known again (ngx_http_userid_filter_module). */
public final class UserId implements Filter {
    private static final Slot<UserId> SLOT = new Slot<>(UserId::of);
    public static final Feature FEATURE = Feature.of(SLOT).filters(SLOT).defines(Map.of("uid_got", got(), "uid_set", set()));

    private static final byte[] SET_COOKIE = "Set-Cookie".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] P3P = "P3P".getBytes(StandardCharsets.US_ASCII);
    /** Of 16 bytes in base64; what follows is the mark, or rubbish. */
    private static final int DIGITS = 22;
    /** In this order, whatever the file's is. */
    private static final List<String> FLAGS = List.of("secure", "httponly", "samesite=strict", "samesite=lax", "samesite=none");
    private static final int FIRST = 0x03030302;
    private static final int STEP = 0x100;
    private static final AtomicInteger SEQUENCE = new AtomicInteger(FIRST);
    private static final int START = (int) (System.nanoTime() / 20_000 << 16 | ProcessHandle.current().pid() & 0xffff);

    private static final Note<Seen> SEEN = new Note<>();

    /** Of an exchange. Null: none. */
    private static final class Seen {
        private String cookie;
        private int[] got;
        private int[] set;
    }

    private final Mode mode;
    private final Value reset;
    private final String name;
    private final String end;
    private final long expiresSeconds;
    private final String mark;
    private final String p3p;
    private final Integer service;

    private UserId(Scope scope, Making making) {
        var level = scope.level();
        mode = level.get(USERID).mode();
        reset = making.value(level.get(USERID).reset());
        name = level.get(USERID_NAME);
        var domain = level.get(USERID_DOMAIN);
        var flags = new StringBuilder();
        for (var flag : FLAGS) if (level.get(USERID_FLAGS).contains(flag)) flags.append("; ").append(flag);
        end = (domain.isEmpty() ? "" : "; domain=" + domain) + "; path=" + level.get(USERID_PATH) + flags;
        expiresSeconds = level.get(USERID_EXPIRES);
        mark = level.get(USERID_MARK);
        p3p = level.get(USERID_P3P);
        service = level.get(USERID_SERVICE);
    }

    /** Null: off. */
    private static UserId of(Scope scope, Making making) {
        var told = scope.level().get(USERID);
        return told == null || told.mode() == Mode.OFF ? null : new UserId(scope, making);
    }

    private static Value.Part got() {
        return (out, exchange) -> {
            var userId = exchange.settings.get(SLOT);
            var seen = userId == null ? null : userId.seen(exchange);
            if (seen == null || seen.got == null) return false;
            out.add(userId.shown(seen.got));
            return true;
        };
    }

    private static Value.Part set() {
        return (out, exchange) -> {
            var userId = exchange.settings.get(SLOT);
            var made = userId == null || userId.mode == Mode.LOG ? null : userId.made(exchange);
            if (made == null) return false;
            out.add(userId.shown(made));
            return true;
        };
    }

    private String shown(int[] uid) {
        return name + String.format("=%08X%08X%08X%08X", uid[0], uid[1], uid[2], uid[3]);
    }

    /** Adds the cookie that a client lacks. */
    @Override
    public Link link(Exchange exchange, AnswerHead head) {
        if (mode == Mode.LOG || exchange.parent != null) return null;
        var uid = made(exchange);
        if (uid == null) return null;
        var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        for (int part : uid) bytes.putInt(part);
        var text = Base64.getEncoder().encodeToString(bytes.array());
        if (!mark.isEmpty()) text = text.substring(0, DIGITS) + mark + "=";
        var cookie = name + '=' + text + expires(exchange) + end;
        if (!p3p.isEmpty()) head.addBehindConnection(P3P, Name.OTHER, p3p.getBytes(StandardCharsets.ISO_8859_1));
        head.addBehindConnection(SET_COOKIE, Name.SET_COOKIE, cookie.getBytes(StandardCharsets.ISO_8859_1));
        return null;
    }

    private String expires(Exchange exchange) {
        if (expiresSeconds == 0) return "";
        if (expiresSeconds == MAX) return "; expires=Thu, 31-Dec-37 23:55:55 GMT";
        return "; expires=" + HttpDate.ofCookie(exchange.loop().wallMillis() / 1000 + expiresSeconds);
    }

    private Seen seen(Exchange exchange) {
        var seen = exchange.note(SEEN);
        if (seen != null) return seen;
        exchange.note(SEEN, seen = new Seen());
        seen.cookie = exchange.head.array == null ? null : Cookies.find(exchange.head, name);
        if (seen.cookie == null) return seen;
        if (seen.cookie.length() < DIGITS) {
            exchange.log(Severity.ERROR, "client sent too short userid cookie \"" + name + '=' + seen.cookie + '"');
            return seen;
        }
        try {
            var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(seen.cookie.substring(0, DIGITS))).order(ByteOrder.LITTLE_ENDIAN);
            int[] uid = {bytes.getInt(), bytes.getInt(), bytes.getInt(), bytes.getInt()};
            if (uid[3] != 0) seen.got = uid;
        } catch (IllegalArgumentException unreadable) {
            exchange.log(Severity.ERROR, "client sent invalid userid cookie \"" + name + '=' + seen.cookie + '"');
        }
        return seen;
    }

    /** What is to be set: a new one, or the client's own with the mark that it lacks; null: nothing. */
    private int[] made(Exchange exchange) {
        var seen = seen(exchange);
        if (seen.set != null) return seen.set;
        if (seen.got != null) {
            var wanted = reset.text(exchange);
            if (wanted.isEmpty() || wanted.equals("0")) return isMarked(seen.cookie) ? null : (seen.set = seen.got);
            if (wanted.equals("log")) exchange.log(Severity.NOTICE, "userid cookie \"" + shown(seen.got) + "\" was reset");
        }
        return seen.set = fresh(exchange);
    }

    private boolean isMarked(String cookie) {
        return mark.isEmpty() || cookie.length() > DIGITS + 1 && cookie.startsWith(mark + '=', DIGITS);
    }

    /** Four numbers in the order of this machine's bytes: of the first version as they are, of the second as the network has them. */
    private int[] fresh(Exchange exchange) {
        int time = (int) (exchange.loop().wallMillis() / 1000);
        int number = SEQUENCE.getAndAdd(STEP);
        if (number < FIRST) SEQUENCE.compareAndSet(number + STEP, FIRST + STEP); // it has gone round
        if (mode == Mode.V1) return new int[] {service == null ? 0 : service, time, START, number};
        int server = service != null ? service : serverAddress(exchange);
        return IntStream.of(server, time, START, number).map(Integer::reverseBytes).toArray();
    }

    /** The last four bytes of it. */
    private static int serverAddress(Exchange exchange) {
        var address = exchange.connection.isUnix() ? new byte[0] : Addresses.parse(exchange.connection.localAddress());
        return address.length < 4 ? 0 : ByteBuffer.wrap(address, address.length - 4, 4).getInt();
    }
}
