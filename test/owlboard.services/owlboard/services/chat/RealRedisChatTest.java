package owlboard.services.chat;

import java.nio.file.Path;
import owlboard.standins.redis.Servers;

class RealRedisChatTest extends AnyRedisChat {
    @Override
    Servers.Running redis(Path dir) throws Exception {
        return Servers.real(dir);
    }
}
