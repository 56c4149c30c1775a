package owlboard.services.canvas;

import java.util.Optional;
import owlboard.services.http.Refusal;

/** Where drawings are kept. A refusal is a 507: no room. */
public interface Canvases {
    /** Adds it, or puts it in the place of the one with its id. */
    void save(Canvas canvas) throws Refusal;

    Optional<Canvas> byId(String id) throws Refusal;

    /** Of a drawing: its checksum, and how many bytes it has. */
    record Outline(String id, String checksum, long bytes) {}

    Optional<Outline> outline(String id) throws Refusal;

    /** Whether there was one. */
    boolean remove(String id) throws Refusal;
}
