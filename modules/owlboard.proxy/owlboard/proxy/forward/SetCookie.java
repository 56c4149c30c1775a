package owlboard.proxy.forward;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A {@code Set-Cookie} line that is being changed. What nothing has changed stays as it came; else its attributes are written anew. */
final class SetCookie {
    /** {@code value} is null without an equals sign. */
    private record Attribute(String name, String value) {
        static Attribute of(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) return new Attribute(text, null);
            return new Attribute(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
        }

        @Override
        public String toString() {
            return value == null ? name : name + "=" + value;
        }
    }

    private final String text;
    private final Attribute cookie;
    private final List<Attribute> attributes = new ArrayList<>();
    private boolean changed;

    SetCookie(String text) {
        this.text = text;
        var parts = text.split(";", -1);
        cookie = Attribute.of(parts[0].strip());
        for (int i = 1; i < parts.length; i++) attributes.add(Attribute.of(parts[i].strip()));
    }

    /** The cookie's name; null for a line without one. */
    String name() {
        return cookie.value == null ? null : cookie.name;
    }

    /** Changes the values of this attribute; {@code change} gives null for one that stays. */
    void change(String name, UnaryOperator<String> change) {
        for (int i = 0; i < attributes.size(); i++) {
            var attribute = attributes.get(i);
            if (!attribute.name.equalsIgnoreCase(name) || attribute.value == null) continue;
            var value = change.apply(attribute.value);
            if (value != null) set(i, new Attribute(attribute.name, value));
        }
    }

    /** Flags of {@code proxy_cookie_flags}, in lower case; one of another name means nothing. */
    void flag(Set<String> flags) {
        flag("Secure", flags.contains("secure"), flags.contains("nosecure"));
        flag("HttpOnly", flags.contains("httponly"), flags.contains("nohttponly"));
        for (var kind : new String[] {"Strict", "Lax", "None"}) {
            if (flags.contains("samesite=" + kind.toLowerCase(Locale.ROOT))) sameSite(new Attribute("SameSite", kind));
        }
        if (flags.contains("nosamesite")) remove("SameSite");
        changed = true; // written anew, whether or not it had them
    }

    private void flag(String name, boolean on, boolean off) {
        if (off) remove(name);
        else if (on && find(name) < 0) add(new Attribute(name, null));
    }

    private void sameSite(Attribute wanted) {
        int at = find("SameSite");
        if (at < 0) add(wanted);
        else set(at, wanted);
    }

    private int find(String name) {
        for (int i = 0; i < attributes.size(); i++) if (attributes.get(i).name.equalsIgnoreCase(name)) return i;
        return -1;
    }

    private void set(int at, Attribute attribute) {
        attributes.set(at, attribute);
        changed = true;
    }

    private void add(Attribute attribute) {
        attributes.add(attribute);
        changed = true;
    }

    private void remove(String name) {
        attributes.removeIf(attribute -> attribute.name.equalsIgnoreCase(name));
    }

    @Override
    public String toString() {
        if (!changed) return text;
        var all = new StringBuilder(cookie.toString());
        for (var attribute : attributes) all.append("; ").append(attribute);
        return all.toString();
    }
}
