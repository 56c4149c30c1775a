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

/** A deliberate difference: skipped when the system under test is nginx. */
@Target({METHOD, TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OwlboardOnly.SkippedOnNginx.class)
public @interface OwlboardOnly {
    /** The row of conf/DIFFERENCES.md, by its name. */
    String row();

    /** What nginx does instead. */
    String value();

    final class SkippedOnNginx implements ExecutionCondition {
        @Override public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (!Edge.onNginx()) return ConditionEvaluationResult.enabled("the system under test is owlboard");
            var reason = context.getElement().map(e -> e.getAnnotation(OwlboardOnly.class)).map(OwlboardOnly::value);
            return ConditionEvaluationResult.disabled("nginx: " + reason.orElse("differs"));
        }
    }
}
