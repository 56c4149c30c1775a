package owlboard.proxy.status;

/** Text in Prometheus's exposition format. */
final class Exposition {
    private final StringBuilder out = new StringBuilder();

    void type(String name, String type, String help) {
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
        return out.toString();
    }
}
