package owlboard.config.directive;

import owlboard.config.Setting;
import owlboard.config.language.Context;
import owlboard.config.language.Refusal;
import owlboard.config.language.Words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One directive: name, contexts, number of arguments, how its value is read and inherited, its default, its standing.
 * Built once, in a constant, by the chain of calls that begins with {@link #directive}; never changed after that.
 *
 * @param <T> the value it has in a {@link owlboard.config.Level}: times are Long milliseconds, sizes are Long bytes
 */
public final class Directive<T> implements Setting<T> {
    /** Reads one occurrence. {@code before} is what earlier occurrences in the same block gave, null for the first. */
    @FunctionalInterface
    interface Accumulator<T> {
        T read(Words words, T before) throws Refusal;
    }

    /** Reads the only occurrence, or one element. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Words words) throws Refusal;
    }

    private static final int MANY = Integer.MAX_VALUE;

    private final String name;
    private Set<Context> contexts = EnumSet.noneOf(Context.class);
    private int fewest;
    private int most;
    private boolean block;
    private boolean repeatable;
    private boolean inherited = true;
    private Directive<Inheritance> inheritance;
    private Accumulator<T> reader;
    private Directive<?> slot = this;
    private T unset;
    private Standing standing = Standing.HONOURED;
    private String reason = "";

    private Directive(String name) {
        this.name = name;
    }

    static Directive<Object> directive(String name) {
        return new Directive<>(name);
    }

    Directive<T> in(Context... where) {
        contexts = EnumSet.copyOf(Arrays.asList(where));
        return this;
    }

    Directive<T> takes(int count) {
        return takes(count, count);
    }

    Directive<T> takes(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
        return this;
    }

    Directive<T> takesAtLeast(int count) {
        return takes(count, MANY);
    }

    /** It has a body in braces. */
    Directive<T> block() {
        block = true;
        return this;
    }

    /** It may stand several times in one block. */
    Directive<T> repeats() {
        repeatable = true;
        return this;
    }

    /** Nested blocks do not inherit it. */
    Directive<T> own() {
        inherited = false;
        return this;
    }

    /** What an inner block takes over of a list is up to another directive there. */
    Directive<T> inheritsBy(Directive<Inheritance> how) {
        inheritance = how;
        return this;
    }

    <U> Directive<U> reads(Reader<U> how) {
        return accumulates((words, before) -> how.read(words));
    }

    /** Each occurrence adds an element; the list of an inner block replaces the inherited one whole. */
    <E> Directive<List<E>> collects(Reader<E> how) {
        return this.<List<E>>accumulates((words, before) -> {
            var all = before == null ? new ArrayList<E>() : new ArrayList<>(before);
            all.add(how.read(words));
            return List.copyOf(all);
        }).repeats();
    }

    @SuppressWarnings("unchecked")
    <U> Directive<U> accumulates(Accumulator<U> how) {
        var typed = (Directive<U>) this;
        typed.reader = how;
        return typed;
    }

    /** Its value is kept as that of another directive ({@code deny} adds to what {@code allow} began). */
    Directive<T> into(Directive<T> other) {
        slot = other;
        unset = other.unset;
        return this;
    }

    /** The default, as it would be written in a file. */
    Directive<T> unset(String text) {
        try {
            unset = reader.read(Words.of(name, text), null);
        } catch (Refusal refusal) {
            throw new ExceptionInInitializerError(refusal);
        }
        return this;
    }

    /** A default that cannot be written in a file. */
    Directive<T> otherwise(T value) {
        unset = value;
        return this;
    }

    Directive<T> meansNothing(String why) {
        return stands(Standing.MEANINGLESS, why);
    }

    Directive<T> refused() {
        return stands(Standing.REFUSED, "");
    }

    /** {@code remedy}: what to do instead. */
    Directive<T> refused(String remedy) {
        return stands(Standing.REFUSED, remedy);
    }

    private Directive<T> stands(Standing how, String why) {
        standing = how;
        reason = why;
        return this;
    }

    public String name() {
        return name;
    }

    public Set<Context> contexts() {
        return contexts;
    }

    public boolean takesCount(int count) {
        return fewest <= count && count <= most;
    }

    public boolean isBlock() {
        return block;
    }

    public boolean isRepeatable() {
        return repeatable;
    }

    public boolean isInherited() {
        return inherited;
    }

    /** The directive that says what a list takes over from the level around it; null: its own replaces that, as usual. */
    public Directive<Inheritance> inheritance() {
        return inheritance;
    }

    /** The directive that its value is kept under: itself, unless two directives write one value. */
    public Directive<?> slot() {
        return slot;
    }

    /** The value where nothing sets it; null when it has no default. */
    public T unset() {
        return unset;
    }

    public Standing standing() {
        return standing;
    }

    /** Why it means nothing here; what to do without one that is refused, or nothing. */
    public String reason() {
        return reason;
    }

    /** Whether it has a value of its own; otherwise it shapes the tree (blocks, rewrite steps, zones). */
    public boolean hasValue() {
        return reader != null;
    }

    /** The value after one more occurrence. */
    @SuppressWarnings("unchecked")
    public Object read(Words words, Object before) throws Refusal {
        return reader.read(words, (T) before);
    }

    @Override public String toString() {
        return name;
    }
}
