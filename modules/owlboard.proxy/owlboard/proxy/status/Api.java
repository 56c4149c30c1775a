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
import owlboard.wire.loop.Offload;

/** {@code api}: {@link Tree} by HTTP, below the URI of its location. */
final class Api implements Content {
    private static final String HREF = "https://nginx.org/en/docs/http/ngx_http_api_module.html";
    private static final String JSON = "application/json";
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
            if (exchange.is(Methods.GET) || exchange.is(Methods.HEAD)) {
                var text = Offload.<byte[], Tree.Missing>call(() -> json(chosen(read(exchange, path), path, exchange.args)));
                Respond.send(exchange, 200, JSON, text, null);
            } else {
                write(exchange, path);
            }
        } catch (Tree.Missing missing) {
            fail(exchange, status(missing.code), missing.code, missing.getMessage());
        }
        return Verdict.DONE;
    }

    @Override
    public boolean changes(Exchange exchange) {
        return writes && !exchange.is(Methods.GET) && !exchange.is(Methods.HEAD);
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
        if (!writes) throw disabled();
        var place = within(path);
        boolean areServers = place.size() >= 4 && Tree.isPart(place.getFirst()) && place.get(1).equals("upstreams")
                && place.get(3).equals("servers");
        if (areServers && place.size() <= 5) {
            servers(exchange, place);
        } else if (exchange.is(Methods.DELETE) && new Tree(exchange, live).reset(place)) {
            Respond.send(exchange, 204, null, new byte[0], null);
        } else {
            throw disabled();
        }
    }

    private void servers(Exchange exchange, List<String> place) throws Failure, IOException, Tree.Missing {
        var all = place.subList(0, 4);
        var id = place.size() == 5 ? place.get(4) : null;
        if (id == null && exchange.is(Methods.POST)) {
            var made = Integer.toString(new ServerChange(exchange, place.getFirst(), place.get(2)).add());
            var there = exchange.uri.endsWith("/") ? exchange.uri + made : exchange.uri + "/" + made;
            sendAt(exchange, 201, new Tree(exchange, live).at(plus(all, made)), Respond.absolute(exchange, there));
        } else if (id != null && exchange.is(Methods.PATCH)) {
            new ServerChange(exchange, place.getFirst(), place.get(2)).change(id);
            send(exchange, 200, new Tree(exchange, live).at(place));
        } else if (id != null && exchange.is(Methods.DELETE)) {
            new ServerChange(exchange, place.getFirst(), place.get(2)).remove(id);
            send(exchange, 200, new Tree(exchange, live).at(all));
        } else {
            throw disabled();
        }
    }

    private static List<String> plus(List<String> place, String one) {
        var all = new ArrayList<>(place);
        all.add(one);
        return all;
    }

    private static Tree.Missing disabled() {
        return new Tree.Missing("MethodDisabled", "method disabled");
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

    /** {@code ?fields=a,b}: of an object these members, of objects by name these of each; without any, no member of them. */
    private static Object chosen(Object value, List<String> path, String args) {
        for (var arg : args.split("&")) {
            if (!arg.startsWith("fields=")) continue;
            var fields = List.of(arg.substring("fields=".length()).split(","));
            if (path.size() < 2 || !Tree.isByName(path.subList(1, path.size()))) return chosen(value, fields);
            var all = new LinkedHashMap<String, Object>();
            ((Map<?, ?>) value).forEach((name, one) -> all.put((String) name, chosen(one, fields)));
            return all;
        }
        return value;
    }

    private static Object chosen(Object value, List<String> fields) {
        return switch (value) {
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
            case "JsonError" -> 415;
            case "UpstreamStateNotKept" -> 500;
            case "PathNotFound", "UnknownVersion", "UpstreamNotFound", "UpstreamServerNotFound", "WorkerNotFound" -> 404;
            default -> 400;
        };
    }

    private static void fail(Exchange exchange, int status, String code, String text) throws IOException {
        send(exchange, status, Tree.map("error", Tree.map("status", status, "text", text, "code", code), "request_id",
                exchange.requestId(), "href", HREF));
    }

    private static void send(Exchange exchange, int status, Object value) throws IOException {
        sendAt(exchange, status, value, null);
    }

    private static void sendAt(Exchange exchange, int status, Object value, String location) throws IOException {
        Respond.send(exchange, status, JSON, json(value), location);
    }

    private static byte[] json(Object value) {
        return Json.of(value).getBytes(StandardCharsets.UTF_8);
    }
}
