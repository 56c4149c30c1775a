package owlboard.services.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** One pattern, its variables in braces: either handlers by method, or a WebSocket. */
record Route(String pattern, List<String> parts, Map<String, Routes.Handler> handlers, Routes.SocketHandler socket) {

    Route(String pattern, Routes.SocketHandler socket) {
        this(pattern, List.of(pattern.substring(1).split("/")), new HashMap<>(), socket);
    }

    /** The variables, or null when the pattern does not fit. */
    Map<String, String> match(List<String> segments) {
        if (segments.size() != parts.size()) return null;
        var variables = new HashMap<String, String>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("{")) variables.put(part.substring(1, part.length() - 1), segments.get(i));
            else if (!part.equals(segments.get(i))) return null;
        }
        return variables;
    }

    Routes.Handler handler(String method) throws Refusal {
        Routes.Handler handler = handlers.get(method.equals("HEAD") ? "GET" : method);
        if (handler != null) return handler;
        var allowed = new TreeSet<>(handlers.keySet());
        if (allowed.contains("GET")) allowed.add("HEAD");
        throw new Refusal(405, "Method Not Allowed", Map.of("Allow", String.join(", ", allowed)));
    }
}
