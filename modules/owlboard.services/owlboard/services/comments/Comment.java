package owlboard.services.comments;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;

/** A comment; {@code place} is null when it belongs to the board as a whole, {@code userName} when it was not told. */
public record Comment(String id, String dashboardId, String userId, String userName, String content, Place place,
        Instant createdAt, Instant updatedAt) {

    /** Where on the board. */
    public record Place(double x, double y) {
        private static final Pattern TEXT = Pattern.compile("(-?\\d{1,30}(?:\\.\\d{1,30})?(?:[eE][+-]?\\d{1,3})?)\\s*,\\s*"
            + "(-?\\d{1,30}(?:\\.\\d{1,30})?(?:[eE][+-]?\\d{1,3})?)");

        /** {@code "x,y"}, {@code [x, y]} or {@code {"x": x, "y": y}}; anything else is a 422. */
        static Place of(Object told) throws Refusal {
            return switch (told) {
                case String text -> of(text);
                case List<?> list when list.size() == 2 && list.get(0) instanceof Number x
                        && list.get(1) instanceof Number y -> finite(x, y);
                case Map<?, ?> map when map.get("x") instanceof Number x && map.get("y") instanceof Number y -> finite(x, y);
                case null, default -> throw unknown();
            };
        }

        private static Place of(String text) throws Refusal {
            var numbers = TEXT.matcher(text.strip());
            if (!numbers.matches()) throw unknown();
            return finite(Double.valueOf(numbers.group(1)), Double.valueOf(numbers.group(2)));
        }

        private static Place finite(Number x, Number y) throws Refusal {
            if (!Double.isFinite(x.doubleValue()) || !Double.isFinite(y.doubleValue())) throw unknown();
            return new Place(x.doubleValue(), y.doubleValue());
        }

        private static Refusal unknown() {
            return new Refusal(422, "'coordinates' must be two numbers: \"x,y\", [x, y] or {\"x\": x, \"y\": y}");
        }
    }

    /** A comment that has no id yet. */
    public record Draft(String dashboardId, String userId, String userName, String content, Place place) {}

    /** What an update sets; null leaves as it is. */
    public record Change(String content, Place place) {
        boolean isEmpty() {
            return content == null && place == null;
        }
    }

    Comment with(Change change, Instant now) {
        return new Comment(id, dashboardId, userId, userName, change.content == null ? content : change.content,
            change.place == null ? place : change.place, createdAt, now);
    }

    /** The coordinates are a list of two, or of none: clients take them for a list that is always there. */
    Map<String, Object> json() {
        List<Object> coordinates = place == null ? List.of() : List.of(place.x(), place.y());
        return Json.object("_id", id, "id", id, "dashboard_id", dashboardId, "user_id", userId, "user_name", userName, "content", content,
            "coordinates", coordinates, "created_at", createdAt.toString(), "updated_at", updatedAt.toString());
    }

    /** What a listener is told. */
    Map<String, Object> json(String event) {
        var data = json();
        if (event.equals("deleted")) data.put("comment_id", id);
        return Json.object("type", "comment_" + event, "data", data);
    }
}
