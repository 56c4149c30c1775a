package owlboard.proxy.route;

import java.util.ArrayList;
import java.util.List;
import owlboard.config.Condition;
import owlboard.config.Place;
import owlboard.config.Regex;
import owlboard.config.Step;
import owlboard.config.Template;
import owlboard.proxy.exchange.Making;
import owlboard.proxy.exchange.Scope;
import owlboard.proxy.exchange.Settings;
import owlboard.proxy.exchange.Value;

/** The rewrite module's steps of one level, made ready to run by {@link Rewrite}. */
final class Script {
    static final Script NONE = new Script(List.of());

    final List<Op> ops;

    private Script(List<Op> ops) {
        this.ops = ops;
    }

    sealed interface Op {}

    record Set(Place place, String name, int slot, Value value) implements Op {}

    /** {@code set $args}. */
    record SetArgs(Place place, Value value) implements Op {}

    /** {@code set $limit_rate}. */
    record SetLimitRate(Place place, Value value) implements Op {}

    /** {@code settings} is null at server level. */
    record If(Place place, Test test, Script body, Settings settings) implements Op {}

    /** {@code args} is null when the replacement has no question mark. */
    record Replace(Step.Rewrite step, Value uri, Value args, boolean redirects, boolean keepArgs) implements Op {}

    record Return(Place place, int code, Value text) implements Op {}

    record Break() implements Op {}

    sealed interface Test {}

    record Truthy(Value value) implements Test {}

    record Equal(Value value, Value other, boolean negated) implements Test {}

    record Matches(Value value, Regex regex, boolean negated) implements Test {}

    record FileTest(char kind, Value path, boolean negated) implements Test {}

    static Script of(List<Step> steps, Scope scope, Making making) {
        if (steps.isEmpty()) return NONE;
        return new Script(steps.stream().map(step -> op(step, scope, making)).toList());
    }

    private static Op op(Step step, Scope scope, Making making) {
        return switch (step) {
            case Step.Set set when set.slot() < 0 && set.name().equals("limit_rate") ->
                    new SetLimitRate(set.place(), making.value(set.value()));
            case Step.Set set when set.slot() < 0 -> new SetArgs(set.place(), making.value(set.value()));
            case Step.Set set -> new Set(set.place(), set.name(), set.slot(), making.value(set.value()));
            case Step.If conditional -> new If(conditional.place(), test(conditional.condition(), making), of(conditional.steps(), scope,
                    making),
                    conditional.location() == null ? null : making.settings(scope.inner(conditional.location())));
            case Step.Rewrite rewrite -> replace(rewrite, making);
            case Step.Return answer -> new Return(answer.place(), answer.code(),
                    answer.text() == null ? null : making.value(answer.text()));
            case Step.Break _ -> new Break();
        };
    }

    private static Test test(Condition condition, Making making) {
        return switch (condition) {
            case Condition.Truthy truthy -> new Truthy(making.value(truthy.value()));
            case Condition.Equals equals -> new Equal(making.value(equals.value()), making.value(equals.other()), equals.negated());
            case Condition.Matches matches -> new Matches(making.value(matches.value()), matches.regex(), matches.negated());
            case Condition.File file -> new FileTest(file.test(), making.value(file.path()), file.negated());
        };
    }

    private static Op replace(Step.Rewrite rewrite, Making making) {
        var source = rewrite.replacement().source();
        boolean redirects = rewrite.flag() == Step.Flag.REDIRECT || rewrite.flag() == Step.Flag.PERMANENT
                || source.startsWith("http://") || source.startsWith("https://") || source.startsWith("$scheme");
        var halves = split(rewrite.replacement());
        return new Replace(rewrite, making.value(halves[0]), halves[1] == null ? null : making.value(halves[1]),
                redirects, !rewrite.dropArgs());
    }

    /** Before and behind the first literal question mark. */
    private static Template[] split(Template replacement) {
        var parts = replacement.parts();
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof Template.Text text)) continue;
            int mark = text.text().indexOf('?');
            if (mark < 0) continue;
            var before = new ArrayList<>(parts.subList(0, i));
            before.add(new Template.Text(text.text().substring(0, mark)));
            var behind = new ArrayList<Template.Part>();
            behind.add(new Template.Text(text.text().substring(mark + 1)));
            behind.addAll(parts.subList(i + 1, parts.size()));
            return new Template[] {new Template(replacement.source(), before), new Template(replacement.source(), behind)};
        }
        return new Template[] {replacement, null};
    }
}
