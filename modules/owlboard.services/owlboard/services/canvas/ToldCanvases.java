package owlboard.services.canvas;

import java.util.Optional;
import owlboard.services.http.Refusal;
import owlboard.services.json.Json;
import owlboard.services.stores.Events;

/** Drawings whose changes are told to other services: {@code canvas.saved}, {@code canvas.deleted}. */
public record ToldCanvases(Canvases canvases, Events events) implements Canvases {
    @Override
    public void save(Canvas canvas) throws Refusal {
        canvases.save(canvas);
        events.changed("canvas.saved", Json.object("id", canvas.id(), "checksum", canvas.checksum()));
    }

    @Override
    public Optional<Canvas> byId(String id) throws Refusal {
        return canvases.byId(id);
    }

    @Override
    public Optional<Outline> outline(String id) throws Refusal {
        return canvases.outline(id);
    }

    @Override
    public boolean remove(String id) throws Refusal {
        boolean gone = canvases.remove(id);
        if (gone) events.changed("canvas.deleted", Json.object("id", id));
        return gone;
    }
}
