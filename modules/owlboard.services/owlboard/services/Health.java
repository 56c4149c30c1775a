package owlboard.services;

import java.util.Map;
import owlboard.services.http.Refusal;
import owlboard.services.http.Reply;
import owlboard.services.json.Json;

/**
 * {@code /health}: 200, or 503 while the store does not answer. The broker is mentioned and decides nothing: who saves does not wait for
 * it. Anybody may ask: where a store is and what it said is in the log alone.
 */
record Health(String service, Kept kept) {
    Reply tell() {
        Map<String, Object> told = Json.object("status", "healthy", "service", service);
        if (kept.broker() != null) {
            var condition = kept.broker().condition();
            told.put("broker", condition.isUp() ? "up" : "down");
            if (!condition.isUp()) told.put("broker_reason", "the broker " + condition.words());
        }
        if (kept.store() == null) return Reply.ok(told);
        try {
            kept.store().ping();
            told.put("store", "up");
            return Reply.ok(told);
        } catch (Refusal away) {
            told.put("status", "unhealthy");
            told.put("store", "down");
            told.put("reason", "the store " + kept.store().condition().words());
            return Reply.unavailable(told);
        }
    }
}
