package owlboard.services.stores;

import java.lang.System.Logger.Level;
import owlboard.services.http.Refusal;

/** Whether a store or the broker answers. A change is one line of the log, the only place that says where it is and what it said. */
public final class Condition {
    private static final System.Logger LOG = System.getLogger("owlboard.services");

    private final String what;
    private boolean isUp;
    private String reason = "not asked yet";
    private Trouble trouble = Trouble.UNREACHABLE;

    /** @param what for the log: {@code mysql://user:***@mysql_db:3306/user_db} */
    public Condition(String what) {
        this.what = what;
    }

    public synchronized void up() {
        if (isUp) return;
        isUp = true;
        reason = null;
        LOG.log(Level.INFO, "up: " + what);
    }

    /** The answer to whoever wanted something of it. */
    public synchronized Refusal down(Exception why) {
        String said = why.getMessage() == null ? why.toString() : why.getMessage();
        if (isUp || !said.equals(reason)) LOG.log(Level.WARNING, "down: " + what + ": " + said);
        isUp = false;
        reason = said;
        trouble = Trouble.of(why);
        return trouble.refusal();
    }

    public synchronized boolean isUp() {
        return isUp;
    }

    /** What is the matter, for anybody; null while it is up. */
    public synchronized String words() {
        return isUp ? null : trouble.words();
    }
}
