package owlboard.proxy.status;

/** Text in Prometheus's exposition format 0.0.4, or in OpenMetrics 1.0. */
final class Exposition {
    private static final String TOTAL = "_total";

    private final boolean isOpen;
    private final StringBuilder out = new StringBuilder();

    /** {@code isOpen}: OpenMetrics, where a counter is called without the ending of its figure, and the text has an end. */
    Exposition(boolean isOpen) {
        this.isOpen = isOpen;
    }

    void type(String figure, String type, String help) {
        boolean isShort = isOpen && type.equals("counter") && figure.endsWith(TOTAL);
        var name = isShort ? figure.substring(0, figure.length() - TOTAL.length()) : figure;
        out.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** {@code labels}: names and values in turn. */
    void add(String name, double value, String... labels) {
        out.append(name);
        for (int i = 0; i < labels.length; i += 2) {
            out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"").append(escaped(labels[i + 1])).append('"');
        }
        if (labels.length > 0) out.append('}');
        out.append(' ');
        if (value == (long) value) out.append((long) value);
        else out.append(value);
        out.append('\n');
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return isOpen ? out + "# EOF\n" : out.toString();
    }
}
