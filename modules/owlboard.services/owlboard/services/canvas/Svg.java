package owlboard.services.canvas;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A drawing as SVG. Shapes are taken from {@code shapes} and from {@code layers[].shapes}; what cannot be drawn is left
 * out, as are shapes on layers whose {@code visible} is false.
 */
final class Svg {
    /** Pixels of a side. */
    static final int SIDE_MAX = 10_000;
    private static final int SIDE = 1000;
    private static final String LAYER = "layer_number";

    private Svg() {}

    /**
     * @param width in pixels, from 1; anything lower: the drawing's own {@code width}, or 1000
     * @param height likewise
     */
    static byte[] render(Map<?, ?> drawing, int width, int height) {
        int w = side(width, drawing.get("width"));
        int h = side(height, drawing.get("height"));
        var out = new StringBuilder(1024)
            .append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(w)
            .append("\" height=\"").append(h).append("\" viewBox=\"0 0 ").append(w).append(' ').append(h).append("\">\n");
        Set<Object> hidden = new HashSet<>();
        List<?> layers = Shape.list(drawing.get("layers"));
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof Map<?, ?> layer && Boolean.FALSE.equals(layer.get("visible"))) {
                hidden.add((long) i);
                hidden.add(layer.get("id"));
            }
        }
        hidden.remove(null);
        for (Object shape : Shape.list(drawing.get("shapes"))) draw(out, shape, hidden);
        for (Object layer : layers) {
            if (!(layer instanceof Map<?, ?> members) || Boolean.FALSE.equals(members.get("visible"))) continue;
            for (Object shape : Shape.list(members.get("shapes"))) draw(out, shape, Set.of());
        }
        return out.append("</svg>\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static int side(int asked, Object own) {
        if (asked > 0) return asked;
        return own instanceof Number pixels ? Math.clamp(pixels.longValue(), 1, SIDE_MAX) : SIDE;
    }

    private static void draw(StringBuilder out, Object shape, Set<Object> hidden) {
        if (!(shape instanceof Map<?, ?> members)) return;
        if (members.get(LAYER) != null && hidden.contains(members.get(LAYER))) return;
        if (members.get("layer") != null && hidden.contains(members.get("layer"))) return;
        new Shape(members).draw(out);
    }
}
