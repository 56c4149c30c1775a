package owlboard.proxy.exchange;

/** The query string. */
public final class Arguments {
    private Arguments() {}

    /** The value of the first argument with this name, whatever its case, as it stands; null when there is none. */
    public static String find(String args, String name) {
        int at = 0;
        while (at < args.length()) {
            int end = args.indexOf('&', at);
            if (end < 0) end = args.length();
            int value = at + name.length() + 1;
            if (value <= end && args.charAt(value - 1) == '=' && args.regionMatches(true, at, name, 0, name.length())) {
                return args.substring(value, end);
            }
            at = end + 1;
        }
        return null;
    }
}
