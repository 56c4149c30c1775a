package owlboard.services.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** What a replica of the service tells the others. Nobody keeps it. */
sealed interface Passing {
    /** For the sockets of a room, but not for those of one user, who may be null. {@code text} is what they are sent. */
    record Event(String dashboard, String exceptUser, String text) implements Passing {}

    /** A user's first window at the replica was opened. */
    record Came(String dashboard, Presence who) implements Passing {}

    /** A user's last window at the replica was closed. */
    record Went(String dashboard, Presence who) implements Passing {}

    /** Who is there, by room; {@code number} is how often this was told. */
    record All(long number, Map<String, List<Presence>> rooms) implements Passing {}

    /** The replica is there; {@code number} as in the last {@link All}. */
    record Still(long number) implements Passing {}

    /** The replica does not know who is at the others. */
    record Hello() implements Passing {}

    /** The replica stops. */
    record Bye() implements Passing {}

    /** With the replica that tells it. */
    record Letter(String from, Passing passing) {
        String json() {
            return Json.write(switch (passing) {
                case Event(var dashboard, var exceptUser, var text) -> told("event", "room", dashboard, "except", exceptUser, "text", text);
                case Came(var dashboard, var who) -> told("came", "room", dashboard, "who", who.json());
                case Went(var dashboard, var who) -> told("went", "room", dashboard, "who", who.json());
                case All(var number, var rooms) -> told("all", "number", number, "rooms", json(rooms));
                case Still(var number) -> told("still", "number", number);
                case Hello() -> told("hello");
                case Bye() -> told("bye");
            });
        }

        private Map<String, Object> told(String kind, Object... namesAndValues) {
            var told = Json.object("from", from, "kind", kind);
            told.putAll(Json.object(namesAndValues));
            return told;
        }

        private static Map<String, Object> json(Map<String, List<Presence>> rooms) {
            var json = new LinkedHashMap<String, Object>();
            rooms.forEach((room, present) -> json.put(room, present.stream().map(Presence::json).toList()));
            return json;
        }

        static Letter of(String json) throws JsonException, Refusal {
            var told = Fields.of(Json.read(json));
            return new Letter(text(told, "from"), switch (text(told, "kind")) {
                case "event" -> new Event(text(told, "room"), told.exact("except", Integer.MAX_VALUE), text(told, "text"));
                case "came" -> new Came(text(told, "room"), Presence.of(told.object("who")));
                case "went" -> new Went(text(told, "room"), Presence.of(told.object("who")));
                case "all" -> new All((long) told.number("number"), rooms(told.object("rooms")));
                case "still" -> new Still((long) told.number("number"));
                case "hello" -> new Hello();
                case "bye" -> new Bye();
                default -> throw new Refusal(422, "of unknown kind: " + text(told, "kind"));
            });
        }

        private static Map<String, List<Presence>> rooms(Fields told) throws Refusal {
            var rooms = new LinkedHashMap<String, List<Presence>>();
            for (var room : told.members().keySet()) {
                var present = new ArrayList<Presence>();
                for (var who : told.list(room)) present.add(Presence.of(Fields.of(who)));
                rooms.put(room, present);
            }
            return rooms;
        }

        private static String text(Fields told, String name) throws Refusal {
            var text = told.exact(name, Integer.MAX_VALUE);
            if (text == null) throw new Refusal(422, "'" + name + "' is missing");
            return text;
        }
    }
}
