package owlboard.services.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoomTest {
    @Test
    void whoFindsNoRoomComesAgain() throws Exception {
        var room = new Room(100 << 10, Duration.ofMillis(50));
        int most = room.take(90 << 10);
        int little = room.take(10 << 10);
        assertEquals(503, assertThrows(Refusal.class, () -> room.take(1)).status());
        room.giveBack(little);
        room.giveBack(room.take(1));
        room.giveBack(most);
    }

    @Test
    void whoWantsMoreThanThereIsGetsAll() throws Exception {
        var room = new Room(100 << 10, Duration.ofMillis(50));
        int all = room.take(1 << 30);
        assertEquals(100, all);
        room.giveBack(all);
        room.giveBack(room.take(100 << 10));
    }
}
