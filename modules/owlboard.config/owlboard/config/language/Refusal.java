package owlboard.config.language;

import owlboard.config.Place;

/** Why a directive cannot be used, in nginx's words; the remedy, if there is one, follows the place. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Place place;

    public Refusal(Place place, String words) {
        this(place, words, "");
    }

    public Refusal(Place place, String words, String remedy) {
        super(words + " in " + (place.line() == 0 ? place.file() : place) + (remedy.isEmpty() ? "" : ", " + remedy));
        this.place = place;
    }

    public Place place() {
        return place;
    }
}
