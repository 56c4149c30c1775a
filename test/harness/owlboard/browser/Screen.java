package owlboard.browser;

/** A window of so many CSS pixels. */
public record Screen(int width, int height, double density, boolean phone, boolean dark) {
    public static final Screen DESKTOP = new Screen(1280, 800, 1, false, false);
    public static final Screen PHONE = new Screen(390, 844, 2, true, false);

    public Screen inTheDark() {
        return new Screen(width, height, density, phone, true);
    }

    public Screen turned() {
        return new Screen(height, width, density, phone, dark);
    }
}
