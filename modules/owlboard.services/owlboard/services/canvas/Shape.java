package owlboard.services.canvas;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One shape of a drawing, in any of the spellings that clients use, as one SVG element. */
record Shape(Map<?, ?> members) {
    private static final Pattern PATH = Pattern.compile("[MmZzLlHhVvCcSsQqTtAa0-9eE+\\-.,\\s]+");
    private static final Pattern COLOR = Pattern.compile(
        "#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,24}|(?:rgb|rgba|hsl|hsla)\\([0-9.,%/\\s-]{1,48}\\)");
    private static final double COORDINATE_MAX = 1e7;

    static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    void draw(StringBuilder out) {
        if (!(members.get("type") instanceof String type)) return;
        switch (type) {
            case "path" -> path(out);
            case "line" -> line(out);
            case "rect", "rectangle" -> rect(out);
            case "circle" -> circle(out);
            case "ellipse" -> ellipse(out);
            case "pixel" -> dot(out);
            case "pen", "stroke", "polyline" -> points(out, "polyline");
            case "polygon" -> points(out, "polygon");
            case "text" -> text(out);
            default -> { }  // left out, as the contract says
        }
    }

    private void path(StringBuilder out) {
        if (members.get("d") instanceof String d && PATH.matcher(d).matches()) {
            style(out.append("<path d=\"").append(Xml.escape(d)).append('"'));
        } else {
            points(out, "polyline");
        }
    }

    private void line(StringBuilder out) {
        out.append("<line");
        for (String end : new String[] {"x1", "y1", "x2", "y2"}) attribute(out, end, number(0, end));
        style(out);
    }

    private void rect(StringBuilder out) {
        double x = number(0, "x", "x1");
        double y = number(0, "y", "y1");
        double width = number(number(x, "x2") - x, "width");
        double height = number(number(y, "y2") - y, "height");
        out.append("<rect");
        attribute(out, "x", width < 0 ? x + width : x);
        attribute(out, "y", height < 0 ? y + height : y);
        attribute(out, "width", Math.abs(width));
        attribute(out, "height", Math.abs(height));
        style(out);
    }

    private void circle(StringBuilder out) {
        out.append("<circle");
        attribute(out, "cx", number(0, "cx", "x1", "x"));
        attribute(out, "cy", number(0, "cy", "y1", "y"));
        attribute(out, "r", Math.abs(number(0, "r", "radius")));
        style(out);
    }

    private void ellipse(StringBuilder out) {
        out.append("<ellipse");
        attribute(out, "cx", number(0, "cx", "x1", "x"));
        attribute(out, "cy", number(0, "cy", "y1", "y"));
        attribute(out, "rx", Math.abs(number(0, "rx")));
        attribute(out, "ry", Math.abs(number(0, "ry")));
        style(out);
    }

    private void dot(StringBuilder out) {
        out.append("<circle");
        attribute(out, "cx", number(0, "x1", "x"));
        attribute(out, "cy", number(0, "y1", "y"));
        out.append(" r=\"1\" fill=\"").append(color("black", "color", "fill")).append("\"/>\n");
    }

    private void text(StringBuilder out) {
        if (!(members.get("text") instanceof String text)) return;
        out.append("<text");
        attribute(out, "x", number(0, "x", "x1"));
        attribute(out, "y", number(0, "y", "y1"));
        attribute(out, "font-size", Math.clamp(number(16, "font_size", "fontSize"), 1, 1000));
        out.append(" font-family=\"sans-serif\" xml:space=\"preserve\" fill=\"").append(color("black", "fill", "color")).append("\">")
            .append(Xml.escape(text)).append("</text>\n");
    }

    private void points(StringBuilder out, String element) {
        var points = new StringBuilder();
        Number pending = null;  // the x of a flat list x, y, x, y
        for (Object item : list(members.get("points"))) {
            switch (item) {
                case Number number -> {
                    if (pending != null) point(points, pending, number);
                    pending = pending == null ? number : null;
                }
                case Map<?, ?> point when point.get("x") instanceof Number x && point.get("y") instanceof Number y -> point(points, x, y);
                case List<?> pair when pair.size() > 1 && pair.get(0) instanceof Number x
                        && pair.get(1) instanceof Number y -> point(points, x, y);
                case null, default -> { }
            }
        }
        if (points.isEmpty()) return;
        style(out.append('<').append(element).append(" points=\"").append(points).append('"'));
    }

    private static void point(StringBuilder points, Number x, Number y) {
        if (!points.isEmpty()) points.append(' ');
        points.append(plain(x.doubleValue())).append(',').append(plain(y.doubleValue()));
    }

    private static void attribute(StringBuilder out, String name, double value) {
        out.append(' ').append(name).append("=\"").append(plain(value)).append('"');
    }

    private void style(StringBuilder out) {
        out.append(" stroke=\"").append(color("black", "stroke", "color")).append("\" fill=\"").append(color("none", "fill")).append('"');
        attribute(out, "stroke-width", Math.clamp(number(1, "stroke_width", "strokeWidth"), 0, 1000));
        double opacity = Math.clamp(number(1, "opacity"), 0, 1);
        if (opacity < 1) attribute(out, "opacity", opacity);
        out.append(" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>\n");
    }

    private double number(double unset, String... names) {
        for (String name : names) if (members.get(name) instanceof Number number) return number.doubleValue();
        return unset;
    }

    private String color(String unset, String... names) {
        for (String name : names) {
            if (members.get(name) instanceof String color && COLOR.matcher(color).matches()) return color;
        }
        return unset;
    }

    /** Without an exponent, at most three places. */
    private static String plain(double number) {
        double bounded = Math.clamp(number, -COORDINATE_MAX, COORDINATE_MAX);
        long thousandths = Math.round(bounded * 1000);
        return thousandths % 1000 == 0 ? Long.toString(thousandths / 1000) : Double.toString(thousandths / 1000.0);
    }
}
