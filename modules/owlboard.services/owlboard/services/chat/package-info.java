/**
 * The chat service: a room per board, its last messages, who is in it, and a WebSocket that speaks both ways. Replicas that share a Redis
 * are one service. In: calls under {@code /chat}; {@code chat_message}, {@code typing} and {@code draw} from WebSockets; what other
 * replicas pass on. Out: {@code {"type": "chat_message|typing|draw|user_joined|user_left|error", "data": {..}}} to the room. Owns:
 * {@link owlboard.services.chat.Messages}, in memory or in Redis; who is present. Threads: any; a message never waits for a slow reader; a
 * subscription per channel and the relay have threads of their own. Never: takes the sender of a WebSocket's message from the message: it
 * is who opened the socket. Feeds a message twice. Source: OwlBoard's Chat_Service.
 */
package owlboard.services.chat;
