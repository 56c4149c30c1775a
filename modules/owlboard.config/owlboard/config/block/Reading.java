package owlboard.config.block;

import owlboard.config.ConfigException;
import owlboard.config.Configuration.Notice;
import owlboard.config.Configuration.Severity;
import owlboard.config.Configuration.SourceFile;
import owlboard.config.Place;
import owlboard.config.Variables;
import owlboard.config.directive.Directive;
import owlboard.config.directive.Standing;
import owlboard.config.language.Refusal;
import owlboard.config.language.Scope;
import owlboard.config.language.Utf8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What grows while one configuration is read: its variables, its errors, its notices. */
public final class Reading {
    private final Scope scope;
    private final boolean privileged;
    private final List<Refusal> refusals;
    private final List<Notice> notices;
    private final List<Refusal> breaks;
    /** Of its parts. */
    private final List<Scope> scopes;

    public Reading(boolean privileged) {
        scope = new Scope();
        this.privileged = privileged;
        refusals = new ArrayList<>();
        notices = new ArrayList<>();
        breaks = new ArrayList<>();
        scopes = new ArrayList<>(List.of(scope));
    }

    private Reading(Reading whole, Scope own) {
        scope = own;
        privileged = whole.privileged;
        refusals = whole.refusals;
        notices = whole.notices;
        breaks = whole.breaks;
        scopes = whole.scopes;
        scopes.add(own);
    }

    /** The same of a part that has variables of its own. */
    Reading with(Variables.Table builtIn) {
        return new Reading(this, new Scope(builtIn));
    }

    Scope scope() {
        return scope;
    }

    boolean privileged() {
        return privileged;
    }

    void refuse(Refusal refusal) {
        refusals.add(refusal);
    }

    /** Refuses, and remembers that directives are missing from what was read: what is not found after this may only be lost. */
    public void breakOff(Refusal refusal) {
        breaks.add(refusal);
    }

    /** Whether everything that was written was read. */
    boolean isWhole() {
        return breaks.isEmpty();
    }

    /** What {@link #breakOff} was told. */
    public List<Refusal> broken() {
        return List.copyOf(breaks);
    }

    void refuse(Place place, String words) {
        refuse(new Refusal(place, words));
    }

    public void warn(Place place, String directive, String message) {
        notices.add(new Notice(place, Severity.WARNING, directive, message));
    }

    void meaningless(Place place, String directive, String message) {
        notices.add(new Notice(place, Severity.MEANINGLESS, directive, message));
    }

    /** Notes what becomes of a directive. */
    void met(Directive<?> directive, Place place) {
        if (directive.standing() == Standing.REFUSED) return;
        notices.add(new Notice(place, Severity.valueOf(directive.standing().name()), directive.name(), directive.reason()));
    }

    /** In the order of the files. */
    List<Notice> notices(List<SourceFile> files) {
        var warnings = scopes.stream().flatMap(each -> each.warnings().stream());
        return Stream.concat(notices.stream(), warnings).sorted(byPlace(files, Notice::place)).toList();
    }

    /** Ends the reading when there was an error. */
    public void throwIfRefused(List<SourceFile> files) throws ConfigException {
        if (refusals.isEmpty() && breaks.isEmpty()) return;
        throw new ConfigException(Stream.concat(refusals.stream(), breaks.stream()).sorted(byPlace(files, Refusal::place))
                .map(Refusal::getMessage).map(Utf8::decode).distinct().toList());
    }

    private static <T> Comparator<T> byPlace(List<SourceFile> files, Function<T, Place> place) {
        var names = files.stream().map(SourceFile::name).toList();
        return Comparator.<T>comparingInt(it -> names.indexOf(place.apply(it).file())).thenComparingInt(it -> place.apply(it).line());
    }
}
