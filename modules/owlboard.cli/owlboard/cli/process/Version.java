package owlboard.cli.process;

/** The version of the image, as {@code --version} and {@code nginx -v} tell it. */
public final class Version {
    private Version() {}

    public static final String NUMBER = "0.1.0";

    /** {@code owlboard 0.1.0 (Java 25.0.3)}. */
    public static String line() {
        return "owlboard " + NUMBER + " (Java " + System.getProperty("java.version") + ")";
    }
}
