package owlboard.edge;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** No difference, but something that this harness cannot have of nginx: skipped when that is the system under test. */
@Target({METHOD, TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithoutNginx.SkippedOnNginx.class)
public @interface WithoutNginx {
    /** What cannot be had. */
    String value();

    final class SkippedOnNginx implements ExecutionCondition {
        @Override public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (!Edge.onNginx()) return ConditionEvaluationResult.enabled("the system under test is owlboard");
            var reason = context.getElement().map(e -> e.getAnnotation(WithoutNginx.class)).map(WithoutNginx::value);
            return ConditionEvaluationResult.disabled("nginx: " + reason.orElse("cannot be had"));
        }
    }
}
