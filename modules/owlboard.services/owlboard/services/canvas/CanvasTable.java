package owlboard.services.canvas;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import owlboard.services.http.Refusal;

/** Drawings in memory; gone with the process. */
public final class CanvasTable implements Canvases {
    /** Bytes that each drawing takes beside its JSON. */
    private static final int OVERHEAD = 512;

    private final Map<String, Canvas> canvases = new HashMap<>();
    private final long bytesMax;
    private long bytes;

    /** @param bytesMax of all drawings together */
    public CanvasTable(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public synchronized void save(Canvas canvas) throws Refusal {
        long after = bytes + size(canvas) - size(canvases.get(canvas.id()));
        if (after > bytesMax) throw new Refusal(507, "no room for more than " + bytesMax + " bytes of drawings; delete some");
        canvases.put(canvas.id(), canvas);
        bytes = after;
    }

    private static long size(Canvas canvas) {
        return canvas == null ? 0 : canvas.json().length + OVERHEAD;
    }

    @Override
    public synchronized Optional<Canvas> byId(String id) {
        return Optional.ofNullable(canvases.get(id));
    }

    @Override
    public Optional<Outline> outline(String id) {
        return byId(id).map(canvas -> new Outline(id, canvas.checksum(), canvas.json().length));
    }

    @Override
    public synchronized boolean remove(String id) {
        Canvas gone = canvases.remove(id);
        bytes -= size(gone);
        return gone != null;
    }
}
