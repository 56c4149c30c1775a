package owlboard.proxy.content;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import owlboard.config.Location;
import owlboard.config.directive.Video;
import owlboard.proxy.exchange.Arguments;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Feature;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Settings;
import owlboard.proxy.exchange.Slot;
import owlboard.proxy.exchange.Verdict;

/** {@code flv} and {@code mp4} (ngx_http_flv_module, ngx_http_mp4_module): a film from the point on that the arguments name. */
public final class Film implements Content {
    /** What a decoder wants to see first. */
    private static final byte[] FLV_HEAD = "FLV\1\5\0\0\0\11\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    /** The arguments' unit is the second, with three digits behind the point. */
    private static final int DIGITS = 3;

    private static final int SECONDS_DIGITS_MAX = 9;

    /** {@code mp4_max_buffer_size} and {@code mp4_start_key_frame}. */
    record Mp4Terms(long maxBytes, boolean keyFrame) {
        static final Slot<Mp4Terms> SLOT = new Slot<>((scope, _) ->
                new Mp4Terms(scope.level().get(Video.MP4_MAX_BUFFER_SIZE), scope.level().get(Video.MP4_START_KEY_FRAME)));
    }

    public static final Feature FEATURE = Feature.of(Mp4Terms.SLOT).answers((settings, scope) -> of(settings, scope.location()));

    private final Settings settings;
    private final boolean mp4;

    private Film(Settings settings, boolean mp4) {
        this.settings = settings;
        this.mp4 = mp4;
    }

    private static Film of(Settings settings, Location location) {
        return switch (location == null ? null : location.content()) {
            case Location.Content.Flv _ -> new Film(settings, false);
            case Location.Content.Mp4 _ -> new Film(settings, true);
            case null, default -> null;
        };
    }

    @Override
    public Verdict answer(Exchange exchange) throws Failure, IOException {
        if (!exchange.is(Methods.GET) && !exchange.is(Methods.HEAD)) return Verdict.refused(405, null);
        var files = settings.get(Files.SLOT);
        if (exchange.uri.endsWith("/")) return SendFile.run(exchange, files);
        return SendFile.run(exchange, files, mp4 ? mp4(exchange) : flv(exchange));
    }

    private static Cut.Maker flv(Exchange exchange) {
        long start = decimal(Arguments.find(exchange.args, "start"));
        return (_, lengthBytes) -> start <= 0 || start >= lengthBytes ? null : new Cut(FLV_HEAD, start, lengthBytes);
    }

    private Cut.Maker mp4(Exchange exchange) {
        long start = thousandths(Arguments.find(exchange.args, "start"));
        long end = thousandths(Arguments.find(exchange.args, "end"));
        if (end > 0) start = Math.max(0, start);
        if (start < 0) return (_, _) -> null;
        long from = start;
        long millis = end > start ? end - start : 0;
        var terms = settings.get(Mp4Terms.SLOT);
        return new Cut.Maker() {
            @Override public Cut cut(FileChannel file, long lengthBytes) throws IOException {
                return new Mp4(file, lengthBytes, terms.maxBytes).cut(from, millis, terms.keyFrame);
            }

            @Override public int maxRanges() {
                return 1;
            }
        };
    }

    /** -1: it is no number, or too big a one. */
    private static long decimal(String text) {
        if (text == null || text.isEmpty() || text.length() > 18) return -1;
        return text.chars().allMatch(c -> c >= '0' && c <= '9') ? Long.parseLong(text) : -1;
    }

    /** Of a decimal fraction; digits behind the third are not looked at, as players send many. */
    private static long thousandths(String text) {
        if (text == null || text.isEmpty()) return -1;
        int point = text.indexOf('.');
        var whole = point < 0 ? text : text.substring(0, point);
        var rest = point < 0 ? "" : text.substring(point + 1);
        if (whole.length() > SECONDS_DIGITS_MAX || !(whole + rest).chars().allMatch(c -> c >= '0' && c <= '9')) return -1;
        var digits = (rest + "000").substring(0, DIGITS);
        return decimal(whole + digits);
    }
}
