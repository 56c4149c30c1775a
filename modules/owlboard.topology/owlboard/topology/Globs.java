package owlboard.topology;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;

/** Names that may be patterns: {@code 'api_gateway_*'}. */
final class Globs {
    private Globs() {}

    /** Those whose name fits, in their order; none for what is no pattern, as {@code [}. */
    static <T> List<T> fitting(String pattern, List<T> all, Function<T, String> name) {
        try {
            var matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            return all.stream().filter(one -> matcher.matches(Path.of(name.apply(one)))).toList();
        } catch (PatternSyntaxException noPattern) {
            return List.of();
        }
    }
}
