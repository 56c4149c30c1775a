package owlboard.proxy.status;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Text in Prometheus's exposition format 0.0.4, or in OpenMetrics 1.0. A series is there once, for Prometheus drops a second one: two of
 * the same name and labels are one, their sum.
 */
final class Exposition {
    private static final String TOTAL = "_total";

    private final boolean isOpen;
    private final StringBuilder out = new StringBuilder();
    /** Of the figure that is being told, by name and labels. */
    private final Map<String, Double> series = new LinkedHashMap<>();

    /** {@code isOpen}: OpenMetrics, where a counter is called without the ending of its figure, and the text has an end. */
    Exposition(boolean isOpen) {
        this.isOpen = isOpen;
    }

    void type(String figure, String type, String help) {
        end();
        boolean isShort = isOpen && type.equals("counter") && figure.endsWith(TOTAL);
        var name = isShort ? figure.substring(0, figure.length() - TOTAL.length()) : figure;
        out.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** {@code labels}: names and values in turn. */
    void add(String name, double value, String... labels) {
        series.merge(named(name, labels), value, Double::sum);
    }

    /** 1 or 0: of two with the same labels, whether it holds of one. */
    void flag(String name, boolean is, String... labels) {
        series.merge(named(name, labels), is ? 1.0 : 0.0, Math::max);
    }

    /** Of a bucket, as it is written: OpenMetrics wants a point in it. */
    String bound(double seconds) {
        var text = new BigDecimal(Double.toString(seconds)).stripTrailingZeros().toPlainString();
        return isOpen && text.indexOf('.') < 0 ? text + ".0" : text;
    }

    private static String named(String name, String... labels) {
        var text = new StringBuilder(name);
        for (int i = 0; i < labels.length; i += 2) {
            text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"").append(escaped(labels[i + 1])).append('"');
        }
        return labels.length > 0 ? text.append('}').toString() : name;
    }

    /** All of that figure is known. */
    private void end() {
        series.forEach((name, value) -> {
            out.append(name).append(' ');
            if (value == value.longValue()) out.append(value.longValue());
            else out.append((double) value);
            out.append('\n');
        });
        series.clear();
    }

    private static String escaped(String text) {
        return Utf8.of(text).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        end();
        return isOpen ? out + "# EOF\n" : out.toString();
    }
}
