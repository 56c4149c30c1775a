package owlboard.services.chat;

import java.util.Map;
import owlboard.services.http.Fields;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.json.JsonException;

/** What happens in a room and is kept: all who are there hear it, in the order in which it was stored. */
public sealed interface Happening permits Message, Cleared {
    /** Characters of an id, in what is read back. */
    int ID_MAX = 256;

    String id();

    String dashboardId();

    Map<String, Object> json();

    /** @param json as {@link #json} told it */
    static Happening of(String json) throws JsonException, Refusal {
        var told = Fields.of(Json.read(json));
        return Cleared.KIND.equals(told.members().get("kind")) ? Cleared.of(told) : Message.of(told);
    }
}
