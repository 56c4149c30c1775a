package owlboard.proxy.status;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.proxy.exchange.Content;
import owlboard.proxy.exchange.Exchange;
import owlboard.proxy.exchange.Failure;
import owlboard.proxy.exchange.Methods;
import owlboard.proxy.exchange.Verdict;
import owlboard.proxy.respond.Respond;

/** {@code api}: {@link Tree} by HTTP, below the URI of its location. */
final class Api implements Content {
    private static final String HREF = "https://nginx.org/en/docs/http/ngx_http_api_module.html";
    private static final int OLDEST = 1;
    private static final int NEWEST = 9;

    private final String prefix;
    private final boolean writes;
    private final Live live;

    /** {@code prefix}: the URI of the location; null: it has none, and the whole URI is the path. */
    Api(String prefix, boolean writes, Live live) {
        this.prefix = prefix == null ? "" : prefix;
        this.writes = writes;
        this.live = live;
    }

    @Override
    public Verdict answer(Exchange exchange) throws Failure, IOException {
        try {
            var path = path(exchange.uri.substring(Math.min(exchange.uri.length(), prefix.length())));
            if (exchange.is(Methods.GET) || exchange.is(Methods.HEAD)) send(exchange, 200, chosen(read(exchange, path), exchange.args));
            else write(exchange, path);
        } catch (Tree.Missing missing) {
            fail(exchange, status(missing.code), missing.code, missing.getMessage());
        }
        return Verdict.DONE;
    }

    private Object read(Exchange exchange, List<String> path) throws Tree.Missing {
        return path.isEmpty() ? versions() : new Tree(exchange, live).at(within(path));
    }

    private static List<String> within(List<String> path) throws Tree.Missing {
        var version = path.isEmpty() ? "" : path.getFirst();
        if (!version.matches("\\d{1,2}") || Integer.parseInt(version) < OLDEST || Integer.parseInt(version) > NEWEST) {
            throw new Tree.Missing("UnknownVersion", "unknown version");
        }
        return path.subList(1, path.size());
    }

    private void write(Exchange exchange, List<String> path) throws Failure, IOException, Tree.Missing {
        if (!writes) throw new Tree.Missing("MethodDisabled", "method disabled");
        var place = within(path);
        boolean isServer = place.size() == 5 && place.get(1).equals("upstreams") && place.get(3).equals("servers");
        if (isServer && exchange.is(Methods.PATCH)) {
            ServerChange.apply(exchange, place.get(2), place.get(4));
            send(exchange, 200, new Tree(exchange, live).at(place));
        } else if (!isServer && exchange.is(Methods.DELETE) && new Tree(exchange, live).reset(place)) {
            Respond.send(exchange, 204, null, new byte[0], null);
        } else {
            throw new Tree.Missing("MethodDisabled", "method disabled");
        }
    }

    private static List<Integer> versions() {
        var all = new ArrayList<Integer>();
        for (int version = OLDEST; version <= NEWEST; version++) all.add(version);
        return all;
    }

    private static List<String> path(String text) {
        var all = new ArrayList<String>();
        for (var part : text.split("/")) if (!part.isEmpty()) all.add(part);
        return all;
    }

    /** {@code ?fields=a,b}: of an object these members, of a map of objects these of each. */
    private static Object chosen(Object value, String args) {
        for (var arg : args.split("&")) {
            if (!arg.startsWith("fields=") || arg.length() == "fields=".length()) continue;
            return chosen(value, List.of(arg.substring("fields=".length()).split(",")));
        }
        return value;
    }

    private static Object chosen(Object value, List<String> fields) {
        return switch (value) {
            case Map<?, ?> map when !map.isEmpty() && map.values().stream().allMatch(Map.class::isInstance)
                    && fields.stream().noneMatch(map::containsKey) -> {
                var all = new LinkedHashMap<String, Object>();
                map.forEach((key, one) -> all.put((String) key, chosen(one, fields)));
                yield all;
            }
            case Map<?, ?> map -> {
                var some = new LinkedHashMap<String, Object>();
                map.forEach((key, one) -> {
                    if (fields.contains((String) key)) some.put((String) key, one);
                });
                yield some;
            }
            case List<?> list when list.stream().allMatch(Map.class::isInstance) -> list.stream().map(one -> chosen(one, fields)).toList();
            default -> value;
        };
    }

    private static int status(String code) {
        return switch (code) {
            case "MethodDisabled" -> 405;
            case "PathNotFound", "UnknownVersion", "UpstreamNotFound", "UpstreamServerNotFound", "WorkerNotFound" -> 404;
            default -> 400;
        };
    }

    private static void fail(Exchange exchange, int status, String code, String text) throws IOException {
        send(exchange, status, Tree.map("error", Tree.map("status", status, "text", text, "code", code), "request_id",
                exchange.requestId(), "href", HREF));
    }

    private static void send(Exchange exchange, int status, Object value) throws IOException {
        Respond.send(exchange, status, "application/json", Json.of(value).getBytes(StandardCharsets.UTF_8), null);
    }
}
