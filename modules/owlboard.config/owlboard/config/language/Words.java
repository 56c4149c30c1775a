package owlboard.config.language;

import owlboard.config.Place;
import owlboard.config.Regex;
import owlboard.config.Http.Source;
import owlboard.config.Template;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** One occurrence of a directive: its arguments, counted from 0, read as what they mean. */
public record Words(Syntax.Node node, Context context, Scope scope) {

    /** The words of a default value, which no file holds. */
    public static Words of(String name, String text) {
        var args = text.isEmpty() ? List.<String>of() : Arrays.asList(text.split(" "));
        var place = new Place("defaults", 0);
        return new Words(new Syntax.Node(place, name, args, null, place), Context.MAIN, new Scope());
    }

    public Place place() {
        return node.place();
    }

    public String name() {
        return node.name();
    }

    public List<String> args() {
        return node.args();
    }

    public int count() {
        return node.args().size();
    }

    public String text(int index) {
        return node.args().get(index);
    }

    public String text() {
        return text(0);
    }

    public long duration(int index) throws Refusal {
        return orInvalid(Units.millis(text(index)), text(index), "write a time such as 500ms, 30s or 1h30m");
    }

    public long duration() throws Refusal {
        return duration(0);
    }

    /** A time in whole seconds, as milliseconds. */
    public long seconds(int index) throws Refusal {
        return 1000 * orInvalid(Units.seconds(text(index)), text(index), "write a time such as 30s, 10m or 1d");
    }

    public long seconds() throws Refusal {
        return seconds(0);
    }

    public long size(int index) throws Refusal {
        return orInvalid(Units.size(text(index)), text(index), "write a size such as 512, 8k or 10m");
    }

    public long size() throws Refusal {
        return size(0);
    }

    public int number(int index) throws Refusal {
        return (int) number(index, Integer.MAX_VALUE);
    }

    private long number(int index, long most) throws Refusal {
        var number = Units.number(text(index));
        if (number.isPresent() && number.getAsLong() <= most) return number.getAsLong();
        throw refuse("\"" + name() + "\" directive invalid number", '"' + text(index) + "\" is not a whole number");
    }

    /** A number that is none of things. */
    public long bits() throws Refusal {
        return number(0, Long.MAX_VALUE);
    }

    public int number() throws Refusal {
        return number(0);
    }

    public boolean flag() throws Refusal {
        return switch (text().toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw refuse("invalid value \"" + text() + "\" in \"" + name() + "\" directive, it must be \"on\" or \"off\"");
        };
    }

    /** One of the constants of an enum, written in lower case. */
    public <E extends Enum<E>> E choice(Class<E> type, int index) throws Refusal {
        return choice(EnumSet.allOf(type), index);
    }

    /** One of some of them. */
    public <E extends Enum<E>> E choice(Set<E> some, int index) throws Refusal {
        for (var constant : some) if (constant.name().equalsIgnoreCase(text(index))) return constant;
        throw refuse("invalid value \"" + text(index) + '"', '"' + name() + "\" takes " + String.join(", ",
                some.stream().sorted().map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList()));
    }

    /** Adds what a word says to what others of its kind have said; once is enough (ngx_conf_set_bitmask_slot). */
    public <T> void collect(int index, T value, Collection<T> all) {
        if (all.contains(value)) warn("duplicate value \"" + text(index) + '"');
        else all.add(value);
    }

    /** The slot of the variable that a word names ({@code $name}), which is written while a request runs. */
    public int assign(int index) throws Refusal {
        return scope.assign(variable(index), place());
    }

    /** Defines the variable that a word names ({@code $name}). */
    public void define(int index, Source source) throws Refusal {
        scope.define(variable(index), source, place());
    }

    private String variable(int index) throws Refusal {
        var text = text(index);
        if (!text.matches("\\$[A-Za-z0-9_]+")) throw refuse("invalid variable name \"" + text + '"');
        return text.substring(1);
    }

    public Template template(int index) throws Refusal {
        return template(text(index));
    }

    public Template template() throws Refusal {
        return template(0);
    }

    public Template template(String source) throws Refusal {
        return Templates.compile(source, scope, place());
    }

    public Regex regex(String source, boolean ignoreCase) throws Refusal {
        return Regexes.compile(source, ignoreCase, scope, place());
    }

    /** Works, but is likely not what was meant. */
    public void warn(String message) {
        scope.warn(place(), name(), message);
    }

    /** The same of a line within the block. */
    public void warn(Place at, String message) {
        scope.warn(at, name(), message);
    }

    public Refusal refuse(String message) {
        return new Refusal(place(), message);
    }

    public Refusal refuse(String message, String remedy) {
        return new Refusal(place(), message, remedy);
    }

    public Refusal invalid(int index) {
        return invalid(index, "");
    }

    public Refusal invalid(int index, String remedy) {
        return refuse("invalid value \"" + text(index) + "\" in \"" + name() + "\" directive", remedy);
    }

    public Refusal invalidParameter(int index) {
        return refuse("invalid parameter \"" + text(index) + '"');
    }

    private long orInvalid(OptionalLong value, String text, String remedy) throws Refusal {
        if (value.isPresent()) return value.getAsLong();
        throw refuse("\"" + name() + "\" directive invalid value", '"' + text + "\" will not do: " + remedy);
    }
}
