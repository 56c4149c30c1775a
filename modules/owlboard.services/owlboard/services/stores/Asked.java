package owlboard.services.stores;

import java.io.Closeable;
import java.io.IOException;
import owlboard.services.http.Refusal;

/** A store whose client connects again by itself: what is left is to ask it for a sign of life. */
public final class Asked implements Store {
    /** Asks; throws when there is no answer. */
    @FunctionalInterface
    public interface Question {
        void ask() throws IOException;
    }

    private final Question question;
    private final Closeable client;
    private final Condition condition;

    /** @param condition shared with who uses the client */
    public Asked(Condition condition, Question question, Closeable client) {
        this.condition = condition;
        this.question = question;
        this.client = client;
    }

    @Override
    public Condition condition() {
        return condition;
    }

    @Override
    public void ping() throws Refusal {
        try {
            question.ask();
            condition.up();
        } catch (IOException away) {
            throw condition.down(away);
        }
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException gone) {
            condition.down(gone);
        }
    }
}
