package owlboard.services.stores;

import java.lang.System.Logger.Level;

/** Whether a store or the broker answers. A change is one line of the log. */
public final class Condition {
    private static final System.Logger LOG = System.getLogger("owlboard.services");

    private final String what;
    private boolean isUp;
    private String reason = "not asked yet";

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

    public synchronized void down(String why) {
        if (isUp || !why.equals(reason)) LOG.log(Level.WARNING, "down: " + what + ": " + why);
        isUp = false;
        reason = why;
    }

    public synchronized boolean isUp() {
        return isUp;
    }

    /** Null while it is up. */
    public synchronized String reason() {
        return reason;
    }
}
