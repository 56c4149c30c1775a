package owlboard.services.chat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The way between the replicas of the service, for what nobody keeps. */
public interface Relay {
    /** This replica is the only one. */
    Relay NONE = new Relay() {
        @Override
        public void begin(Others others) {}

        @Override
        public void event(String dashboard, String exceptUser, String text) {}

        @Override
        public void came(String dashboard, Presence who) {}

        @Override
        public void went(String dashboard, Presence who) {}
    };

    /** Hears of the other replicas. */
    interface Others {
        /** For the sockets of a room, but not for those of a user, who may be null. */
        void event(String dashboard, String exceptUser, String text);

        void came(String replica, String dashboard, Presence who);

        void went(String replica, String dashboard, Presence who);

        /** All who are at a replica, instead of those who were told before; none when it has gone. */
        void all(String replica, Map<String, List<Presence>> rooms);

        /** Who is here; {@code told} takes it before anybody else comes or goes. */
        void here(Consumer<Map<String, List<Presence>>> told);
    }

    /** Called once, before all others. */
    void begin(Others others);

    /** For the sockets of a room elsewhere, but not for those of a user, who may be null. Like the next two it never waits. */
    void event(String dashboard, String exceptUser, String text);

    void came(String dashboard, Presence who);

    void went(String dashboard, Presence who);
}
